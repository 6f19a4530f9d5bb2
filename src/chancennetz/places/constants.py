"""Vocabulary of areas."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class AreaLevel(models.TextChoices):
    """Level of an area, from wide to narrow."""

    COUNTY = "county", _("County")
    MUNICIPALITY = "municipality", _("Town or municipality")
    SOCIAL_SPACE = "social_space", _("Social space")
    BLOCK = "block", _("City block")


#: Which level lies above which.
PARENT_LEVEL = {
    AreaLevel.MUNICIPALITY: AreaLevel.COUNTY,
    AreaLevel.SOCIAL_SPACE: AreaLevel.MUNICIPALITY,
    AreaLevel.BLOCK: AreaLevel.SOCIAL_SPACE,
}

#: Compulsory on every map made of the outlines of the Federal Agency for Cartography and Geodesy (GeoNutzV).
BKG_ATTRIBUTION = "© GeoBasis-DE / BKG (Daten verändert)"

#: Names of the counties of North Rhine-Westphalia by key (5 digits of the AGS). Files of municipalities do not carry
#: them; for other states a file may bring a county of its own with key and name.
COUNTY_NAMES = {
    "05154": "Kreis Kleve",
    "05158": "Kreis Mettmann",
    "05162": "Rhein-Kreis Neuss",
    "05166": "Kreis Viersen",
    "05170": "Kreis Wesel",
    "05334": "Städteregion Aachen",
    "05358": "Kreis Düren",
    "05362": "Rhein-Erft-Kreis",
    "05366": "Kreis Euskirchen",
    "05370": "Kreis Heinsberg",
    "05374": "Oberbergischer Kreis",
    "05378": "Rheinisch-Bergischer Kreis",
    "05382": "Rhein-Sieg-Kreis",
    "05554": "Kreis Borken",
    "05558": "Kreis Coesfeld",
    "05562": "Kreis Recklinghausen",
    "05566": "Kreis Steinfurt",
    "05570": "Kreis Warendorf",
    "05754": "Kreis Gütersloh",
    "05758": "Kreis Herford",
    "05762": "Kreis Höxter",
    "05766": "Kreis Lippe",
    "05770": "Kreis Minden-Lübbecke",
    "05774": "Kreis Paderborn",
    "05954": "Ennepe-Ruhr-Kreis",
    "05958": "Hochsauerlandkreis",
    "05962": "Märkischer Kreis",
    "05966": "Kreis Olpe",
    "05970": "Kreis Siegen-Wittgenstein",
    "05974": "Kreis Soest",
    "05978": "Kreis Unna",
}
