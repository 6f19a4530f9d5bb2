"""The commands of ``smallarea``, one module each; each exposes a click command named ``command``."""

from __future__ import annotations
