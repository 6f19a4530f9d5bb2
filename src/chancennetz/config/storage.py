"""Static files with a hash in their name, so that browsers may keep them for ever."""

from __future__ import annotations

from typing import Any

from whitenoise.storage import CompressedManifestStaticFilesStorage


class ForgivingStorage(CompressedManifestStaticFilesStorage):
    """Third-party files may name source maps that we do not ship: such a reference stays as it is."""

    manifest_strict = False

    def hashed_name(self, name: str, content: Any = None, filename: str | None = None) -> str:
        """Return the name with its hash, or the plain name when the file is not there."""
        try:
            return str(super().hashed_name(name, content, filename))
        except ValueError:
            return name
