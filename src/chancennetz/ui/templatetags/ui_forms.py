"""Forms as KERN draws them: every Django widget, errors that keep the input, drafts, one token per page."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from typing import Any

from django import forms, template
from django.forms.boundfield import BoundField
from django.template import Context
from django.template.loader import render_to_string
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

from chancennetz.ui import widgets
from chancennetz.ui.constants import IDEMPOTENCY_FIELD

register = template.Library()

_SHORT_TYPES = {"number", "date", "time", "datetime-local"}


def _kind(bound: BoundField) -> str:
    """Name the template that draws the field."""
    widget = bound.field.widget
    own = getattr(widget, "ui_kind", "")
    if own:
        return str(own)
    if isinstance(widget, forms.CheckboxSelectMultiple):
        return "checks"
    if isinstance(widget, forms.RadioSelect):
        return "checks"
    if isinstance(widget, forms.CheckboxInput):
        return "checkbox"
    if isinstance(widget, forms.MultiWidget | forms.SelectDateWidget):
        return "group"
    if isinstance(widget, forms.Select):
        return "select"
    if isinstance(widget, forms.Textarea):
        return "textarea"
    if isinstance(widget, forms.ClearableFileInput | forms.FileInput):
        return "file"
    return "input"


def _as_written(bound: BoundField) -> None:
    """Give plain date and time fields the input that phones and keyboards know."""
    widget = bound.field.widget
    if type(widget) is forms.DateInput:
        bound.field.widget = widgets.as_calendar(widget)
    elif type(widget) is forms.TimeInput:
        widget.input_type = "time"
        widget.format = "%H:%M"
    elif type(widget) is forms.DateTimeInput:
        widget.input_type = "datetime-local"
        widget.format = "%Y-%m-%dT%H:%M"


def _css(kind: str, bound: BoundField) -> str:
    failed = bool(bound.errors)
    if kind == "select":
        base = "kern-form-input__select"
    elif kind == "checkbox":
        base = "kern-form-check__checkbox"
    else:
        base = "kern-form-input__input"
    names = [base]
    if failed:
        names.append(f"{base}--error")
    if kind == "textarea":
        names.append("cn-textarea")
    if getattr(bound.field.widget, "input_type", "") in _SHORT_TYPES or kind in {"typed_date", "minutes"}:
        names.append("cn-input--short")
    given = bound.field.widget.attrs.get("class", "")
    return " ".join([*names, given]).strip()


def _attributes(bound: BoundField, kind: str) -> dict[str, Any]:
    """Attributes of the control itself: style, and the ids of hint and error for screen readers."""
    described = []
    if bound.help_text:
        described.append(f"{bound.auto_id}_helptext")
    if bound.errors:
        described.append(f"{bound.auto_id}_error")
    attributes: dict[str, Any] = {"class": _css(kind, bound)}
    if described:
        attributes["aria-describedby"] = " ".join(described)
    if bound.errors:
        attributes["aria-invalid"] = "true"
    if kind == "textarea":
        attributes.setdefault("rows", bound.field.widget.attrs.get("rows", 5))
    return attributes


@register.simple_tag
def field(bound: BoundField) -> SafeString:
    """Draw one field: label, hint, control, error. Fields that may stay empty say so."""
    _as_written(bound)
    kind = _kind(bound)
    attributes = _attributes(bound, kind)
    control = "" if kind in {"checks", "chips"} else bound.as_widget(attrs=attributes)
    values = {
        "field": bound,
        "kind": kind,
        "control": control,
        "options": _options(bound) if kind in {"checks", "chips"} else [],
        "described": attributes.get("aria-describedby", ""),
        "widget": bound.field.widget,
    }
    return render_to_string("ui/form/field.html", values)


def _options(bound: BoundField) -> list[dict[str, Any]]:
    """Flatten choices (also grouped ones) to what the template draws."""
    found = []
    for option in bound.subwidgets:
        data = option.data
        found.append(
            {
                "id": data["attrs"].get("id", ""),
                "type": data["type"],
                "name": data["name"],
                "value": data["value"],
                "checked": data["selected"],
                "label": data["label"],
                "required": data["attrs"].get("required", False),
                "disabled": data["attrs"].get("disabled", False),
            }
        )
    return found


@register.simple_tag
def fields(form: forms.BaseForm, names: str = "") -> SafeString:
    """Draw the named fields (words separated by blanks), or all visible ones."""
    chosen: Iterable[BoundField] = [form[name] for name in names.split()] if names else form.visible_fields()
    return mark_safe("".join(field(bound) for bound in chosen))  # noqa: S308 - parts are rendered templates


@register.simple_tag
def form_errors(form: forms.BaseForm) -> SafeString:
    """Say above the form what has to be mended, with a link to each field; receives the focus."""
    if not form.errors:
        return SafeString("")
    listed = [(bound.auto_id, bound.label, error) for bound in form for error in bound.errors]
    return render_to_string("ui/form/errors.html", {"form": form, "listed": listed})


@register.simple_tag
def idempotency_field() -> SafeString:
    """A hidden token by which a repeated submit of this very page is recognised."""
    return format_html('<input type="hidden" name="{}" value="{}">', IDEMPOTENCY_FIELD, uuid.uuid4())


@register.simple_block_tag(takes_context=True)
def form(
    context: Context,
    content: str,
    form: forms.BaseForm,
    action: str = "",
    submit: str = "",
    cancel: str = "",
    method: str = "post",
    draft_key: str = "",
    draft_url: str = "",
    submit_icon: str = "",
    submit_kind: str = "primary",
    id: str = "",  # noqa: A002 - HTML's own word
) -> SafeString:
    """Draw a whole form. An empty inside draws all fields; otherwise the inside says where `{% fields %}` stand."""
    hidden = mark_safe("".join(str(bound) for bound in form.hidden_fields()))  # noqa: S308 - Django's own widgets
    return render_to_string(
        "ui/form/form.html",
        {
            "form": form,
            "body": mark_safe(content.strip()) or fields(form),  # noqa: S308 - inside of the tag, escaped already
            "hidden": hidden,
            "action": action,
            "submit": submit,
            "submit_icon": submit_icon,
            "submit_kind": submit_kind,
            "cancel": cancel,
            "method": method,
            "draft_key": draft_key,
            "draft_url": draft_url,
            "id": id,
            "csrf_token": context.get("csrf_token", ""),
        },
    )


@register.filter
def is_invalid(bound: BoundField) -> bool:
    """Tell whether a field has errors (for own layouts)."""
    return bool(bound.errors)
