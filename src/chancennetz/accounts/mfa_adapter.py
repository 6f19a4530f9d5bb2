"""How the second factor looks here."""

from __future__ import annotations

import io

import segno
from allauth.mfa.adapter import DefaultMFAAdapter


class MFAAdapter(DefaultMFAAdapter):
    """Draws the QR code with a white ground, so that phones read it from dark pages too."""

    def build_totp_svg(self, url: str) -> str:
        """Return the QR code of an authenticator app as SVG."""
        drawing = io.BytesIO()
        segno.make(url).save(drawing, kind="svg", scale=5, border=4, light="white", xmldecl=False, nl=False)
        return drawing.getvalue().decode()
