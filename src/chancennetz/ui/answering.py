"""How a view answers a form: errors at their fields, status 422, and the way back."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar

from django import forms
from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.http import url_has_allowed_host_and_scheme

UNPROCESSABLE = 422
_T = TypeVar("_T")


def or_404(found: _T | None) -> _T:
    """Return what was found, or answer that there is no such page."""
    if found is None:
        raise Http404
    return found


def show(
    request: HttpRequest, template: str, context: Mapping[str, Any], *bound: forms.Form | forms.BaseFormSet[Any] | None
) -> HttpResponse:
    """Show a page; it answers with 422 when one of its forms came back with errors.

    A single form stands in the template as `form`, unless the context names another.
    """
    failed = any(form is not None and form.is_bound and any(form.errors) for form in bound)
    values = {"form": bound[0], **context} if len(bound) == 1 and bound[0] is not None else dict(context)
    return render(request, template, values, status=UNPROCESSABLE if failed else 200)


def take_errors(form: forms.Form, error: ValidationError, fields: Mapping[str, str] | None = None) -> None:
    """Show what an action refused beside the fields it names; what the form does not show stands on top.

    `fields` maps names of the action to names of the form.
    """
    if not hasattr(error, "error_dict"):
        form.add_error(None, error)
        return
    for name, errors in error.error_dict.items():
        target = (fields or {}).get(name, name)
        at_field = target in form.fields and name != NON_FIELD_ERRORS
        for one in errors:
            form.add_error(target if at_field else None, one)


def way_back(request: HttpRequest, otherwise: str) -> str:
    """Return the address one came from (`next`), if it is one of ours, else another one."""
    wanted = request.POST.get("next") or request.GET.get("next") or ""
    safe = url_has_allowed_host_and_scheme(
        wanted, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    return wanted if wanted.startswith("/") and safe else otherwise
