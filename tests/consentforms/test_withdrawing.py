"""After a withdrawal somebody is told and ticks it; what ends is given again by its own button."""

from __future__ import annotations

import datetime as dt
import re

from chancennetz.access.context import working_as
from chancennetz.consent import actions
from chancennetz.consent.constants import ToldHow
from chancennetz.consent.models import WithdrawalNotice
from chancennetz.core import time
from chancennetz.tasks.models import Task
from tests.consent.test_access import release
from tests.consentforms.test_pages import at, signed_in
from tests.people.conftest import Family
from tests.universe import Universe


def test_told_is_ticked_and_the_task_is_done(universe: Universe, family: Family) -> None:
    given = release(universe, family)
    client = signed_in(universe, "anna")
    client.post(at(family, "withdraw", given.pk), {"withdrawn_by": str(family.mother.pk), "note": "am Telefon"})
    with working_as(family.by):
        notice = WithdrawalNotice.objects.get()
    assert "Bitte heute Bescheid sagen" in client.get(at(family, "list")).content.decode()
    page = at(family, "told", notice.pk)
    early = (time.today() - dt.timedelta(days=2)).isoformat()
    assert client.post(page, {"how": "phone", "told_on": early}).status_code == 422
    assert client.post(page, {"how": "phone", "told_on": time.today().isoformat()}).status_code == 302
    assert "Bitte heute Bescheid sagen" not in client.get(at(family, "list")).content.decode()
    with working_as(family.by):
        assert WithdrawalNotice.objects.get().told_by == family.by.user_id
        assert Task.objects.get().done_at is not None
        again = actions.mark_told(by=family.by, notice=WithdrawalNotice.objects.get(), how=ToldHow.LETTER)
        assert again.how == ToldHow.PHONE


def test_a_release_is_given_again_with_what_it_named(universe: Universe, family: Family) -> None:
    given = release(universe, family)
    client = signed_in(universe, "anna")
    page = client.get(at(family, "show", given.pk)).content.decode()
    link = re.search(r'href="([^"]*/release/[^"]*)"[^>]*>(?:(?!</a>).)*Verlängern', page)
    assert link is not None
    form = client.get(link[1].replace("&amp;", "&")).content.decode()
    for ticked in ("identity", "benefits"):
        assert re.search(rf'value="{ticked}"[^>]*checked', form)
    assert not re.search(r'value="plan"[^>]*checked', form)
