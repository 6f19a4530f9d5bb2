"""Draw the house (docs/images/house.svg) from the floors in pyproject.toml. Run it again when a room is added or moves.

    python scripts/house.py

What each room is for stands in `WORDS`, at most about 22 letters where a floor has several rooms.
"""

from __future__ import annotations

import tomllib
from pathlib import Path
from xml.sax.saxutils import escape

PROJECT = Path(__file__).resolve().parent.parent
PICTURE = PROJECT / "docs" / "images" / "house.svg"
#: Room -> what it is for.
WORDS = {
    "config": "settings, addresses, server, command line",
    "portal": "my day, search, help",
    "demo": "the invented county",
    "dossier": "letters, the whole file",
    "retention": "periods, deletion, proof",
    "formeditor": "making forms",
    "resourcemap": "who and what helps",
    "moderation": "leading a conference",
    "assessments": "forms, answers",
    "referrals": "handed to an offer",
    "conferences": "who may know what",
    "caseload": "team, what is missing",
    "closure": "the end, discharge card, aftercare",
    "contacts": "contact log, meetings",
    "handovers": "who leads, deputies",
    "planversions": "proposed, agreed, PDF",
    "plans": "goals, steps",
    "caseopening": "a new family",
    "participation": "programme, modules, hours",
    "casework": "the case, team, timeline, versions",
    "monitoring": "programme, targets, counts without persons",
    "publicmap": "the map for everybody, without account",
    "mapsearch": "finding offers, in memory",
    "takeup": "places, waiting, turned away, out of reach",
    "hsds": "other directories, HSDS",
    "upkeep": "reports, links, reviews",
    "offerediting": "entering, changing offers",
    "supportmap": "offers, places, prices, capacity",
    "sharing": "“may I share this?”, rules, what was passed on",
    "consentforms": "giving, signing, withdrawing, sheets",
    "consent": "allowed, released",
    "duplicates": "one person, two records",
    "people": "persons, households",
    "tasks": "tasks, dates",
    "documents": "uploads",
    "accounts": "sign-in, people, roles",
    "access": "roles, memberships, decide(), visible_to()",
    "organisations": "who is who",
    "places": "areas, boundaries",
    "openinghours": "hours, holidays",
    "anonymity": "names out of texts",
    "audit": "the chained log",
    "styleguide": "every component in every state",
    "figures": "charts, maps",
    "ui": "components, forms, tables, PDF",
    "messages": "translations",
    "core": "keys, ids, time, text, catalogue, database",
}
#: Rooms whose tables name families: the statistics wall stands between them and the counts.
PERSONS = {
    "dossier",
    "resourcemap",
    "moderation",
    "assessments",
    "referrals",
    "conferences",
    "caseload",
    "closure",
    "contacts",
    "handovers",
    "planversions",
    "plans",
    "caseopening",
    "participation",
    "casework",
    "sharing",
    "consentforms",
    "consent",
    "duplicates",
    "people",
    "tasks",
    "documents",
}
PIPES = (
    ("access", "#2143a8"),
    ("audit", "#6b3fa0"),
    ("catalogue", "#0f6b63"),
    ("encryption", "#8a3b12"),
    ("time", "#4d5578"),
)
#: Measures in pixels: left edge and width of the floors, height of a room, gap, rooms in one row.
LEFT, WIDTH, HEIGHT, GAP, MOST = 232.0, 568.0, 46.0, 6.0, 4
_STYLE = """  <style>
    text { font-family: "Fira Sans", "Segoe UI", "Noto Sans", Arial, sans-serif; fill: #16182b; }
    .name { font-size: 17px; font-weight: 600; }
    .word { font-size: 13px; fill: #4d5578; }
    .pipe { font-size: 14px; font-weight: 600; fill: #fff; }
    .side { font-size: 13px; fill: #4d5578; }
    .room { fill: #fff; stroke: #c9d0e6; stroke-width: 1.5; }
    .persons { fill: #eef3ff; stroke: #9db3e8; stroke-width: 1.5; }
    .counts { fill: #eaf6ef; stroke: #7fc09a; stroke-width: 1.5; }
    .cellar { fill: #252a45; }
    .light { fill: #fff; }
    .pale { fill: #c6cde6; }
  </style>"""


def floors() -> tuple[list[list[str]], set[str]]:
    """Return the rooms of each floor from the top down (without config, the roof), and those that only count."""
    contracts = tomllib.loads((PROJECT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["importlinter"]
    layers = next(one["layers"] for one in contracts["contracts"] if one["type"] == "layers")
    wall = next(one for one in contracts["contracts"] if one["name"].startswith("The statistics wall"))
    counts = {module.rpartition(".")[2] for module in wall["source_modules"]}
    return [[room.strip() for room in layer.split("|")] for layer in layers if layer != "config"], counts


def _text(x: float, y: float, words: str, kind: str, *, centred: bool = False) -> str:
    anchor = ' text-anchor="middle"' if centred else ""
    return f'<text x="{x:g}" y="{y:g}"{anchor} class="{kind}">{escape(words)}</text>'


def _box(x: float, y: float, width: float, height: float, kind: str) -> str:
    return f'<rect x="{x:g}" y="{y:g}" width="{width:g}" height="{height:g}" rx="7" class="{kind}"/>'


def _row(rooms: list[str], y: float, counts: set[str]) -> list[str]:
    """Draw rooms side by side; a room alone has its words beside its name."""
    width = (WIDTH - GAP * (len(rooms) - 1)) / len(rooms)
    lines = []
    for place, room in enumerate(rooms):
        kind = "counts" if room in counts else "persons" if room in PERSONS else "room"
        x = round(LEFT + place * (width + GAP), 1)
        lines.append(_box(x, y, round(width, 1), HEIGHT, kind))
        if len(rooms) == 1:
            lines += [_text(250, y + 29, room, "name"), _text(390, y + 29, WORDS[room], "word")]
        else:
            middle = round(x + width / 2, 1)
            lines += [_text(middle, y + 20, room, "name", centred=True)]
            lines += [_text(middle, y + 37, WORDS[room], "word", centred=True)]
    return lines


def _rows(rooms: list[str]) -> list[list[str]]:
    """Share the rooms of a floor among as few rows as hold them."""
    needed = -(-len(rooms) // MOST)
    size = -(-len(rooms) // needed)
    return [rooms[start : start + size] for start in range(0, len(rooms), size)]


def draw() -> str:
    """Return the picture as SVG."""
    house, counts = floors()
    lines: list[str] = []
    y = 124.0
    for floor in house:
        for row in _rows(floor):
            lines += _row(row, y, counts)
            y += HEIGHT + GAP
    ground, cellar = y + 4, y + 60
    pipes = []
    for place, (name, colour) in enumerate(PIPES):
        x = 32 + 34 * place
        middle = (124 + y - GAP) / 2
        pipes += [
            f'<rect x="{x}" y="124" width="26" height="{y - GAP - 124:g}" rx="13" fill="{colour}"/>',
            (
                f'<text transform="translate({x + 18} {middle:g}) rotate(-90)" text-anchor="middle" class="pipe">'
                f"{name}</text>"
            ),
        ]
    side = [_text(870, 150 + 18 * at, words, "side") for at, words in enumerate(_ARROW)]
    side += [f"{_box(870, 272, 16, 16, 'persons')}{_text(892, 285, 'persons', 'side')}"]
    side += [f"{_box(870, 298, 16, 16, 'counts')}{_text(892, 311, 'numbers', 'side')}"]
    side += [_text(870, 338 + 18 * at, words, "side") for at, words in enumerate(_WALL)]
    arrow = y - GAP
    height = cellar + 94
    return "\n".join(
        [
            (
                f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 980 {height:g}" role="img" '
                'aria-labelledby="title description">'
            ),
            '  <title id="title">The house of Chancennetz</title>',
            (
                '  <desc id="description">Rooms on floors, from config under the roof down to core and the database in '
                "the cellar. Imports run downwards only. Access, audit, catalogue, encryption and time run through "
                "every floor.</desc>"
            ),
            _STYLE,
            f'  <rect width="980" height="{height:g}" rx="18" fill="#f5f6fb"/>',
            (
                '  <path d="M516 26 L828 112 H204 Z" fill="#2143a8" stroke="#2143a8" stroke-width="10" '
                'stroke-linejoin="round"/>'
            ),
            "  " + _text(516, 82, "config", "name light", centred=True),
            "  " + _text(516, 103, WORDS["config"], "word pale", centred=True),
            '  <g id="rooms">',
            *[f"    {line}" for line in lines],
            "  </g>",
            "  " + _box(204, ground, 624, 50, "counts"),
            "  " + _text(250, ground + 31, "smallarea", "name"),
            "  " + _text(390, ground + 31, "statistics, protection of small numbers: no Django", "word"),
            "  " + _box(204, cellar, 624, 62, "cellar"),
            "  " + _text(250, cellar + 37, "PostgreSQL", "name light"),
            "  " + _text(390, cellar + 27, "the second wall: row-level security for each file,", "word pale"),
            "  " + _text(390, cellar + 45, "append-only chain of the log, sealed values", "word pale"),
            '  <g id="in-every-line">',
            *[f"    {line}" for line in pipes],
            "  </g>",
            "  " + _text(113, y + 20, "five things", "side", centred=True),
            "  " + _text(113, y + 37, "in every line", "side", centred=True),
            f'  <path d="M854 130 V{arrow - 16:g}" stroke="#2143a8" stroke-width="3" stroke-linecap="round"/>',
            (
                f'  <path d="M845 {arrow - 18:g} L854 {arrow - 2:g} L863 {arrow - 18:g}" fill="none" stroke="#2143a8" '
                'stroke-width="3" stroke-linecap="round" stroke-linejoin="round"/>'
            ),
            *[f"  {line}" for line in side],
            "</svg>",
            "",
        ]
    )


_ARROW = ("imports", "run down,", "never up,", "never side-", "ways")
_WALL = ("green never", "knows blue:", "the statistics", "wall")


if __name__ == "__main__":
    PICTURE.write_text(draw(), encoding="utf-8")
    print(PICTURE.relative_to(PROJECT))
