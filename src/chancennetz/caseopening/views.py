"""A new family: search first, then four short steps. The way back loses nothing, two clicks make one family."""

from __future__ import annotations

import uuid
from typing import Any

from django import forms
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from chancennetz.access import declare, file_pages
from chancennetz.access.constants import Action, ObjectType
from chancennetz.access.http import FileRequest
from chancennetz.caseopening import exports, wizard
from chancennetz.caseopening.forms import ConsentStepForm, HomeForm, ReasonForm, SearchForm
from chancennetz.consent.constants import TextKind
from chancennetz.consent.queries import present_text
from chancennetz.consent.rules import text_blocks
from chancennetz.core import time
from chancennetz.core.actor import Actor
from chancennetz.core.ids import new_id
from chancennetz.monitoring import queries as monitoring
from chancennetz.monitoring.constants import BASIC_MODULE
from chancennetz.monitoring.models import Partner
from chancennetz.participation.queries import module_choices
from chancennetz.people import queries as people_queries
from chancennetz.people.constants import FileRole
from chancennetz.people.models import Person
from chancennetz.tasks.actions import forget_drafts
from chancennetz.ui import answering
from chancennetz.ui.parts import Crumb, Step

_TITLES = {
    "persons": lambda: _("Who belongs to the family?"),
    "home": lambda: _("Who lives where?"),
    "reason": lambda: _("How did it begin?"),
    "consent": lambda: _("First consent"),
}


def _address(wizard_id: uuid.UUID, step_name: str) -> str:
    return reverse("caseopening:step", args=[wizard_id, step_name])


def _crumbs() -> list[Crumb]:
    return [Crumb(_("Families"), reverse("casework:list")), Crumb(_("New family"))]


def _stepper(current: str) -> list[Step]:
    names = ["search", *wizard.STEPS]
    labels = [_("Search"), _("Persons"), _("Home"), _("Concern"), _("Consent")]
    place = names.index(current)
    return [
        Step(label, "done" if number < place else "current" if number == place else "todo")
        for number, label in enumerate(labels)
    ]


@declare.on(ObjectType.FILE, Action.CREATE, write=Action.CREATE)
def search(request: FileRequest) -> HttpResponse:
    """Step one: is the family known already? Only then a new one can be entered.

    The search is sent as POST, so that no name stands in an address, a log or a history.
    """
    actor: Actor = request.actor
    form = SearchForm(request.POST) if request.method == "POST" else SearchForm()
    context: dict[str, Any] = {"stepper": _stepper("search"), "breadcrumb": _crumbs(), "searched": False}
    if form.is_bound and form.is_valid():
        data = form.cleaned_data
        if request.POST.get("go") == "begin":
            return redirect(_begin(request, actor, data))
        text = f"{data['given_name']} {data['family_name']}".strip()
        context["searched"] = True
        context["found"] = people_queries.search(actor, text, birth_date=data["birth_date"], limit=8)
        context["elsewhere"] = people_queries.probably_known_elsewhere(
            actor,
            given_name=data["given_name"],
            family_name=data["family_name"],
            birth_date=data["birth_date"],
        )
    return answering.show(request, "caseopening/search.html", context, form)


def _begin(request: FileRequest, actor: Actor, data: dict[str, Any]) -> str:
    """Make the draft with the searched person as its first, and return the address of the next step."""
    wizard_id = new_id()
    known = _known(request.POST.get("person", ""))
    birth_date = known.birth_date if known is not None else data["birth_date"]
    fields = {
        "p-TOTAL_FORMS": ["1"],
        "p-INITIAL_FORMS": ["0"],
        "p-0-role": [FileRole.ADULT.value],
        "p-0-person_id": [str(known.pk)] if known is not None else [""],
        "p-0-given_name": [known.given_name if known is not None else data["given_name"]],
        "p-0-family_name": [known.family_name if known is not None else data["family_name"]],
        "p-0-birth_date": [f"{birth_date:%d.%m.%Y}" if birth_date else ""],
    }
    wizard.save(actor, wizard_id, {"persons": fields})
    return _address(wizard_id, "persons")


def _known(text: str) -> Person | None:
    """Return the visible person who was chosen from the results."""
    try:
        wanted = uuid.UUID(text)
    except ValueError:
        return None
    found = Person.objects.filter(pk=wanted).first()
    return found if isinstance(found, Person) else None


@declare.on(ObjectType.FILE, Action.CREATE, write=Action.CREATE)
def step(request: FileRequest, wizard_id: uuid.UUID, step: str) -> HttpResponse:
    """One of the four steps. What was sent is kept before anything is checked."""
    actor: Actor = request.actor
    state = wizard.load(actor, wizard_id, lock=request.method == "POST")
    if state is None or step not in wizard.STEPS:
        return redirect("caseopening:search")
    if "file" in state:
        return redirect(reverse("portal:family", args=[state["file"]]))
    if request.method == "POST":
        state[step] = wizard.fields_of(request.POST)
        wizard.save(actor, wizard_id, state)
        forget_drafts(by=actor, key=wizard.draft_key(wizard_id, step))
        if request.POST.get("go") == "back":
            return redirect(_before(wizard_id, step))
    if step == "persons":
        return _persons(request, actor, wizard_id, state)
    people = wizard.persons(state)
    if not people:
        return redirect(_address(wizard_id, "persons"))
    return _later_step(request, actor, wizard_id, step, state, people)


def _before(wizard_id: uuid.UUID, step_name: str) -> str:
    place = wizard.STEPS.index(step_name)
    return _address(wizard_id, wizard.STEPS[place - 1]) if place else reverse("caseopening:search")


def _persons(request: FileRequest, actor: Actor, wizard_id: uuid.UUID, state: dict[str, Any]) -> HttpResponse:
    """The rows of persons; more rows come with a button, also without script."""
    added = request.POST.get("add", "")
    if added in FileRole.values:
        place = wizard.add_row(state, added)
        wizard.save(actor, wizard_id, state)
        return redirect(f"{_address(wizard_id, 'persons')}#p-{place}")
    sent = request.method == "POST"
    rows = wizard.person_rows(state, bound=sent)
    if sent and rows.is_valid():
        return redirect(_address(wizard_id, "home"))
    context = {
        "rows": [(form, _role_label(form["role"].value())) for form in rows.forms],
        "management": rows.management_form,
        "row_errors": rows.non_form_errors() if sent else [],
        "title": _TITLES["persons"](),
        "stepper": _stepper("persons"),
        "breadcrumb": _crumbs(),
        **file_pages.draft(wizard.draft_key(wizard_id, "persons")),
    }
    return render(request, "caseopening/persons.html", context, status=422 if sent else 200)


def _role_label(role: object) -> str:
    return str(FileRole(role).label) if role in FileRole.values else str(FileRole.ADULT.label)


def _partner(actor: Actor) -> Partner | None:
    programme = monitoring.current_programme()
    if programme is None or actor.organisation_id is None:
        return None
    return monitoring.partner_of(programme, actor.organisation_id)


def _form(
    name: str, state: dict[str, Any], people: list[dict[str, Any]], partner: Partner | None, *, bound: bool
) -> Any:
    """Return the form of a step: bound when it is to be checked, else filled with what was typed or with defaults."""
    today = time.today()
    classes: dict[str, tuple[type[forms.Form], dict[str, Any], dict[str, Any]]] = {
        "home": (HomeForm, {"people": people}, {"household_type": wizard.suggested_type(people)}),
        "reason": (
            ReasonForm,
            {"people": people, "modules": module_choices(partner) if partner is not None else []},
            {
                "first_contact_on": today,
                "modules": [BASIC_MODULE],
                "participants": [str(place) for place, one in enumerate(people) if one["role"] != FileRole.CHILD],
            },
        ),
        "consent": (
            ConsentStepForm,
            {"signers": wizard.signers(people)},
            {
                "signed_on": today,
                "form": "paper",
                "language": "de",
                "signers": [key for key, _n in wizard.signers(people)],
            },
        ),
    }
    form_class, more, initial = classes[name]
    if bound:
        return form_class(wizard.as_query(state.get(name, {})), **more)
    form = form_class(initial=initial, **more)
    for field, values in state.get(name, {}).items():
        if field in form.fields:
            form.initial[field] = values if isinstance(form.fields[field], forms.MultipleChoiceField) else values[-1]
    return form


def _later_step(
    request: FileRequest,
    actor: Actor,
    wizard_id: uuid.UUID,
    name: str,
    state: dict[str, Any],
    people: list[dict[str, Any]],
) -> HttpResponse:
    partner = _partner(actor)
    form = _form(name, state, people, partner, bound=request.method == "POST")
    if form.is_bound and form.is_valid():
        if name != "consent":
            return redirect(_address(wizard_id, wizard.STEPS[wizard.STEPS.index(name) + 1]))
        answer = _finish(request, actor, wizard_id, state, people, form, partner)
        if answer is not None:
            return answer
    context: dict[str, Any] = {
        "title": _TITLES[name](),
        "stepper": _stepper(name),
        "breadcrumb": _crumbs(),
        **file_pages.draft(wizard.draft_key(wizard_id, name)),
        "order": " ".join(form.order if name in {"home", "consent"} else form.fields),
    }
    if name == "consent":
        language = form["language"].value() or "de"
        context["text"] = present_text(TextKind.PROCESSING, language)
        context["blocks"] = text_blocks(context["text"].body)
        context["sheet_url"] = f"{reverse('caseopening:sheet', args=[wizard_id])}?language={language}"
    return answering.show(request, f"caseopening/{'consent' if name == 'consent' else 'step'}.html", context, form)


@declare.on(ObjectType.FILE, Action.CREATE, write=Action.CREATE)
def sheet(request: FileRequest, wizard_id: uuid.UUID) -> HttpResponse:
    """The sheet of the first consent, to be read together and signed."""
    actor: Actor = request.actor
    state = wizard.load(actor, wizard_id)
    people = wizard.persons(state) if state is not None and "persons" in state else []
    if not people:
        return redirect("caseopening:search")
    language = request.GET.get("language", "de")
    names = [f"{one['given_name']} {one['family_name']}" for one in people]
    signers = [names[int(place)] for place, _name in wizard.signers(people)]
    large = request.GET.get("large") == "1"
    content = exports.consent_sheet(actor, names, signers, language, large_print=large)
    response = HttpResponse(content, content_type="application/pdf")
    response["Content-Disposition"] = 'inline; filename="Einwilligung.pdf"'
    return response


def _finish(
    request: FileRequest,
    actor: Actor,
    wizard_id: uuid.UUID,
    state: dict[str, Any],
    people: list[dict[str, Any]],
    consent: ConsentStepForm,
    partner: Partner | None,
) -> HttpResponse | None:
    """Open the file, or go to the first step that is not right yet."""
    home = _form("home", state, people, partner, bound=True)
    if not home.is_valid():
        return redirect(_address(wizard_id, "home"))
    reason = _form("reason", state, people, partner, bound=True)
    if not reason.is_valid():
        return redirect(_address(wizard_id, "reason"))
    fields = {"guardian": "signers", "second_guardian": "signers", "given_by": "signers", "consents": "signers"}
    ok, case = file_pages.saved(
        request,
        consent,
        lambda: wizard.open_file(actor, people, home, reason, consent, partner),
        fields=fields,
    )
    if not ok or case is None:
        return None
    wizard.save(actor, wizard_id, {"file": str(case.file_id)})
    return file_pages.finish(request, _("The family file is open."), reverse("portal:family", args=[case.file_id]))
