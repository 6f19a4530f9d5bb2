"""Forms and their versions."""

from __future__ import annotations

import uuid

from chancennetz.assessments.constants import FormState
from chancennetz.assessments.definition import Form
from chancennetz.assessments.models import FormDefinition

#: Forms that were read already, by their mark: what has this mark never changes.
_read: dict[str, tuple[Form, Form]] = {}


def _both(definition: FormDefinition) -> tuple[Form, Form]:
    found = _read.get(definition.content_hash)
    if found is None:
        whole = Form.model_validate(definition.content)
        found = _read[definition.content_hash] = (whole, whole.visible())
    return found


def form_of(definition: FormDefinition) -> Form:
    """Return the form of a version as it is asked (without what is hidden), read once per process."""
    return _both(definition)[1]


def whole_form_of(definition: FormDefinition) -> Form:
    """Return the form of a version with what is hidden in it: to preview, compare, export and change it."""
    return _both(definition)[0]


def forms_in_use() -> list[FormDefinition]:
    """Return the version in use of every form, those about the whole family first (one query)."""
    found = FormDefinition.objects.filter(state=FormState.PUBLISHED)
    return sorted(found, key=lambda row: (form_of(row).about, row.created_at, row.key))


def find_definition(definition_id: uuid.UUID) -> FormDefinition | None:
    """Return a version of a form by its id."""
    return FormDefinition.objects.filter(pk=definition_id).first()
