"""What is typed while a new family is entered, kept encrypted in a draft until the file is opened.

The draft holds the fields of each step as they were sent. The last step turns them into one call of `open_case`; its
result stays in the draft, so a second click finds the same family.
"""

from __future__ import annotations

import json
import uuid
from typing import Any

from django.forms import BaseFormSet
from django.http import QueryDict

from chancennetz.caseopening import actions
from chancennetz.caseopening.actions import NewConsent, NewEnrolment, NewFamily, NewGroup, NewPerson
from chancennetz.caseopening.forms import (
    MOST_PERSONS,
    ConsentStepForm,
    HomeForm,
    PersonForm,
    PersonRows,
    ReasonForm,
)
from chancennetz.casework.constants import Channel
from chancennetz.casework.models import Case
from chancennetz.consent.constants import AGE_OF_INSIGHT, ConsentForm
from chancennetz.core import time
from chancennetz.core.actor import Actor
from chancennetz.monitoring.constants import BASIC_MODULE
from chancennetz.monitoring.models import Partner
from chancennetz.people.constants import FileRole
from chancennetz.tasks.actions import save_draft
from chancennetz.tasks.models import Draft

STEPS = ("persons", "home", "reason", "consent")
Fields = dict[str, list[str]]


def key_of(wizard_id: uuid.UUID) -> str:
    """Return the name of the draft."""
    return f"new-family:{wizard_id}"


def draft_key(wizard_id: uuid.UUID, step: str) -> str:
    """Return the name under which the browser keeps a step while it is being typed."""
    return f"new-family:{wizard_id}:{step}"


def load(actor: Actor, wizard_id: uuid.UUID, *, lock: bool = False) -> dict[str, Any] | None:
    """Return what was typed so far: {step: fields}, {"file": id} once opened; None when there is no such draft.

    With `lock` a second request for the same draft waits until this one has ended.
    """
    if actor.user_id is None:
        return None
    rows = Draft.objects.filter(user_id=actor.user_id, key=key_of(wizard_id))
    row = (rows.select_for_update() if lock else rows).first()
    return None if row is None else dict(json.loads(row.content))


def save(actor: Actor, wizard_id: uuid.UUID, state: dict[str, Any]) -> None:
    """Keep what was typed."""
    save_draft(by=actor, key=key_of(wizard_id), fields=state)


def fields_of(data: QueryDict) -> Fields:
    """Return the fields of a step as they were sent, without the technical ones."""
    technical = {"csrfmiddlewaretoken", "idempotency_token", "go", "add", "drop"}
    return {name: [str(one) for one in values] for name, values in data.lists() if name not in technical}


def as_query(fields: Fields) -> QueryDict:
    """Return stored fields as a form wants them."""
    query = QueryDict(mutable=True)
    for name, values in fields.items():
        query.setlist(name, values)
    return query


def number_of_rows(state: dict[str, Any]) -> int:
    """Return how many rows of persons are shown; at least one, whatever was sent."""
    text = state["persons"].get("p-TOTAL_FORMS", ["1"])[-1]
    number = int(text) if text.isascii() and text.isdigit() and len(text) < 4 else 1
    return min(max(number, 1), MOST_PERSONS)


def add_row(state: dict[str, Any], role: str) -> int:
    """Add an empty row for an adult or a child with the family's name; returns its place."""
    fields, number = state["persons"], number_of_rows(state)
    if number < MOST_PERSONS:
        fields["p-TOTAL_FORMS"] = [str(number + 1)]
        fields[f"p-{number}-role"] = [role]
        fields[f"p-{number}-family_name"] = fields.get("p-0-family_name", [""])
    return number


def person_rows(state: dict[str, Any], *, bound: bool = True) -> BaseFormSet[PersonForm]:
    """Return the rows of persons: bound when they are to be checked, else only filled with what was typed."""
    query = as_query(state["persons"])
    if bound:
        return PersonRows(query, prefix="p")
    names = PersonForm.base_fields
    initial = [{name: query.get(f"p-{place}-{name}", "") for name in names} for place in range(number_of_rows(state))]
    return PersonRows(initial=initial, prefix="p")


def persons(state: dict[str, Any]) -> list[dict[str, Any]]:
    """Return the persons of the first step that are filled in, with name and age; empty when they are not right."""
    rows = person_rows(state)
    if not rows.is_valid():
        return []
    filled = [dict(form.cleaned_data) for form in rows.forms if not form.is_empty]
    for one in filled:
        one["family_name"] = one["family_name"] or filled[0]["family_name"]
        one["name"] = one["given_name"] or one["family_name"]
        one["age"] = time.age_on(one["birth_date"], time.today()) if one["birth_date"] else None
    return filled


def suggested_type(people: list[dict[str, Any]]) -> str:
    """Return the kind of household that fits the persons, as a first suggestion."""
    adults = sum(one["role"] != FileRole.CHILD for one in people)
    children = len(people) - adults
    if children:
        return "single_parent" if adults == 1 else "couple_children" if adults == 2 else "generations"
    return "single" if adults == 1 else "couple" if adults == 2 else "other"


def signers(people: list[dict[str, Any]]) -> list[tuple[str, str]]:
    """Return who may sign: adults, and young people from 15 on."""
    return [
        (str(place), one["name"])
        for place, one in enumerate(people)
        if one["role"] != FileRole.CHILD or (one["age"] or 0) >= AGE_OF_INSIGHT
    ]


def _consents(people: list[dict[str, Any]], home: HomeForm, form: ConsentStepForm) -> list[NewConsent]:
    """Return a consent for each who signed, and for each child whose parents have all signed."""
    data = form.cleaned_data
    signed = {int(one) for one in data["signers"]}
    found = []
    for place, one in enumerate(people):
        parents = set(home.parents_of(place)[:2])
        is_young = one["role"] == FileRole.CHILD
        is_little = is_young and (one["age"] is None or one["age"] < AGE_OF_INSIGHT)
        covered = bool(parents) and parents <= signed
        if (is_little and covered) or (not is_little and place in signed and (not is_young or covered)):
            # For a child those sign who have custody, from 15 on with it: what one of them leaves out stays out.
            hands = (parents if is_young else set()) | (set() if is_little else {place})
            found.append(
                NewConsent(
                    person=place,
                    signed_on=data["signed_on"],
                    form=ConsentForm(data["form"]),
                    language=data["language"],
                    interpreter=data["interpreter"],
                    special_categories=form.ticked(hands),
                    follow_up_contact=str(place) in data["again"],
                )
            )
    return found


def _family(people: list[dict[str, Any]], home: HomeForm) -> NewFamily:
    data = home.cleaned_data
    address = {name: data[name] for name in ("street", "postcode", "town")}
    news = []
    for place, one in enumerate(people):
        fields: dict[str, Any] = {"gender": one["gender"]}
        if home.home_of(place) == "1":
            fields |= address
        if place == 0:
            fields |= {"phone": data["phone"], "safe_contact": data["safe_contact"]}
        news.append(
            NewPerson(
                one["given_name"],
                one["family_name"],
                one["birth_date"],
                FileRole(one["role"]),
                person_id=one["person_id"],
                parents=home.parents_of(place),
                fields=fields,
            )
        )
    groups = []
    for number, kind in (("1", data["household_type"]), ("2", data["second_type"])):
        members = [place for place in range(len(people)) if home.home_of(place) == number]
        if members:
            groups.append(NewGroup(members=members, type=kind))
    return NewFamily(news, groups)


def open_file(
    actor: Actor,
    people: list[dict[str, Any]],
    home: HomeForm,
    reason: ReasonForm,
    consent: ConsentStepForm,
    partner: Partner | None,
) -> Case:
    """Turn four valid steps into a case."""
    data = reason.cleaned_data
    enrolments = [
        NewEnrolment(
            person=int(place),
            partner=partner,
            entry_on=consent.cleaned_data["signed_on"],
            modules=data["modules"] or [BASIC_MODULE],
        )
        for place in (data.get("participants", []) if partner is not None else [])
        if partner is not None
    ]
    return actions.open_case(
        by=actor,
        family=_family(people, home),
        channel=Channel(data["channel"]),
        channel_place=data["channel_place"],
        first_contact_on=data["first_contact_on"],
        concern=data["concern"],
        case_type=data["case_type"],
        consents=_consents(people, home, consent),
        enrolments=enrolments,
    )
