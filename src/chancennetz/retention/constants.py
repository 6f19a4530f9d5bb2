"""Vocabulary of deletion: rules and their versions, proposals, holds, what the law keeps."""

from __future__ import annotations

import datetime as dt

from django.db import models
from django.utils.translation import gettext_lazy as _

from chancennetz.core.catalogue import Retention


class RuleState(models.TextChoices):
    """State of one version of a period."""

    PROPOSED = "proposed", _("Waits for the second pair of eyes")
    IN_FORCE = "in_force", _("In force")
    REFUSED = "refused", _("Not approved")


class ProposalKind(models.TextChoices):
    """Why a deletion is proposed."""

    PERIOD = "period", _("The period is over")
    REQUEST = "request", _("Request of the person (Art. 17 DSGVO)")


class ProposalState(models.TextChoices):
    """How far a proposal is. When it has been carried out nothing of it is left but the certificate."""

    PROPOSED = "proposed", _("Proposed")
    RELEASED = "released", _("Released, waits for the second person")
    DECLINED = "declined", _("Not deleted")


class HoldReason(models.TextChoices):
    """Why something is kept though its period is over (Art. 17(3), Art. 18(1)(c) DSGVO)."""

    CLAIM = "claim", _("Legal claim (Art. 17(3)(e) DSGVO)")
    PROCEEDINGS = "proceedings", _("Proceedings before an authority or a court")
    FUNDER = "funder", _("Audit of the funder (Art. 82 Regulation 2021/1060)")
    PERSON = "person", _("The person needs the data (Art. 18(1)(c) DSGVO)")
    OTHER = "other", _("Another legal duty")


class KeepReason(models.TextChoices):
    """What stands against a deletion just now."""

    OPEN = "open", _("The counselling is still going on: the case has to be closed first.")
    RESTRICTED = "restricted", _("The file is restricted (Art. 18 DSGVO): that has to be lifted first.")
    CONSENT = "consent", _("A consent is still in force.")
    HOLD = "hold", _("A hold is in force (Art. 17(3) DSGVO).")
    PROJECT = "project", _("Proof of the funded project has to be kept (Art. 17(3)(b) DSGVO).")
    NOT_OVER = "not_over", _("The period is not over yet.")
    NO_RULE = "no_rule", _("There is no rule for this part of the law.")
    MAIN_CONTACT = "main_contact", _("This person is the main contact of the family: name another one first.")
    ONLY_PERSON = "only_person", _("This is the only person in the file: ask for the deletion of the whole file.")


#: Events from which a period runs here, in the words of the pages.
EVENTS = {
    Retention.CASE_CLOSED: _("End of the counselling"),
    Retention.CONSENT_ENDED: _("End of the consent"),
    Retention.LAST_PAYMENT: _("Last payment of the funder"),
    Retention.LOGGED: _("Entry in the log"),
}
#: A released deletion is carried out within so many days, or released anew: facts change.
RELEASE_HOLDS = dt.timedelta(days=30)
#: The second look: is really nothing left?
SECOND_CHECK_AFTER = dt.timedelta(days=30)
#: The proof of identity in a certificate: a keyed fingerprint for this purpose, joined with nothing else.
PSEUDONYM_PURPOSE = "retention.certificate"
LONGEST_REASON = 1000
#: Owner of the task by which a team lead learns of a released deletion.
TASK_OWNER = "retention.proposal"
#: First line of what is signed; a new layout of certificates gets a new one.
CERTIFICATE_FORMAT = "chancennetz-deletion-certificate-1"
