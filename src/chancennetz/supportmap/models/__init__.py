"""Tables of the support map, in the terms of HSDS 3.0.

`organisations.Organisation` is the HSDS organization; `OrganisationProfile` adds what only the map needs. Identifiers
of HSDS records are the primary keys here, so whatever comes in from elsewhere goes out under the same name.
"""

from __future__ import annotations

from chancennetz.supportmap.models.details import (
    Accessibility,
    Address,
    Capacity,
    ContactPoint,
    CostOption,
    Eligibility,
    Phone,
    RequiredDocument,
    Schedule,
    ServiceArea,
    SpokenLanguage,
)
from chancennetz.supportmap.models.offers import Location, OrganisationProfile, Service, ServiceAtLocation
from chancennetz.supportmap.models.translations import Translation
from chancennetz.supportmap.models.vocabulary import Attribute, HsdsRow, Taxonomy, TaxonomyTerm

__all__ = [
    "Accessibility",
    "Address",
    "Attribute",
    "Capacity",
    "ContactPoint",
    "CostOption",
    "Eligibility",
    "HsdsRow",
    "Location",
    "OrganisationProfile",
    "Phone",
    "RequiredDocument",
    "Schedule",
    "Service",
    "ServiceArea",
    "ServiceAtLocation",
    "SpokenLanguage",
    "Taxonomy",
    "TaxonomyTerm",
    "Translation",
]
