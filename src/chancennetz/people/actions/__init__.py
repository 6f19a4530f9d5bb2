"""The only way to change persons, who belongs to which file, who lives with whom."""

from __future__ import annotations

from chancennetz.people.actions.households import (
    NewGroup,
    NewRelationship,
    change_group,
    create_group,
    create_groups,
    end_relationship,
    join_group,
    leave_group,
    relate,
    relate_many,
)
from chancennetz.people.actions.persons import (
    PERSON_FIELDS,
    NewPerson,
    add_to_file,
    change_person,
    leave_file,
    register_many,
    register_person,
    set_main_contact,
)

__all__ = [
    "PERSON_FIELDS",
    "NewGroup",
    "NewPerson",
    "NewRelationship",
    "add_to_file",
    "change_group",
    "change_person",
    "create_group",
    "create_groups",
    "end_relationship",
    "join_group",
    "leave_file",
    "leave_group",
    "register_many",
    "register_person",
    "relate",
    "relate_many",
    "set_main_contact",
]
