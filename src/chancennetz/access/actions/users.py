"""Accounts of people, and the roles in which they work."""

from __future__ import annotations

import datetime as dt

from allauth.account.models import EmailAddress
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from chancennetz.access.actions.deciding import require
from chancennetz.access.constants import CASE_ROLES, Action, ObjectType, Role
from chancennetz.access.models import Membership, User
from chancennetz.audit.actions import record_write
from chancennetz.core.action import action
from chancennetz.core.actor import Actor
from chancennetz.organisations.models import Organisation, Unit


@action
def create_user(
    *, by: Actor, email: str, display_name: str, phone: str = "", language: str = "de", password: str | None = None
) -> User:
    """Create an account without any right. Raises ValidationError when the e-mail address is taken."""
    require(by, Action.CREATE, ObjectType.USER)
    if User.objects.filter(email__iexact=email).exists():
        raise ValidationError({"email": _("There is already somebody with this e-mail address.")})
    user = User.objects.create_user(
        email=email, display_name=display_name, phone=phone, language=language, password=password
    )
    # The administrator vouches for the address; the library asks for a verified one before a second factor is set up.
    EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
    record_write(by=by, action="access.user.create", object_type="user", object_id=user.id)
    return user


@action
def change_user(*, by: Actor, user: User, display_name: str, phone: str, is_active: bool) -> User:
    """Change name, phone, or whether the account may be used. Switching it off ends every right at once."""
    require(by, Action.UPDATE, ObjectType.USER)
    if by.user_id == user.id and not is_active:
        raise ValidationError({"is_active": _("You cannot switch off your own account.")})
    new = {"display_name": display_name, "phone": phone, "is_active": is_active}
    changed = [name for name, value in new.items() if getattr(user, name) != value]
    for name, value in new.items():
        setattr(user, name, value)
    user.save(update_fields=list(new))
    record_write(by=by, action="access.user.change", object_type="user", object_id=user.id, changed=changed)
    return user


def _check_separation(user: User, role: Role, start: dt.date) -> None:
    """Statistics and case work are never in one hand. The database checks the same (migration 0002)."""
    others = Membership.objects.filter(user=user).exclude(valid_to__lt=start)
    roles = {Role(held) for held in others.values_list("role", flat=True)}
    clash = (role is Role.STATISTICS and roles & CASE_ROLES) or (role in CASE_ROLES and Role.STATISTICS in roles)
    if clash:
        raise ValidationError(
            {
                "role": _(
                    "Whoever works in the statistics office cannot work on cases as well (separation required by law)."
                )
            }
        )


@action
def add_membership(
    *,
    by: Actor,
    user: User,
    organisation: Organisation,
    role: Role,
    valid_from: dt.date,
    valid_to: dt.date | None = None,
    unit: Unit | None = None,
    weekly_hours: float | None = None,
) -> Membership:
    """Let somebody work for an organisation in a role from a day on."""
    require(by, Action.CREATE, ObjectType.MEMBERSHIP)
    if user.id == by.user_id and role in CASE_ROLES:
        # An administrator has no standing right to person data, and cannot give it to himself or herself.
        raise ValidationError({"role": _("You cannot give yourself a role that works with families.")})
    if valid_to is not None and valid_to < valid_from:
        raise ValidationError({"valid_to": _("The last day lies before the first day.")})
    if unit is not None and unit.organisation_id != organisation.id:
        raise ValidationError({"unit": _("This unit belongs to another organisation.")})
    same = Membership.objects.filter(user=user, organisation=organisation, role=role.value)
    if same.exclude(valid_to__lt=valid_from).exists():
        raise ValidationError(_("This person already has this role here in that period."))
    _check_separation(user, role, valid_from)
    membership = Membership.objects.create(
        user=user,
        organisation=organisation,
        role=role.value,
        unit=unit,
        valid_from=valid_from,
        valid_to=valid_to,
        weekly_hours=weekly_hours,
    )
    record_write(
        by=by, action="access.membership.add", object_type="membership", object_id=membership.id, changed=[role.value]
    )
    return membership


@action
def end_membership(*, by: Actor, membership: Membership, last_day: dt.date) -> Membership:
    """End a membership; from the day after, every right that came with it is gone."""
    require(by, Action.END, ObjectType.MEMBERSHIP)
    if last_day < membership.valid_from:
        raise ValidationError({"valid_to": _("The last day lies before the first day.")})
    membership.valid_to = last_day
    membership.save_version(expected=membership.version, fields=["valid_to"])
    record_write(by=by, action="access.membership.end", object_type="membership", object_id=membership.id)
    return membership
