"""Sealed model fields: text in memory, AES-256-GCM in the database."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import TYPE_CHECKING, Any

from django.core.exceptions import ValidationError
from django.db import models

from chancennetz.core import crypto
from chancennetz.core.text import check_length, clean_text

if TYPE_CHECKING:
    _BinaryField = models.BinaryField[Any, Any]
else:
    _BinaryField = models.BinaryField


class _Sealed(bytes):
    """A value as it lies in the database, not opened yet."""

    __slots__ = ()


class _SealedAttribute:
    """Opens a sealed value when it is first looked at."""

    def __init__(self, field: SealedTextField) -> None:
        self.field = field

    def __get__(self, instance: models.Model | None, owner: type[models.Model] | None = None) -> Any:
        if instance is None:
            return self
        name = self.field.attname
        if name not in instance.__dict__:
            instance.refresh_from_db(fields=[name])
        value = instance.__dict__[name]
        if isinstance(value, _Sealed):
            value = self.field.open(instance, value)
            instance.__dict__[name] = value
        return value

    def __set__(self, instance: models.Model, value: Any) -> None:
        instance.__dict__[self.field.attname] = value


class SealedTextField(_BinaryField):
    """Text that is encrypted with the data key of `subject`.

    `subject` names the attribute of the row that holds the id of the person or file whose key is used ("id" for a
    person's own row, "file_id" for the notes in a family file). An empty text is stored as an empty value. The text is
    tidied (NFC, no control or direction characters) and may have at most `max_characters` characters.
    """

    is_sealed = True

    def __init__(self, *args: Any, subject: str = "file_id", max_characters: int = 20_000, **kwargs: Any) -> None:
        self.subject = subject
        self.max_characters = max_characters
        kwargs.setdefault("default", "")
        kwargs.setdefault("blank", True)
        kwargs["editable"] = True
        super().__init__(*args, **kwargs)

    def _check_str_default_value(self) -> list[Any]:
        """A sealed field's Python value is text, so its default is text too."""
        return []

    def deconstruct(self) -> Any:
        """Name the arguments for migrations."""
        name, path, args, kwargs = super().deconstruct()
        kwargs.update(subject=self.subject, max_characters=self.max_characters)
        return name, path, args, kwargs

    def contribute_to_class(self, cls: type[models.Model], name: str, private_only: bool = False) -> None:
        """Put the opening attribute in place."""
        super().contribute_to_class(cls, name, private_only)
        setattr(cls, self.attname, _SealedAttribute(self))

    def _place(self, instance: models.Model) -> str:
        return f"{instance._meta.db_table}.{self.column}.{instance.pk}"

    def _subject_of(self, instance: models.Model) -> uuid.UUID:
        subject = getattr(instance, self.subject)
        if not isinstance(subject, uuid.UUID):
            subject = uuid.UUID(str(subject))
        return subject

    def to_text(self, value: Any) -> str:
        """Return the text of a Python value; raises ValidationError when it does not fit."""
        text = clean_text(str(value))
        check_length(text, self.max_characters)
        return text

    def from_text(self, text: str) -> Any:
        """Return the Python value of a text."""
        return text

    def open(self, instance: models.Model, value: bytes) -> Any:
        """Decrypt a stored value of a row."""
        if not value:
            return self.from_text("")
        subject = self._subject_of(instance)
        key = crypto.data_key(subject)
        crypto.note_opened(subject)
        return self.from_text(crypto.unseal(key, bytes(value), self._place(instance)).decode())

    def pre_save(self, model_instance: models.Model, add: bool) -> Any:
        """Encrypt on the way to the database; an untouched value goes back as it came."""
        value = model_instance.__dict__.get(self.attname, "")
        if isinstance(value, _Sealed):
            return value
        text = "" if value is None else self.to_text(value)
        if not text:
            return _Sealed(b"")
        key = crypto.data_key(self._subject_of(model_instance), create=True)
        model_instance.__dict__[self.attname] = self.from_text(text)
        return _Sealed(crypto.seal(key, text.encode(), self._place(model_instance)))

    def get_db_prep_value(self, value: Any, connection: Any, prepared: bool = False) -> Any:
        """Let only sealed bytes through: a plain text on its way to the database is a programming error."""
        if value is None or isinstance(value, bytes | memoryview):
            return super().get_db_prep_value(value, connection, prepared)
        if value == "":
            return super().get_db_prep_value(b"", connection, prepared)
        raise TypeError(f"{self.name} is sealed: set it on the instance and save, never with update() or filter()")

    def from_db_value(self, value: Any, expression: Any, connection: Any) -> Any:
        """Keep the bytes closed until somebody looks."""
        return None if value is None else _Sealed(bytes(value))

    def value_to_string(self, obj: models.Model) -> str:
        """Refuse to serialise: a dump must not hold plain text."""
        raise TypeError(f"{self.name} is sealed and is not serialised")


class SealedDateField(SealedTextField):
    """A day that is encrypted like a text (ISO 8601 inside); None when unknown."""

    def to_text(self, value: Any) -> str:
        """Accept a date or an ISO text."""
        if value in (None, ""):
            return ""
        if isinstance(value, dt.datetime):
            value = value.date()
        if isinstance(value, str):
            try:
                value = dt.date.fromisoformat(value)
            except ValueError as error:
                raise ValidationError("This is not a date.", code="invalid") from error
        return str(value.isoformat())

    def from_text(self, text: str) -> Any:
        """Return the date, None for nothing."""
        return dt.date.fromisoformat(text) if text else None
