"""Cut KERN's style sheet down to what the public map uses; an old phone reads 5 kB instead of 340.

Kept are the rules whose KERN classes occur on public pages (`CLASSES`), rules for plain elements, and of the tokens
those that such rules or our own style sheets name, directly or through another token. Run it after KERN was raised::

    python scripts/public_styles.py
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

STATIC = Path(__file__).resolve().parent.parent / "src" / "chancennetz" / "ui" / "static"
SOURCE = STATIC / "vendor" / "kern" / "kern.min.css"
TARGET = STATIC / "ui" / "public-kern.css"
#: Our style sheets that a public page loads beside it.
BESIDE = ("base.css", "components.css", "content.css", "public.css")
CLASSES = frozenset(
    [
        "kern-btn",
        "kern-btn--primary",
        "kern-btn--secondary",
        "kern-btn--tertiary",
        "kern-label",
        "kern-level-1",
        "kern-form-input__input",
        "kern-form-input__select",
        "kern-form-input__select-wrapper",
    ]
)
_CLASS = re.compile(r"\.(kern-[\w-]+)")
_NOT = re.compile(r":not\([^()]*(?:\([^()]*\)[^()]*)*\)")
_USED = re.compile(r"var\(\s*(--[\w-]+)")


@dataclass
class Rule:
    """A rule: what stands before the brace, and inside either declarations or further rules."""

    prelude: str
    declarations: list[str]
    rules: list[Rule]

    @property
    def text(self) -> str:
        """Return the rule as CSS."""
        inside = "".join(rule.text for rule in self.rules) or ";".join(self.declarations)
        return f"{self.prelude}{{{inside}}}"


def pieces(text: str, separator: str) -> Iterator[str]:
    """Split at a character that stands outside of quotes and brackets."""
    depth, quote, start = 0, "", 0
    for place, char in enumerate(text):
        if quote:
            quote = "" if char == quote else quote
        elif char in "\"'":
            quote = char
        elif char in "([{":
            depth += 1
        elif char in ")]}":
            depth -= 1
        elif char == separator and depth == 0:
            yield text[start:place]
            start = place + 1
    yield text[start:]


def parse(text: str) -> list[Rule]:
    """Read minified CSS; statements without a block (@charset, @import) are left out."""
    rules: list[Rule] = []
    start = place = 0
    while (brace := text.find("{", place)) >= 0:
        end = _closing(text, brace)
        prelude = text[start:brace].rpartition(";")[2].strip()
        inside = text[brace + 1 : end]
        if prelude.startswith(("@media", "@supports", "@layer")):
            rules.append(Rule(prelude, [], parse(inside)))
        else:
            rules.append(Rule(prelude, [one for one in pieces(inside, ";") if one.strip()], []))
        start = place = end + 1
    return rules


def _closing(text: str, brace: int) -> int:
    depth, quote = 0, ""
    for place in range(brace, len(text)):
        char = text[place]
        if quote:
            quote = "" if char == quote else quote
        elif char in "\"'":
            quote = char
        elif char == "{":
            depth += 1
        elif char == "}":
            depth -= 1
            if depth == 0:
                return place
    raise ValueError("a block is not closed")


def narrowed(rules: list[Rule]) -> list[Rule]:
    """Return the rules that can apply on a public page."""
    found = []
    for rule in rules:
        if rule.rules:
            inside = narrowed(rule.rules)
            found += [Rule(rule.prelude, [], inside)] if inside else []
        elif not rule.prelude.startswith("@"):
            selectors = [one.strip() for one in pieces(rule.prelude, ",") if _applies(one)]
            found += [Rule(",".join(selectors), rule.declarations, [])] if selectors else []
    return found


def _applies(selector: str) -> bool:
    return set(_CLASS.findall(_NOT.sub("", selector))) <= CLASSES


def _all(rules: list[Rule]) -> Iterator[Rule]:
    for rule in rules:
        yield rule
        yield from _all(rule.rules)


def needed_tokens(rules: list[Rule], beside: str) -> set[str]:
    """Return the names of all tokens that are used, directly or by another used token."""
    meaning: dict[str, set[str]] = {}
    needed = set(_USED.findall(beside))
    for declaration in (one for rule in _all(rules) for one in rule.declarations):
        name = declaration.partition(":")[0].strip()
        used = set(_USED.findall(declaration))
        if name.startswith("--"):
            meaning.setdefault(name, set()).update(used)
        else:
            needed |= used
    waiting = list(needed)
    while waiting:
        fresh = meaning.get(waiting.pop(), set()) - needed
        needed |= fresh
        waiting += fresh
    return needed


def without_unused(rules: list[Rule], needed: set[str]) -> list[Rule]:
    """Take the tokens away that nothing uses, and what is empty then."""
    found = []
    for rule in rules:
        inside = without_unused(rule.rules, needed)
        kept = [one for one in rule.declarations if not one.startswith("--") or one.partition(":")[0].strip() in needed]
        if inside or kept:
            found.append(Rule(rule.prelude, kept, inside))
    return found


def cut(source: str, beside: str) -> str:
    """Return the part of KERN's style sheet that public pages use."""
    rules = narrowed(parse(source))
    rules = without_unused(rules, needed_tokens(rules, beside))
    head = (
        "/* The part of KERN (EUPL-1.2, see vendor/kern) that public pages use; made by scripts/public_styles.py. */\n"
    )
    return head + "\n".join(rule.text for rule in rules) + "\n"


def made() -> str:
    """Return what the file must hold."""
    beside = "".join((STATIC / "ui" / name).read_text(encoding="utf-8") for name in BESIDE)
    return cut(SOURCE.read_text(encoding="utf-8"), beside)


if __name__ == "__main__":
    TARGET.write_text(made(), encoding="utf-8")
