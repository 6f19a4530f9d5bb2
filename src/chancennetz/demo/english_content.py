"""English texts of the invented offers, so that the public map in English is not half German. Made by machine."""

from __future__ import annotations

from chancennetz.core.actor import Actor
from chancennetz.demo import content
from chancennetz.offerediting import actions
from chancennetz.supportmap.models import Service

#: Source of the invented offers, as in `supportmap_content` and `publicmap_content`.
INVENTED = "Beispiel der Demo"


def load(by: Actor) -> int:
    """Translate the offers that are there; returns how many."""
    texts = content.toml("english")
    services = list(Service.objects.filter(source=INVENTED, name__in=texts).order_by("source_key"))
    for service in services:
        for field, text in texts[service.name].items():
            actions.translate(by=by, service=service, field=field, language="en", text=text)
    return len(services)
