"""May I share this? One page in every family file: the answer, the basis, and the way to a yes."""

from __future__ import annotations

import uuid
from typing import Any
from urllib.parse import urlencode

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from chancennetz.access import declare
from chancennetz.access.constants import Action, Facet, Role
from chancennetz.access.file_pages import crumbs, handle
from chancennetz.access.file_pages import opens as may
from chancennetz.access.http import FileRequest
from chancennetz.consent.actions import note_print
from chancennetz.consent.constants import Direction, SpecialCategory, TextKind
from chancennetz.consent.queries import possible_recipients
from chancennetz.organisations.models import Organisation
from chancennetz.people.models import Person
from chancennetz.people.queries import people_in_file
from chancennetz.sharing import actions, forms, queries, rules
from chancennetz.sharing.constants import CHILD_PROTECTION, SHARE_CATEGORIES, Flow, ShareAnswer
from chancennetz.sharing.models import Disclosure
from chancennetz.ui import feedback
from chancennetz.ui.constants import Tone
from chancennetz.ui.parts import Crumb
from chancennetz.ui.pdf import render_pdf

#: Answer -> tone and icon: the word stands beside them, so that nobody needs the colour.
_LOOK: dict[ShareAnswer, tuple[Tone, str]] = {
    ShareAnswer.INSIDE: ("success", "circle-check"),
    ShareAnswer.STATUTE: ("success", "scale"),
    ShareAnswer.RELEASE: ("success", "circle-check"),
    ShareAnswer.DANGER: ("warning", "siren"),
    ShareAnswer.MISSING: ("warning", "circle-help"),
    ShareAnswer.REFUSED: ("danger", "circle-x"),
    ShareAnswer.FORBIDDEN: ("danger", "lock"),
}
_GROUPS = (
    ("green", gettext_lazy("You may share this")),
    ("part", gettext_lazy("About some of the family only")),
    ("amber", gettext_lazy("Ask first")),
    ("red", gettext_lazy("Do not share this")),
)
_GROUP_LOOK: dict[str, tuple[Tone, str]] = {
    "green": ("success", "circle-check"),
    "part": ("warning", "users"),
    "amber": ("warning", "circle-help"),
    "red": ("danger", "lock"),
}
#: Fields that one seldom needs: they stay folded until somebody has used them.
_FINER = ("about", "way", "purpose")
_STEPS_TITLE = gettext_lazy("The steps before every disclosure")
#: What is done before every disclosure, in this order (reference: decision table).
STEPS = (
    gettext_lazy("Is a child in danger? Then the way of child protection comes first."),
    gettext_lazy("Does a law allow it? Share only what is needed, and write it down."),
    gettext_lazy("Is there a release for this office, this part, this purpose and this day? Then share it."),
    gettext_lazy("No release? Ask the family. It is their decision, and it is quickly done."),
    gettext_lazy("The family does not want it? Then talk about the case without name, address and birth date."),
    gettext_lazy("Otherwise it stays with us."),
)


def _trail(request: FileRequest, title: str) -> list[Crumb]:
    """Return the way back through the consents of the family."""
    consents = Crumb(_("Consents and releases"), reverse("consentforms:list", args=[request.file.pk]))
    return crumbs(request, consents, title)


@declare.in_file(Facet.CONSENT)
def share(request: FileRequest, file_id: uuid.UUID) -> HttpResponse:
    """The traffic lights for one office, or for the usual offices at a glance."""
    people = _people(request)
    form = _question(request, people)
    chosen = form.cleaned_data if form.is_bound and form.is_valid() else None
    context: dict[str, Any] = {
        "file": request.file,
        "form": form,
        "steps": STEPS,
        "finer": " ".join(name for name in _FINER if name in form.fields),
        "asks_finer": bool(form.errors) or bool(chosen and _asks_finer(chosen)),
        "office": chosen["to"] if chosen else None,
        "may_give": may(request, Facet.CONSENT, Action.CREATE),
        "confirmed": all(row.is_confirmed for row in queries.rows_in_force()),
        "breadcrumb": _trail(request, _("May I share this?")),
    }
    if chosen:
        context |= _one_office(request, chosen, people)
    else:
        context["overview"] = _overview(request)
    return render(request, "sharing/share.html", context, status=422 if form.errors else 200)


def _asks_finer(chosen: dict[str, Any]) -> bool:
    return bool(chosen.get("about") or chosen["purpose"] or chosen["way"] == Flow.IN)


def _people(request: FileRequest) -> list[Person]:
    if not may(request, Facet.IDENTITY):
        return []
    return [one.person for one in people_in_file(request.file)]


def _question(request: FileRequest, people: list[Person]) -> forms.QuestionForm:
    recipients = possible_recipients(request.file)
    data = None
    if "to" in request.GET:
        data = request.GET.copy()
        data.setdefault("way", Flow.OUT.value)
    return forms.QuestionForm(data, recipients=recipients, people=people, initial={"way": Flow.OUT.value})


def _answers(request: FileRequest, chosen: dict[str, Any]) -> dict[str, rules.SharingAnswer]:
    return queries.sharing_answer(
        request.file,
        chosen["to"],
        chosen["role"],
        categories=SHARE_CATEGORIES,
        persons=[uuid.UUID(one) for one in chosen.get("about", [])] or None,
        flow=Flow(chosen["way"] or Flow.OUT),
        purpose=chosen["purpose"],
    )


def _one_office(request: FileRequest, chosen: dict[str, Any], people: list[Person]) -> dict[str, Any]:
    answers = _answers(request, chosen)
    names = {one.pk: one.given_name for one in people}
    items = [_item(request, answer, chosen, names) for answer in answers.values()]
    groups = [_group(light, [item for item in items if _group_of(item["answer"]) == light]) for light, _t in _GROUPS]
    missing = [answer for answer in answers.values() if answer.answer is ShareAnswer.MISSING]
    query = urlencode({"to": str(chosen["to"].pk), "role": chosen["role"]})
    return {
        # What may be shared is said even when it is nothing; the other groups only when there is something.
        "groups": [group for group in groups if group["items"] or group["light"] == "green"],
        "ask_all": _ask_url(request, missing, chosen) if missing else "",
        # The button stands where something is missing: with what is asked first, else with what is missing for some.
        "ask_in": next(
            (light for light in ("amber", "part") if any(g["light"] == light and g["items"] for g in groups)), ""
        ),
        "office_title": f"{chosen['to']} ({Role(chosen['role']).label})" if chosen["role"] else str(chosen["to"]),
        "flow_url": reverse("sharing:share_flow", args=[request.file.pk]) + f"?{query}",
    }


def _group(light: str, items: list[dict[str, Any]]) -> dict[str, Any]:
    tone, icon = _GROUP_LOOK[light]
    title = dict(_GROUPS)[light]
    for item in items:
        item["says_more"] = str(item["answer"].answer.label) != str(title)
    names = " · ".join(str(item["label"]) for item in items)  # some labels have commas of their own
    return {"light": light, "title": title, "tone": tone, "icon": icon, "items": items, "names": names}


def _group_of(answer: rules.SharingAnswer) -> str:
    return "part" if answer.covered and not answer.allowed else answer.light


def _item(
    request: FileRequest, answer: rules.SharingAnswer, chosen: dict[str, Any], names: dict[uuid.UUID, str]
) -> dict[str, Any]:
    tone, icon = _LOOK[answer.answer]
    url = _ask_url(request, [answer], chosen) if answer.answer is ShareAnswer.MISSING else ""
    if answer.answer is ShareAnswer.DANGER:
        url = reverse("sharing:danger", args=[request.file.pk])
    words = queries.words(answer)
    if answer.covered and not answer.allowed:
        values = {"yes": _listed(answer.covered, names), "no": _listed(answer.missing, names)}
        words = _("Allowed about %(yes)s. Still missing: %(no)s.") % values
    return {
        "answer": answer,
        "label": queries.category_text(answer.category),
        "words": words,
        "explanation": answer.rule.explanation if answer.rule.category else "",
        "tone": tone,
        "icon": icon,
        "url": url,
    }


def _listed(persons: frozenset[uuid.UUID], names: dict[uuid.UUID, str]) -> str:
    return ", ".join(sorted(names[one] for one in persons if one in names))


def _ask_url(request: FileRequest, missing: list[rules.SharingAnswer], chosen: dict[str, Any]) -> str:
    """Return the form that brings the missing release, filled in as far as we know.

    One part asked for is ticked beforehand; for more than one the purpose decides what is needed, never everything.
    """
    values: list[tuple[str, str]] = [
        ("recipient", str(chosen["to"].pk)),
        ("role", chosen["role"]),
        ("next", request.get_full_path()),
    ]
    if len(missing) == 1:
        code = missing[0].category
        values += [("facets", code)] if code in Facet.values else []
        values += [("special", code)] if code in SpecialCategory.values else []
    if chosen["purpose"]:
        values.append(("purpose", chosen["purpose"]))
    if chosen["way"] == Flow.IN:
        values.append(("direction", Direction.MUTUAL.value))
    persons = {person for answer in missing for person in answer.missing}
    if len(persons) == 1:
        address = reverse("consentforms:release_for", args=[request.file.pk, persons.pop()])
    else:
        address = reverse("consentforms:release", args=[request.file.pk])
    return f"{address}?{urlencode(values)}"


def _overview(request: FileRequest) -> list[dict[str, Any]]:
    rows = []
    for office, role, answers in queries.sharing_overview(request.file, queries.usual_recipients(request.file)):
        lights = [answer.light for answer in answers.values()]
        rows.append(
            {
                "office": office,
                "role": str(Role(role).label) if role else "",
                "url": f"?{urlencode({'to': str(office.pk), 'role': role})}",
                "green": [queries.category_text(one.category) for one in answers.values() if one.allowed],
                "part": sum(_group_of(one) == "part" for one in answers.values()),
                "amber": sum(_group_of(one) == "amber" for one in answers.values()),
                "red": lights.count("red"),
            }
        )
    return rows


def _flow_rows(answers: dict[str, rules.SharingAnswer]) -> list[list[str]]:
    """Return one line for all parts that have the same answer on the same basis; names stay out of it."""
    lines: dict[tuple[str, str], list[str]] = {}
    for light, _title in _GROUPS:
        for answer in answers.values():
            if _group_of(answer) != light:
                continue
            words = queries.words(answer)
            if light == "part":
                words = _("Allowed about %(some)s of %(all)s persons. Ask first about the others.") % {
                    "some": len(answer.covered),
                    "all": len(answer.covered) + len(answer.missing),
                }
            basis = answer.rule.basis + ("" if answer.rule.is_confirmed else f" ({_('not confirmed')})")
            lines.setdefault((words, basis), []).append(queries.category_text(answer.category))
    return [[", ".join(parts), words, basis] for (words, basis), parts in lines.items()]


@declare.in_file(Facet.CONSENT, read=Action.CREATE)
def flow(request: FileRequest, file_id: uuid.UUID) -> HttpResponse:
    """The way data go in one cooperation, on paper: who may tell whom what, on which basis, and the steps before."""
    form = _question(request, [])
    if not (form.is_bound and form.is_valid()):
        raise Http404
    chosen = form.cleaned_data
    answers = _answers(request, chosen)
    office: Organisation = chosen["to"]
    role = str(Role(chosen["role"]).label) if chosen["role"] else ""
    data = {
        "facts": [
            [_("From whom"), str(request.file.organisation)],
            [_("To whom"), f"{office} ({role})" if role else str(office)],
            [_("File"), request.file.number],
        ],
        "steps": [str(step) for step in STEPS],
        "titles": [_("What holds today"), str(_STEPS_TITLE)],
        "head": [_("What"), _("Answer"), _("Legal basis")],
        "rows": _flow_rows(answers),
        "note": _("It holds for today. Ask again before each disclosure: the family can withdraw at any time."),
    }
    content = render_pdf("sharing/flow.typ", data, _("Data protection in this cooperation"))
    note_print(by=request.actor, file=request.file, kind=TextKind.RELEASE)
    response = HttpResponse(content, content_type="application/pdf")
    response["Content-Disposition"] = 'inline; filename="data-protection-flow.pdf"'
    return response


# --- a child in danger -----------------------------------------------------------------------------------------------


@declare.in_file(Facet.CONSENT, read=Action.CREATE, write=Action.CREATE)
def danger(request: FileRequest, file_id: uuid.UUID) -> HttpResponse:
    """Write down that signs of danger to a child were passed on without consent."""
    people = [one.person for one in people_in_file(request.file) if one.is_child] or _people(request)
    kinds = {row.recipient_kind for row in queries.rows_in_force() if row.verdict == "danger" and row.recipient_kind}
    recipients = Organisation.objects.on().filter(kind__in=kinds).order_by("sort_name")
    form = forms.DangerForm(request.POST or None, recipients=recipients, people=people)

    def save(data: dict[str, Any]) -> str:
        actions.report_danger(
            by=request.actor,
            file=request.file,
            recipient=data["recipient"],
            persons=[uuid.UUID(one) for one in data["persons"]],
            categories=data["categories"],
            reason=data["reason"],
            weighed_with=data["weighed_with"],
            family_told=data["family_told"],
            family_note=data["family_note"],
            happened_on=data["happened_on"],
        )
        return reverse("sharing:passed_on", args=[request.file.pk])

    rows = [row for row in queries.rows_in_force() if row.category == CHILD_PROTECTION and row.verdict == "danger"]
    context = {
        "title": _("A child is in danger"),
        "explanation": rows[0].explanation if rows else "",
        "basis": rows[0].basis if rows else "",
        "cancel": reverse("sharing:share", args=[request.file.pk]),
        "breadcrumb": _trail(request, _("A child is in danger")),
    }
    done = _("Written down. A task reminds you to ask what became of it.")
    return handle(request, form, save=save, done=done, context=context, template="sharing/danger.html")


@declare.in_file(Facet.CONSENT)
def passed_on(request: FileRequest, file_id: uuid.UUID) -> HttpResponse:
    """What was passed on from this file, to whom, on which basis."""
    rows = [
        {
            "disclosure": one,
            "what": ", ".join(queries.category_text(code) for code in one.categories),
            "tone": _LOOK[ShareAnswer(one.answer)][0],
            "icon": _LOOK[ShareAnswer(one.answer)][1],
            "asks": one.feedback_due is not None and one.feedback_on is None,
        }
        for one in queries.disclosures_of(request.file)
    ]
    context = {
        "file": request.file,
        "rows": rows,
        "may_change": may(request, Facet.CONSENT, Action.UPDATE),
        "share_url": reverse("sharing:share", args=[request.file.pk]),
        "breadcrumb": _trail(request, _("Passed on")),
    }
    return render(request, "sharing/passed_on.html", context)


@declare.in_file(Facet.CONSENT, write=Action.UPDATE)
@require_POST
def feedback_came(request: FileRequest, file_id: uuid.UUID, disclosure_id: uuid.UUID) -> HttpResponse:
    """The youth office has answered."""
    disclosure = Disclosure.objects.filter(file=request.file, pk=disclosure_id).select_related("file").first()
    if disclosure is None:
        raise Http404
    actions.record_feedback(by=request.actor, disclosure=disclosure)
    feedback.confirm(request, _("Noted."))
    return redirect("sharing:passed_on", file_id=file_id)
