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
