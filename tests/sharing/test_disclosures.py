"""What was passed on, the page that answers, and the way of child protection."""

from __future__ import annotations

import datetime as dt
import re

import pytest
from django.core.exceptions import ValidationError
from django.db import transaction
from django.urls import reverse

from chancennetz.access.constants import Facet, Role
from chancennetz.access.context import working_as
from chancennetz.access.models import FamilyFile
from chancennetz.audit.models import AuditEntry
from chancennetz.core import time
from chancennetz.core.errors import Conflict, NotAllowed
from chancennetz.sharing import actions, queries
from chancennetz.sharing.constants import PROJECT_DATA, ShareAnswer
from chancennetz.sharing.models import Disclosure
from chancennetz.tasks.models import Task
from tests.consent.test_access import release
from tests.consentforms.test_pages import at as at_consent
from tests.consentforms.test_pages import signed_in
from tests.people.conftest import Family
from tests.universe import Universe


def at(family: Family, page: str, *more: object) -> str:
    return reverse(f"sharing:{page}", args=[family.file.pk, *more])


DANGER = {
    "reason": "Das Kind kam dreimal ohne Jacke und hungrig.",
    "weighed_with": "Insoweit erfahrene Fachkraft, Teamleitung",
    "family_told": True,
}


def report(universe: Universe, family: Family, office: str = "kreis", **more: object) -> Disclosure:
    values = {
        "recipient": universe.organisations[office],
        "persons": [family.daughter.pk],
        "categories": [],
    } | DANGER
    return actions.report_danger(by=family.by, file=family.file, **(values | more))  # type: ignore[arg-type]


def test_a_danger_is_told_without_consent_and_written_down(universe: Universe, family: Family) -> None:
    with working_as(family.by):
        told = report(universe, family, categories=[Facet.IDENTITY])
        assert (told.answer, told.basis) == (ShareAnswer.DANGER, "§ 8a SGB VIII, § 4 KKG")
        assert told.categories == ["child_protection", "identity"]
        assert told.feedback_due == time.today() + dt.timedelta(days=14)
        task = Task.objects.get(file=family.file)
        assert (task.due_on, task.title) == (told.feedback_due, "Bei Musterkreis nachfragen, was aus der Meldung wurde")
        entry = AuditEntry.objects.filter(action="consent.disclose").get()
        assert entry.basis == "§ 8a SGB VIII, § 4 KKG"
        actions.record_feedback(by=family.by, disclosure=told)
        assert told.feedback_on == time.today()


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"reason": "kurz"}, "reason"),
        ({"weighed_with": "  "}, "weighed_with"),
        ({"family_told": False, "family_note": ""}, "family_note"),
        ({"persons": []}, "persons"),
        ({"categories": ["supervision"]}, "categories"),
        ({"happened_on": dt.date(2099, 1, 1)}, "happened_on"),
        ({"happened_on": dt.date(2001, 1, 1)}, "happened_on"),
    ],
)
def test_whoever_does_without_consent_says_why(
    universe: Universe, family: Family, changes: dict[str, object], field: str
) -> None:
    with working_as(family.by):
        with pytest.raises(ValidationError) as caught, transaction.atomic():
            report(universe, family, **changes)
        assert list(caught.value.message_dict) == [field]
        assert not Disclosure.objects.exists()


def test_a_danger_is_told_to_the_youth_office_only(universe: Universe, family: Family) -> None:
    with working_as(family.by):
        for office in ("jobcenter", "brueckenhaus"):
            with pytest.raises(Conflict), transaction.atomic():
                report(universe, family, office)


def test_a_stranger_writes_no_report_and_reads_none(universe: Universe, family: Family) -> None:
    with working_as(family.by):
        report(universe, family)
    carla = universe.actor("carla")
    with working_as(carla):
        assert not Disclosure.objects.exists()
        with pytest.raises(NotAllowed):
            actions.report_danger(
                by=carla,
                file=family.file,
                recipient=universe.organisations["kreis"],
                persons=[family.daughter.pk],
                categories=[],
                **DANGER,  # type: ignore[arg-type]
            )


def test_on_a_statute_the_reason_is_written_down(universe: Universe, family: Family) -> None:
    office, persons = universe.organisations["projekt"], [family.mother.pk]
    with working_as(family.by):
        answers = queries.require_sharing(
            family.file, office, Role.PROJECT_LEAD, categories=[PROJECT_DATA], persons=persons
        )
        values = {"by": family.by, "file": family.file, "recipient": office, "answers": answers, "persons": persons}
        with pytest.raises(ValidationError), transaction.atomic():
            actions.record_disclosure(**values)  # type: ignore[arg-type]
        made = actions.record_disclosure(reason="Pflichtangaben zum Eintritt der Mutter", **values)  # type: ignore[arg-type]
    assert [(one.answer, one.categories) for one in made] == [("statute", ["project_data"])]


def test_what_rests_on_a_release_names_it(universe: Universe, family: Family) -> None:
    given = release(universe, family)
    office = universe.organisations["jobcenter"]
    with working_as(family.by):
        answers = queries.require_sharing(
            family.file, office, Role.JOB_CENTRE, categories=[Facet.BENEFITS], persons=[family.mother.pk]
        )
        made = actions.record_disclosure(
            by=family.by, file=family.file, recipient=office, answers=answers, owner="referrals.referral:1"
        )
        assert made[0].release_ids == [given.pk]
        asked = queries.sharing_answer(family.file, office, Role.JOB_CENTRE, categories=[Facet.PLAN])
        with pytest.raises(Conflict):
            actions.record_disclosure(by=family.by, file=family.file, recipient=office, answers=asked)


def test_the_page_answers_and_leads_to_the_form(universe: Universe, family: Family) -> None:
    release(universe, family, facets=[Facet.IDENTITY, Facet.BENEFITS])
    client, office = signed_in(universe, "anna"), universe.organisations["jobcenter"]
    glance = client.get(at(family, "share")).content.decode()
    assert "Jobcenter Musterkreis" in glance
    assert "zum Teil" in glance
    query = f"?to={office.pk}&role=job_centre&about={family.mother.pk}"
    page = client.get(at(family, "share") + query).content.decode()
    for shown in ("Das dürfen Sie teilen", "Erst fragen", "Das nicht teilen", "§ 65 SGB VIII", "nicht bestätigt"):
        assert shown in page
    assert f"/release/{family.mother.pk}/?recipient={office.pk}" in page
    form = client.get(
        at_consent(family, "release_for", family.mother.pk) + f"?recipient={office.pk}&role=job_centre&facets=plan"
    )
    assert f'value="{office.pk}" selected' in form.content.decode()
    assert 'value="plan" checked' in form.content.decode().replace('value="plan"  checked', 'value="plan" checked')
    assert client.get(at(family, "share") + "?to=nonsense").status_code == 422
    pdf = client.get(at(family, "share_flow") + query)
    assert (pdf.status_code, pdf["Content-Type"]) == (200, "application/pdf")
    assert client.get(at(family, "share_flow")).status_code == 404


def test_the_answer_for_an_office_comes_first_and_its_reasons_lie_folded(universe: Universe, family: Family) -> None:
    release(universe, family, facets=[Facet.IDENTITY, Facet.BENEFITS])
    office = universe.organisations["jobcenter"]
    query = f"?to={office.pk}&role=job_centre&about={family.mother.pk}"
    page = signed_in(universe, "anna").get(at(family, "share") + query).content.decode()
    main = page[page.index("<main") :]
    folded = re.findall(r"<details[^>]*>.*?</details>", main, re.S)
    unfolded = re.sub(r"<details[^>]*>.*?</details>", "", main, flags=re.S)
    for shown in (
        "Das dürfen Sie teilen",
        "Namen, Geburtsdaten, Anschriften · Leistungen",
        "Erst fragen",
        "Kita und Schule",
    ):
        assert shown in unfolded, shown
    assert f"/release/{family.mother.pk}/?recipient={office.pk}" in unfolded  # one click to the form
    assert "§ 203 StGB" not in unfolded
    assert "§ 203 StGB" in "".join(folded)
    assert "Danach fragen" in "".join(folded)


def test_where_nothing_may_be_shared_the_page_says_so(universe: Universe, family: Family) -> None:
    town = universe.organisations["unna"]
    page = signed_in(universe, "anna").get(at(family, "share") + f"?to={town.pk}").content.decode()
    assert re.search(r"Das dürfen Sie teilen(?:(?!<li).)*Im Moment nichts", page, re.S)
    assert "Nur über einen Teil der Familie" not in page


def test_the_danger_page_and_the_list(universe: Universe, family: Family) -> None:
    client = signed_in(universe, "anna")
    values = {
        "recipient": str(universe.organisations["kreis"].pk),
        "persons": [str(family.daughter.pk)],
        "happened_on": time.today().isoformat(),
        "reason": DANGER["reason"],
        "weighed_with": DANGER["weighed_with"],
        "family_told": "no",
        "family_note": "",
    }
    wrong = client.post(at(family, "danger"), values)
    assert wrong.status_code == 422
    assert "warum die Familie es vorher nicht erfahren hat" in wrong.content.decode()
    done = client.post(at(family, "danger"), values | {"family_note": "Das hätte das Kind mehr gefährdet."})
    assert done.status_code == 302
    page = client.get(at(family, "passed_on")).content.decode()
    assert "ohne Jacke" in page
    with working_as(family.by):
        told = Disclosure.objects.get()
    assert client.post(at(family, "feedback", told.pk)).status_code == 302
    assert "Antwort der Stelle" in client.get(at(family, "passed_on")).content.decode()
    for name in ("carla", "jan", "cora", "paul", "dora", "admin"):
        other = signed_in(universe, name)
        for where in ("share", "danger", "passed_on"):
            assert other.get(at(family, where)).status_code == 404


def test_the_question_costs_few_queries(
    universe: Universe, family: Family, django_assert_max_num_queries: object
) -> None:
    for days in range(1, 12):
        release(universe, family, valid_to=time.today() + dt.timedelta(days=days))
    file = FamilyFile.objects.none()
    with working_as(family.by):
        file = FamilyFile.objects.get(pk=family.file.pk)
        with django_assert_max_num_queries(4):  # type: ignore[operator]
            answers = queries.sharing_answer(
                file, universe.organisations["jobcenter"], Role.JOB_CENTRE, categories=list(Facet)
            )
    assert len(answers) == len(Facet)


def test_the_tab_of_the_file(universe: Universe, family: Family) -> None:
    from chancennetz.access.file_parts import open_parts

    parts = {part.url_name: part.order for part in open_parts([Facet.CONSENT])}
    assert parts["sharing:share"] == 75
    assert reverse("sharing:share", args=[family.file.pk]).endswith("/share/")
