"""Fills one family of the demo county: 300 contacts, 40 goals, 12 conferences. Prints the id of its file."""

from __future__ import annotations

import datetime as dt

from chancennetz.access.constants import FileState, RelationKind, Role
from chancennetz.access.context import working_as
from chancennetz.access.models import FamilyFile, Membership, Relation
from chancennetz.access.queries import actor_from
from chancennetz.casework.constants import LifeArea
from chancennetz.contacts.actions.contacts import ContactValues, log_contacts_bulk
from chancennetz.contacts.constants import Medium
from chancennetz.core import time
from chancennetz.core.actor import system_actor
from chancennetz.demo import content
from chancennetz.demo.staff_names import email_of
from chancennetz.moderation.actions import ConferenceValues, plan_conference
from chancennetz.people.models import FilePerson
from chancennetz.plans.actions.bulk import PlannedGoal, PlannedStep, add_goals_bulk
from chancennetz.plans.constants import GoalState, StepOwner

CONTACTS, GOALS, CONFERENCES = 300, 40, 12
NOTE = "Wir haben über die Kita gesprochen und den Antrag zusammen ausgefüllt. Nächste Woche rufe ich im Amt an. "


def fill() -> object:
    """Fill the last family that the first counsellor of the demo county leads; returns the id of its file."""
    counsellor = next(one for one in content.toml("staff")["person"] if one["role"] == "counsellor")
    with working_as(system_actor()) as by:
        member = Membership.objects.select_related("user", "organisation").get(
            user__email=email_of(counsellor["name"]), role=Role.COUNSELLOR
        )
        led = Relation.objects.at().filter(user=member.user_id, kind=RelationKind.CASE_LEAD, file__state=FileState.OPEN)
        file_id = led.order_by("file_id").values_list("file_id", flat=True).last()
        assert file_id is not None, "the first counsellor leads no family"
        persons = list(FilePerson.objects.filter(file_id=file_id).values_list("person_id", flat=True))
        now = time.now()
        media = [Medium.HOME_VISIT, Medium.PHONE, Medium.OFFICE, Medium.MESSAGE]
        contacts = [
            ContactValues(now - dt.timedelta(days=1 + number), 45, media[number % 4], persons[:2], note=NOTE * 3)
            for number in range(CONTACTS)
        ]
        log_contacts_bulk(by=by, contacts=[(file_id, member.user_id, one) for one in contacts])
        step = PlannedStep("Im Amt anrufen", StepOwner.COUNSELLOR, member.user_id, due_on=time.today())
        goals = [
            PlannedGoal(
                file_id,
                f"Ein Ziel der Familie, Nummer {number}",
                list(LifeArea)[number % 6],
                state=GoalState.AGREED,
                agreed_on=time.today() - dt.timedelta(days=number),
                steps=[step],
            )
            for number in range(GOALS)
        ]
        add_goals_bulk(by=by, goals=goals)
    with working_as(actor_from(member)) as lead:
        file = FamilyFile.objects.get(pk=file_id)
        for number in range(CONFERENCES):
            begins = now - dt.timedelta(days=7 + 20 * number)
            values = ConferenceValues("Wie geht es mit der Kita weiter?", persons[:1], begins, place="Rathaus")
            plan_conference(by=lead, file=file, values=values)
    return file_id


if __name__ == "__main__":
    print(fill())
