"""Tables about the family: who belongs to it, what it allowed, and what was passed on."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from chancennetz.access.constants import Facet
from chancennetz.dossier.tables.table import FROM, KIND, NOTE, TO, WHO, Table

FAMILY: dict[str, Table] = {
    "people.FilePerson": Table(
        _("Belonging to the family file"),
        Facet.IDENTITY,
        {"person": WHO, "role": _("Role"), "valid_from": FROM, "valid_to": TO},
        moment="valid_from",
        persons=("person",),
    ),
    "people.PersonGroup": Table(
        _("Households and families"), Facet.HOUSEHOLD, {"kind": KIND, "type": _("Household type"), "label": _("Name")}
    ),
    "people.GroupMember": Table(
        _("Who lives with whom"),
        Facet.HOUSEHOLD,
        {"group": _("Household"), "person": WHO, "valid_from": FROM, "valid_to": TO},
        moment="valid_from",
        persons=("person",),
    ),
    "people.Relationship": Table(
        _("Kinship and custody"),
        Facet.HOUSEHOLD,
        {"person": WHO, "kind": _("Relation"), "other": _("To whom"), "valid_from": FROM, "valid_to": TO},
        moment="valid_from",
        persons=("person", "other"),
    ),
    "consent.Consent": Table(
        _("Consents"),
        Facet.CONSENT,
        {
            "person": WHO,
            "guardian": _("Signed by guardian"),
            "second_guardian": _("Second guardian"),
            "single_authority": _("One guardian decides because"),
            "authority_note": _("Proof"),
            "interpreter": _("Interpreter"),
            "plain_language_shown": _("Explained in plain language"),
            "special_categories": _("Special categories"),
            "signed_on": _("Signed on"),
            "valid_from": FROM,
            "valid_to": TO,
            "refused": _("Not agreed to"),
            "withdrawn_at": _("Withdrawn on"),
            "withdrawal_note": _("Note on the withdrawal"),
            "follow_up_contact": _("May be called afterwards"),
        },
        moment="signed_on",
        persons=("person",),
        technical=("withdrawn_by", "recorded_by", "document_id"),
    ),
    "consent.ConfidentialityRelease": Table(
        _("Releases from confidentiality"),
        Facet.CONSENT,
        {
            "person": WHO,
            "guardian": _("Signed by guardian"),
            "second_guardian": _("Second guardian"),
            "single_authority": _("One guardian decides because"),
            "authority_note": _("Proof"),
            "interpreter": _("Interpreter"),
            "plain_language_shown": _("Explained in plain language"),
            "released_organisation": _("Who may speak"),
            "team_may_speak": _("The team too"),
            "recipient": _("With whom"),
            "recipient_role": _("With which role there"),
            "facets": _("About what"),
            "special_categories": _("Special categories"),
            "purpose": _("What for"),
            "purpose_text": _("In own words"),
            "signed_on": _("Signed on"),
            "valid_from": FROM,
            "valid_to": TO,
            "refused": _("Not agreed to"),
            "withdrawn_at": _("Withdrawn on"),
            "withdrawal_note": _("Note on the withdrawal"),
            "copy_handed_over": _("Copy handed over"),
        },
        moment="signed_on",
        persons=("person",),
        technical=("withdrawn_by", "recorded_by", "document_id", "released_user_id"),
    ),
    "consent.WithdrawalNotice": Table(
        _("Who was told of a withdrawal"),
        Facet.CONSENT,
        {"recipient": _("Office"), "recipient_role": _("Role"), "told_on": _("Told on"), "how": _("How")},
        technical=("task_id", "told_by"),
    ),
    "sharing.Disclosure": Table(
        _("What was passed on"),
        Facet.CONSENT,
        {
            "recipient": _("To whom"),
            "recipient_role": _("Role"),
            "categories": _("About what"),
            "basis": _("Legal basis"),
            "reason": _("Why"),
            "weighed_with": _("Weighed with"),
            "family_told": _("Family was told"),
            "family_note": NOTE,
            "happened_on": _("Day"),
            "feedback_due": _("Answer expected by"),
            "feedback_on": _("Answer came on"),
        },
        moment="happened_on",
        persons=("persons",),
        technical=("release_ids", "recorded_by"),
    ),
}
