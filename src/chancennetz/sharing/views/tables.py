"""The rules for passing on: versions, lines, differences, four eyes."""

from __future__ import annotations

import uuid
from typing import Any

from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from chancennetz.access import declare
from chancennetz.access.actions import require
from chancennetz.access.constants import Action, ObjectType, Role
from chancennetz.access.file_pages import handle
from chancennetz.access.http import Request
from chancennetz.access.models import User
from chancennetz.access.rules import OBJECT_RULES
from chancennetz.audit.actions import record
from chancennetz.audit.constants import EntryKind
from chancennetz.core.catalogue import LegalDomain
from chancennetz.core.errors import Conflict, ImportDefects
from chancennetz.organisations.constants import OrganisationKind
from chancennetz.sharing import actions, forms, queries, rules, share_files
from chancennetz.sharing.constants import ShareVerdict, TableState
from chancennetz.sharing.models import ShareRule, ShareTable
from chancennetz.ui import feedback, pages, parts
from chancennetz.ui.constants import Tone
from chancennetz.ui.tables import Column, Filter, Table

_TONES: dict[str, Tone] = {
    TableState.DRAFT: "info",
    TableState.PROPOSED: "warning",
    TableState.IN_FORCE: "success",
    TableState.RETIRED: "neutral",
}
_YES_NO = [("True", gettext_lazy("confirmed")), ("False", gettext_lazy("not confirmed"))]


def _may(request: Request, action: Action) -> bool:
    allowed = OBJECT_RULES[ObjectType.SHARE_RULE].get(Role(request.actor.role), frozenset())
    return action in allowed


def _crumbs(*more: parts.Crumb) -> list[parts.Crumb]:
    if not more:
        return [parts.Crumb(_("Rules for passing on"))]
    return [parts.Crumb(_("Rules for passing on"), reverse("sharing:rules")), *more]


def _names(tables: list[ShareTable]) -> dict[uuid.UUID, str]:
    ids = {one for table in tables for one in (*table.editors, table.proposed_by, table.approved_by) if one}
    return {user.pk: user.display_name for user in User.objects.filter(pk__in=ids)}


def recipient_words(row: rules.RuleRow) -> str:
    """Name to whom a line belongs."""
    kind = str(OrganisationKind(row.recipient_kind).label) if row.recipient_kind else _("any office")
    return f"{kind} ({Role(row.recipient_role).label})" if row.recipient_role else kind


def domain_words(row: rules.RuleRow) -> str:
    """Name the part of the law from which a line tells."""
    return str(LegalDomain(row.domain_from).label) if row.domain_from else _("any")


def category_words(row: rules.RuleRow) -> str:
    """Name what a line is about."""
    return queries.category_text(row.category) if row.category else _("everything else")


@declare.on(ObjectType.SHARE_RULE, Action.LIST)
def table_list(request: Request) -> HttpResponse:
    """Every version of the rules, newest first."""
    tables = queries.tables()
    names = _names(tables)
    rows = [
        {
            "table": table,
            "tone": _TONES[table.state],
            "approved_by": names.get(table.approved_by, "") if table.approved_by else "",
            "editors": ", ".join(names.get(one, "") for one in table.editors),
        }
        for table in tables
    ]
    context = {"rows": rows, "may_write": _may(request, Action.CREATE), "breadcrumb": _crumbs()}
    return render(request, "sharing/rules.html", context)


class RuleTable(Table):
    """The lines of one version."""

    caption = gettext_lazy("Rules for passing on")
    filename = "rules"
    files = False
    page_size = 50
    columns = (
        Column("recipient", gettext_lazy("To whom"), head=True, value=lambda line: recipient_words(line.row)),
        Column(
            "category", gettext_lazy("What"), value=lambda line: category_words(line.row), url=lambda line: line.url
        ),
        Column("verdict", gettext_lazy("Rule"), value=lambda line: str(line.row.verdict.label)),
        Column("basis", gettext_lazy("Legal basis"), value=lambda line: line.row.basis),
        Column("domain", gettext_lazy("Part of the law"), value=lambda line: domain_words(line.row)),
        Column("confirmed", gettext_lazy("Confirmed"), kind="yesno", value=lambda line: line.row.is_confirmed),
    )
    filters = (
        Filter("verdict", gettext_lazy("Rule"), ShareVerdict.choices, of=lambda line: line.row.verdict.value),
        Filter("confirmed", gettext_lazy("Confirmed"), _YES_NO, of=lambda line: str(line.row.is_confirmed)),
    )
    empty_title = gettext_lazy("No rules")


class _Line:
    """A stored line with its page, when it may be changed."""

    def __init__(self, rule: ShareRule, *, editable: bool) -> None:
        self.row = queries.row_of(rule)
        self.url = reverse("sharing:rule", args=[rule.table_id, rule.pk]) if editable else ""


@declare.on(ObjectType.SHARE_RULE, Action.READ)
def table_show(request: Request, table_id: uuid.UUID) -> HttpResponse:
    """One version with its lines, as page or as CSV."""
    table = get_object_or_404(ShareTable.objects.select_related("based_on"), pk=table_id)
    if request.GET.get("file") == "csv":
        require(request.actor, Action.EXPORT, ObjectType.SHARE_RULE)
        record(
            kind=EntryKind.EXPORT,
            by=request.actor,
            action="consent.rules.export",
            object_type="share_table",
            object_id=table.pk,
        )
        response = HttpResponse(share_files.write(queries.rows_of(table)), content_type="text/csv; charset=utf-8")
        response["Content-Disposition"] = f'attachment; filename="weitergabe-regeln-{table.number}.csv"'
        return response
    editable = table.state == TableState.DRAFT and _may(request, Action.UPDATE)
    lines = [_Line(rule, editable=editable) for rule in ShareRule.objects.filter(table=table)]
    names = _names([table])
    context = {
        "table": table,
        "tone": _TONES[table.state],
        "lines": RuleTable(_sorted(lines), request),
        "unconfirmed": sum(not line.row.is_confirmed for line in lines),
        "facts": _facts(table, names),
        "editable": editable,
        "may_export": _may(request, Action.EXPORT),
        "may_approve": table.state == TableState.PROPOSED and _may(request, Action.APPROVE),
        "own_work": request.actor.user_id in table.editors or request.actor.user_id == table.proposed_by,
        "breadcrumb": _crumbs(parts.Crumb(_table_name(table))),
        "title": _table_name(table),
    }
    return render(request, "sharing/rules_table.html", context)


def _table_name(table: ShareTable) -> str:
    return _("Version %(number)s: %(title)s") % {"number": table.number, "title": table.title}


def _sorted(lines: list[_Line]) -> list[_Line]:
    return sorted(lines, key=lambda line: (recipient_words(line.row), domain_words(line.row), category_words(line.row)))


def _facts(table: ShareTable, names: dict[uuid.UUID, str]) -> list[tuple[str, str]]:
    found = [(_("Written by"), ", ".join(names.get(one, "") for one in table.editors))]
    if table.shipped:
        found = [(_("Written by"), _("comes with the platform"))]
    if table.proposed_by:
        found.append((_("Proposed by"), names.get(table.proposed_by, "")))
    if table.approved_by:
        found.append((_("Approved by"), names.get(table.approved_by, "")))
    found.append((_("Check sum"), table.content_hash[:12]))
    return found


@declare.on(ObjectType.SHARE_RULE, Action.READ)
def table_changes(request: Request, table_id: uuid.UUID) -> HttpResponse:
    """What a version changes compared with the one it was begun from."""
    table = get_object_or_404(ShareTable.objects.select_related("based_on"), pk=table_id)
    before = queries.rows_of(table.based_on) if table.based_on else []
    changes = [
        {
            "what": f"{recipient_words(change.row)}: {category_words(change.row)} ({domain_words(change.row)})",
            "kind": _("new") if change.before is None else _("gone") if change.after is None else _("changed"),
            "before": _marked(_line_words(change.before), _line_words(change.after)),
            "after": _marked(_line_words(change.after), _line_words(change.before)),
        }
        for change in share_files.differences(before, queries.rows_of(table))
    ]
    context = {
        "table": table,
        "title": _("What changes"),
        "changes": changes,
        "back": reverse("sharing:rules_table", args=[table.pk]),
        "breadcrumb": _crumbs(
            parts.Crumb(_table_name(table), reverse("sharing:rules_table", args=[table.pk])),
            parts.Crumb(_("What changes")),
        ),
    }
    return render(request, "sharing/rules_changes.html", context)


def _marked(words: list[str], other: list[str]) -> list[tuple[str, bool]]:
    """Return each part with whether it is not in the other version."""
    return [(part, part not in other) for part in words]


def _line_words(row: rules.RuleRow | None) -> list[str]:
    if row is None:
        return []
    confirmed = _("confirmed") if row.is_confirmed else _("not confirmed")
    period = " – ".join(day.strftime("%d.%m.%Y") if day else "…" for day in (row.valid_from, row.valid_to))
    words = [f"{row.verdict.label} ({confirmed})", row.basis, row.explanation, row.source]
    return [part for part in (*words, period if row.valid_from or row.valid_to else "") if part]


@declare.on(ObjectType.SHARE_RULE, Action.CREATE, write=Action.CREATE)
def table_new(request: Request) -> HttpResponse:
    """Begin a new version: a copy, or a file."""
    form = forms.DraftForm(request.POST or None, request.FILES or None)

    def save(data: dict[str, Any]) -> str:
        try:
            rows = share_files.read(data["content"].read()) if data["content"] else None
        except ImportDefects as defects:
            raise ValidationError({"content": defects.messages}) from defects
        table = actions.start_draft(by=request.actor, title=data["title"], note=data["note"], rows=rows)
        return reverse("sharing:rules_table", args=[table.pk])

    context = {
        "title": _("New version of the rules"),
        "lead": _("Nothing changes for anybody until somebody else has approved it."),
        "submit": _("Begin the draft"),
        "cancel": reverse("sharing:rules"),
        "breadcrumb": _crumbs(parts.Crumb(_("New version"))),
    }
    return handle(request, form, save=save, done=_("Draft begun."), context=context, template="consentforms/form.html")


def _draft(table_id: uuid.UUID) -> ShareTable:
    return get_object_or_404(ShareTable, pk=table_id, state=TableState.DRAFT)


@declare.on(ObjectType.SHARE_RULE, Action.UPDATE, write=Action.UPDATE)
def rule_new(request: Request, table_id: uuid.UUID) -> HttpResponse:
    """Add a line to a draft."""
    return _rule_page(request, _draft(table_id), None)


@declare.on(ObjectType.SHARE_RULE, Action.UPDATE, write=Action.UPDATE)
def rule_edit(request: Request, table_id: uuid.UUID, rule_id: uuid.UUID) -> HttpResponse:
    """Change a line of a draft."""
    table = _draft(table_id)
    return _rule_page(request, table, get_object_or_404(ShareRule, pk=rule_id, table=table))


def _rule_page(request: Request, table: ShareTable, rule: ShareRule | None) -> HttpResponse:
    names = list(forms.RuleForm.base_fields)
    initial = {name: getattr(rule, name) for name in names} if rule else {}
    form = forms.RuleForm(request.POST or None, initial=initial)
    back = reverse("sharing:rules_table", args=[table.pk])

    def save(_data: dict[str, Any]) -> str:
        if rule is not None and "delete" in request.POST:
            actions.delete_rule(by=request.actor, table=table, rule=rule)
        else:
            actions.save_rule(by=request.actor, table=table, row=form.row(), rule=rule)
        return back

    title = _("Change this line") if rule else _("New line")
    context = {
        "title": title,
        "submit": _("Save the line"),
        "cancel": back,
        "delete": rule is not None,
        "breadcrumb": _crumbs(parts.Crumb(_table_name(table), back), parts.Crumb(title)),
    }
    return handle(request, form, save=save, done=_("Saved."), context=context, template="sharing/rule.html")


@declare.on(ObjectType.SHARE_RULE, Action.UPDATE, write=Action.UPDATE)
@require_POST
def table_propose(request: Request, table_id: uuid.UUID) -> HttpResponse:
    """Hand a draft to the second pair of eyes."""
    return _step(request, table_id, actions.propose, _("Proposed. Somebody else approves it now."))


@declare.on(ObjectType.SHARE_RULE, Action.APPROVE, write=Action.APPROVE)
@require_POST
def table_approve(request: Request, table_id: uuid.UUID) -> HttpResponse:
    """Put a proposed version in force."""
    return _step(request, table_id, actions.approve, _("In force from now on."))


def _step(request: Request, table_id: uuid.UUID, step: Any, done: str) -> HttpResponse:
    table = get_object_or_404(ShareTable, pk=table_id)
    try:
        step(by=request.actor, table=table)
    except Conflict as conflict:
        feedback.confirm(request, str(conflict), tone="warning")
    else:
        feedback.confirm(request, done)
    return redirect("sharing:rules_table", table_id=table_id)


@declare.on(ObjectType.SHARE_RULE, Action.APPROVE, write=Action.APPROVE)
def table_send_back(request: Request, table_id: uuid.UUID) -> HttpResponse:
    """Send a proposal back with a word why."""
    table = get_object_or_404(ShareTable, pk=table_id, state=TableState.PROPOSED)
    form = forms.SendBackForm(request.POST or None)
    back = reverse("sharing:rules_table", args=[table.pk])

    def save(data: dict[str, Any]) -> str:
        actions.send_back(by=request.actor, table=table, note=data["note"])
        return back

    context = {
        "title": _("Send it back"),
        "lead": _table_name(table),
        "submit": _("Send it back"),
        "cancel": back,
        "breadcrumb": _crumbs(parts.Crumb(_table_name(table), back), parts.Crumb(_("Send it back"))),
    }
    return handle(request, form, save=save, done=_("Sent back."), context=context, template="consentforms/form.html")


@declare.on(ObjectType.SHARE_RULE, Action.END, write=Action.END)
def table_discard(request: Request, table_id: uuid.UUID) -> HttpResponse:
    """Throw a draft away, asked once."""
    table = _draft(table_id)
    if request.method == "POST":
        actions.discard(by=request.actor, table=table)
        feedback.confirm(request, _("The draft is gone."))
        return redirect("sharing:rules")
    return pages.confirm(
        request,
        title=_("Throw this draft away?"),
        text=_table_name(table),
        action=_("Throw it away"),
        cancel_url=reverse("sharing:rules_table", args=[table.pk]),
        dangerous=True,
        breadcrumb=_crumbs(parts.Crumb(_table_name(table))),
    )
