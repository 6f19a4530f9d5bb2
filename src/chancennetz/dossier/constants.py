"""Vocabulary of the dossier: requests for access, reasons to leave something out, kinds of letters."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class RequestState(models.TextChoices):
    """How far a request for access (Art. 15 DSGVO) is."""

    REVIEW = "review", _("Being looked through")
    READY = "ready", _("Looked through")
    HANDED_OUT = "handed_out", _("Handed out")


class LeaveOut(models.TextChoices):
    """Why something is not handed out (Art. 15(4) DSGVO; s. 65 SGB VIII; s. 83 SGB X)."""

    THIRD_PARTY = "third_party", _("Is about somebody else")
    ENTRUSTED = "entrusted", _("Entrusted in confidence by somebody else")
    CHILD = "child", _("Would endanger a child")
    OTHER_RIGHT = "other_right", _("Another right weighs more")


class Notice(models.TextChoices):
    """What the platform noticed about an entry before a human looked at it."""

    NONE = "", ""
    OTHER_PERSON = "other_person", _("Is about another person")
    NAMES_OTHERS = "names_others", _("Names another person")
    ENTRUSTED = "entrusted", _("Entrusted in confidence")


class LetterKind(models.TextChoices):
    """What a letter is for."""

    APPOINTMENT = "appointment", _("Appointment")
    MISSED = "missed", _("Missed appointment")
    DOCUMENTS = "documents", _("Please bring documents")
    CONFIRMATION = "confirmation", _("Confirmation of counselling")
    HANDOVER = "handover", _("New counsellor")
    ENDING = "ending", _("End of the counselling")
    OTHER = "other", _("Other")


class LetterState(models.TextChoices):
    """A letter is a draft until it is finished; then it is kept as it was sent."""

    DRAFT = "draft", _("Draft")
    FINISHED = "finished", _("Finished")


class MissingReason(models.TextChoices):
    """Why a document is not there yet."""

    ASKED = "asked", _("Asked for, not there yet")
    OTHER_OFFICE = "other_office", _("Another office has to issue it first")
    LOST = "lost", _("Lost: a new one is needed")
    UNCLEAR = "unclear", _("Not clear what exactly is needed")
    NOT_WANTED = "not_wanted", _("The family does not want to hand it in")
    OTHER = "other", _("Another reason")


class MissingState(models.TextChoices):
    """Whether a document is still missing."""

    OPEN = "open", _("Missing")
    ARRIVED = "arrived", _("It is there")
    NOT_NEEDED = "not_needed", _("Not needed any more")


LONGEST_LETTER = 20_000
LONGEST_SUBJECT = 200
#: Days within which a request for access is answered (Art. 12(3) DSGVO: one month).
DAYS_TO_ANSWER = 30
