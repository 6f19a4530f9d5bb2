"""The door of the public map: pages that are the same for everybody come from memory while they are true.

It stands before sessions, translations and the transaction of a request, so a kept page costs one small query (has the
directory changed?) and nothing else. Whoever brings a session goes past it.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Hashable

from django.conf import settings
from django.core.exceptions import DisallowedHost
from django.db import Error
from django.http import HttpRequest, HttpResponse
from django.utils.cache import get_conditional_response
from django.utils.http import quote_etag

from chancennetz.core import time
from chancennetz.mapsearch import queries
from chancennetz.mapsearch.directory import shelf
from chancennetz.publicmap.answers import Answer, answers, minute
from chancennetz.publicmap.constants import KEPT_FOR, SAME_FOR_EVERYBODY
from chancennetz.ui.constants import THEME_COOKIE

_PREFIX = "/map/"
#: The language of a page stands in its address; only a cookie (signed in, chosen colours) makes it another one.
_VARY = "Accept-Encoding, Cookie"
_OWN_HEADERS = {"vary", "cache-control", "etag", "content-length", "set-cookie"}


class AnswersMiddleware:
    """Answers what is kept, keeps what may be kept, and tells browsers and proxies until when they may do the same."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer one request."""
        if not _may_be_kept(request):
            return self.get_response(request)
        now = time.now()
        try:
            key, revision = _key(request), queries.revision()
        except (DisallowedHost, Error):
            return self.get_response(request)  # the way to the page says what is wrong
        moment = (minute(now), revision)
        answer = answers.find(moment, key)
        if answer is None:
            response = self.get_response(request)
            if not getattr(response, SAME_FOR_EVERYBODY, False) or response.cookies:
                return response
            headers = {name: value for name, value in response.items() if name.lower() not in _OWN_HEADERS}
            answer = Answer.of(response.content, headers)
            if shelf.is_true_at(revision):
                answers.keep(moment, key, answer)
        return _response(request, answer, now)


def _may_be_kept(request: HttpRequest) -> bool:
    return (
        request.method == "GET"
        and request.path_info.startswith(_PREFIX)
        and settings.SESSION_COOKIE_NAME not in request.COOKIES
    )


def _key(request: HttpRequest) -> Hashable:
    """Return what a page depends on beside the moment: the whole address (QR codes show it) and the chosen colours."""
    return request.scheme, request.get_host(), request.get_full_path(), request.COOKIES.get(THEME_COOKIE, "")


def _response(request: HttpRequest, answer: Answer, now: dt.datetime) -> HttpResponse:
    packed = bool(answer.packed) and "gzip" in request.headers.get("Accept-Encoding", "")
    response = HttpResponse(headers=dict(answer.headers))
    response["Vary"] = _VARY
    response["ETag"] = answer.tag
    response["Cache-Control"] = f"public, max-age={KEPT_FOR - now.second}"
    unchanged = get_conditional_response(request, etag=quote_etag(answer.tag), response=response)
    if unchanged is not None and unchanged is not response:
        return unchanged
    response.content = answer.content(packed=packed)
    if packed:
        response["Content-Encoding"] = "gzip"
    response["Content-Length"] = str(len(response.content))
    return response
