"""The tables of HSDS 3.0 and of the German county profile, as data. Pure.

Source: HSDS 3.0 (openreferral/specification, branch 3.0). A field is written `name`, with `:number` or `:boolean` where
it is no text, `!` when every record needs it, `+` when the tabular form does, `^` when the JSON form does. Fields and
tables that begin with `de_` belong to the county profile (docs/hsds-profile.md); HSDS allows them.
"""

from __future__ import annotations

import dataclasses

VERSION = "3.0"
PREFIX = "de_"

_TABLES = {
    "organization": "id! name! alternate_name description! email website tax_status tax_id year_incorporated:number "
    "legal_status logo uri parent_organization_id",
    "program": "id! organization_id+ name! alternate_name description!",
    "taxonomy": "id! name! description! uri version de_key",
    "taxonomy_term": "id! code name! description! parent_id taxonomy language taxonomy_id term_uri de_icon "
    "de_position:number",
    "service": "id! organization_id+ program_id name! alternate_name description url email status! "
    "interpretation_services application_process fees_description wait_time fees accreditations "
    "eligibility_description minimum_age:number maximum_age:number assured_date assurer_email licenses alert "
    "last_modified de_legal_basis de_by_appointment:boolean de_urgent_help:boolean de_valid_from de_valid_to "
    "de_source de_source_key",
    "location": "id! location_type! url organization_id name alternate_name description transportation "
    "latitude:number longitude:number external_identifier external_identifier_type de_confidential:boolean "
    "de_approximate:boolean de_municipality_key de_valid_from de_valid_to",
    "service_at_location": "id! service_id+ location_id+ description de_valid_from de_valid_to",
    "contact": "id! organization_id service_id service_at_location_id location_id name title department email",
    "phone": "id! location_id service_id organization_id contact_id service_at_location_id number! extension:number "
    "type description",
    "address": "id! location_id attention address_1! address_2 city! region state_province! postal_code! country! "
    "address_type!",
    "schedule": "id! service_id location_id service_at_location_id valid_from valid_to dtstart timezone:number until "
    "count wkst freq interval:number byday byweekno bymonthday byyearday description opens_at closes_at schedule_link "
    "attending_type notes de_opening_hours de_derived_from",
    "funding": "id! organization_id service_id source",
    "service_area": "id! service_id name description extent extent_type uri de_area_key",
    "required_document": "id! service_id document uri",
    "language": "id! service_id location_id phone_id name code note",
    "accessibility": "id! location_id description details url de_kind",
    "cost_option": "id! service_id+ valid_from valid_to option currency amount:number amount_description",
    "attribute": "id! link_id+ taxonomy_term_id+ link_type^ link_entity+ value label",
    "organization_identifier": "id! organization_id+ identifier_scheme identifier_type! identifier!",
    "metadata": "id! resource_id+ resource_type+ last_action_date! last_action_type! field_name! previous_value! "
    "replacement_value! updated_by!",
    "meta_table_description": "id! name language character_set",
    "unit": "id! name! scheme identifier uri",
    "service_capacity": "id! service_id+ unit_id available:number maximum:number description updated! de_unit "
    "de_waiting:number",
    "url": "id! label url! organization_id service_id",
    "de_eligibility": "id! service_id+ kind! value!",
    "de_translation": "id! resource_type! resource_id! field_name! language! text! source_hash!",
}
ENUMS: dict[tuple[str, str], frozenset[str]] = {
    ("service", "status"): frozenset({"active", "inactive", "defunct", "temporarily closed"}),
    ("location", "location_type"): frozenset({"physical", "postal", "virtual"}),
    ("address", "address_type"): frozenset({"physical", "postal", "virtual"}),
    ("schedule", "freq"): frozenset({"WEEKLY", "MONTHLY"}),
}
EMAILS = frozenset(
    {("organization", "email"), ("service", "email"), ("service", "assurer_email"), ("contact", "email")}
)
ADDRESSES = frozenset(
    {
        ("organization", "website"),
        ("organization", "logo"),
        ("service", "url"),
        ("location", "url"),
        ("schedule", "schedule_link"),
        ("required_document", "uri"),
        ("accessibility", "url"),
        ("taxonomy", "uri"),
        ("taxonomy_term", "term_uri"),
        ("url", "url"),
    }
)
DAYS = frozenset(
    {
        ("service", "assured_date"),
        ("schedule", "valid_from"),
        ("schedule", "valid_to"),
        ("schedule", "dtstart"),
        ("schedule", "until"),
        ("cost_option", "valid_from"),
        ("cost_option", "valid_to"),
    }
)
#: Table -> field -> table that it points to.
REFERENCES: dict[str, dict[str, str]] = {
    "program": {"organization_id": "organization"},
    "taxonomy_term": {"taxonomy_id": "taxonomy", "parent_id": "taxonomy_term"},
    "service": {"organization_id": "organization", "program_id": "program"},
    "location": {"organization_id": "organization"},
    "service_at_location": {"service_id": "service", "location_id": "location"},
    "attribute": {"taxonomy_term_id": "taxonomy_term"},
    "service_capacity": {"service_id": "service", "unit_id": "unit"},
}
for _table in (
    "contact",
    "phone",
    "schedule",
    "funding",
    "service_area",
    "required_document",
    "language",
    "cost_option",
):
    _fields = {name.rstrip("!+^") for name in _TABLES[_table].split()}
    REFERENCES[_table] = {
        f"{parent}_id": parent
        for parent in ("organization", "service", "location", "service_at_location", "contact", "phone")
        if f"{parent}_id" in _fields
    }
REFERENCES |= {
    "address": {"location_id": "location"},
    "accessibility": {"location_id": "location"},
    "organization_identifier": {"organization_id": "organization"},
    "de_eligibility": {"service_id": "service"},
    "url": {"organization_id": "organization", "service_id": "service"},
}
#: Names of CSV files and JSON lists, where they are not the table's name.
PLURALS = {
    "organization": "organizations",
    "program": "programs",
    "taxonomy": "taxonomies",
    "taxonomy_term": "taxonomy_terms",
    "service": "services",
    "location": "locations",
    "contact": "contacts",
    "phone": "phones",
    "address": "addresses",
    "schedule": "schedules",
    "service_area": "service_areas",
    "required_document": "required_documents",
    "language": "languages",
    "cost_option": "cost_options",
    "attribute": "attributes",
    "organization_identifier": "organization_identifiers",
    "meta_table_description": "meta_table_descriptions",
    "unit": "units",
    "service_capacity": "service_capacities",
    "url": "urls",
    "de_eligibility": "de_eligibility",
    "de_translation": "de_translations",
}
#: Where records stand inside others in the JSON form: table -> key -> table of the inner records.
INNER_LISTS: dict[str, dict[str, str]] = {
    "service": {
        "phones": "phone",
        "schedules": "schedule",
        "service_areas": "service_area",
        "service_at_locations": "service_at_location",
        "languages": "language",
        "funding": "funding",
        "required_documents": "required_document",
        "contacts": "contact",
        "cost_options": "cost_option",
        "capacities": "service_capacity",
        "additional_urls": "url",
        "de_eligibility": "de_eligibility",
    },
    "organization": {
        "organization_identifiers": "organization_identifier",
        "programs": "program",
        "contacts": "contact",
        "locations": "location",
        "funding": "funding",
        "phones": "phone",
        "services": "service",
        "additional_websites": "url",
    },
    "location": {
        "phones": "phone",
        "accessibility": "accessibility",
        "contacts": "contact",
        "schedules": "schedule",
        "languages": "language",
        "addresses": "address",
    },
    "service_at_location": {"phones": "phone", "contacts": "contact", "schedules": "schedule"},
    "phone": {"languages": "language"},
    "contact": {"phones": "phone"},
}
#: One record inside another: table -> key -> (table of the inner record, field that names it).
INNER_ONE: dict[str, dict[str, tuple[str, str]]] = {
    "service": {"organization": ("organization", "organization_id"), "program": ("program", "program_id")},
    "service_at_location": {"location": ("location", "location_id"), "service": ("service", "service_id")},
    "attribute": {"taxonomy_term": ("taxonomy_term", "taxonomy_term_id")},
    "taxonomy_term": {"taxonomy_detail": ("taxonomy", "taxonomy_id")},
    "service_capacity": {"unit": ("unit", "unit_id")},
}
#: Other spellings of keys found in the wild (the simple schema of HSDS itself among them).
ALIASES = {"fundings": "funding", "accessibilitys": "accessibility", "addresss": "addresses", "capacity": "capacities"}


@dataclasses.dataclass(frozen=True, slots=True)
class Field:
    """One field of a table."""

    name: str
    kind: str
    tabular: bool
    json: bool

    @property
    def ours(self) -> bool:
        """Tell whether it belongs to the county profile."""
        return self.name.startswith(PREFIX)


def _field(text: str) -> Field:
    mark = text[-1] if text[-1] in "!+^" else ""
    name, _colon, kind = text.rstrip("!+^").partition(":")
    return Field(name, kind or "string", mark in {"!", "+"}, mark in {"!", "^"})


TABLES: dict[str, dict[str, Field]] = {
    table: {field.name: field for field in map(_field, text.split())} for table, text in _TABLES.items()
}


def table_of(name: str) -> str | None:
    """Return the table of a file or list name, in singular or plural; None when there is none."""
    stem = name.removesuffix(".csv").removesuffix(".json")
    if stem in TABLES:
        return stem
    return next((table for table, plural in PLURALS.items() if plural == stem), None)
