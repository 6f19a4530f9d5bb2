"""The translation tool: finds every text, keeps what was translated, sees each kind of gap."""

from __future__ import annotations

import gettext
from pathlib import Path

import pytest
from babel.messages.pofile import read_po
from click.testing import CliRunner

from chancennetz.messages import catalogues
from chancennetz.messages.commands import group

CODE = """
from django.utils.translation import gettext as _, gettext_lazy, ngettext, pgettext

A = _("Save")
B = gettext_lazy("Two "
    "lines")
def count(n):
    return ngettext("%(n)s child", "%(n)s children", n) % {"n": n}
C = pgettext("month", "May")
D = not_a_message("Nothing")
"""
PAGE = """{% load i18n %}
<ul>
      <li>{% translate "Open" %}</li>
   <li title='{% translate 'Quote "this"' %}'>{{ _("Filtered")|upper }}</li>
</ul>
{% translate "Light" context "display" %}
{% blocktranslate trimmed with name=person.name count counter=n %}
  {{ name }} has one goal
{% plural %}
  {{ name }} has {{ counter }} goals
{% endblocktranslate %}
"""


@pytest.fixture
def house(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Two rooms in a house of their own."""
    for room in ("hall", "attic"):
        (tmp_path / room / "templates" / room).mkdir(parents=True)
        (tmp_path / room / "__init__.py").write_text("", encoding="utf-8")
    (tmp_path / "hall" / "views.py").write_text(CODE, encoding="utf-8")
    (tmp_path / "hall" / "templates" / "hall" / "page.html").write_text(PAGE, encoding="utf-8")
    (tmp_path / "hall" / "migrations").mkdir()
    (tmp_path / "hall" / "migrations" / "0001.py").write_text('_("Old")', encoding="utf-8")
    monkeypatch.setattr(catalogues, "PACKAGE", tmp_path)
    return tmp_path


EXPECTED = {
    "Save",
    "Two lines",
    "%(n)s child",
    "May [month]",
    "Open",
    'Quote "this"',
    "Filtered",
    "Light [display]",
    "%(name)s has one goal",
}


def _translate(path: Path, texts: dict[str, str]) -> None:
    text = path.read_text(encoding="utf-8")
    for original, german in texts.items():
        text = text.replace(f'msgid "{original}"\nmsgstr ""', f'msgid "{original}"\nmsgstr "{german}"')
    path.write_text(text, encoding="utf-8")


def test_update_finds_code_and_templates(house: Path) -> None:
    report = catalogues.update("hall")
    assert set(report.missing) == EXPECTED
    assert not report.ok


def test_translations_survive_an_update_and_unused_ones_go(house: Path) -> None:
    catalogues.update("hall")
    path = catalogues.catalogue_path(house / "hall", "de")
    _translate(path, {"Save": "Speichern", "Open": "Öffnen"})
    (house / "hall" / "views.py").write_text(
        'from x import gettext as _\nA = _("Save")\nB = _("New")\n', encoding="utf-8"
    )
    before = catalogues.check("hall")
    assert "Two lines" in before.unused
    assert "New" in before.missing
    report = catalogues.update("hall")
    assert report.unused == []
    assert set(report.missing) == {"New", *(EXPECTED - {"Save", "Open", "Two lines", "%(n)s child", "May [month]"})}
    assert 'msgstr "Öffnen"' in path.read_text(encoding="utf-8")


def test_an_unchanged_catalogue_stays_the_same_file(house: Path) -> None:
    catalogues.update("hall")
    path = catalogues.catalogue_path(house / "hall", "de")
    first = path.read_bytes()
    catalogues.update("hall")
    assert path.read_bytes() == first


def test_check_sees_fuzzy_and_broken_placeholders(house: Path) -> None:
    (house / "hall" / "templates" / "hall" / "page.html").write_text("", encoding="utf-8")
    (house / "hall" / "views.py").write_text('A = _("Save %(name)s")\nB = _("Open")\n', encoding="utf-8")
    catalogues.update("hall")
    path = catalogues.catalogue_path(house / "hall", "de")
    _translate(path, {"Save %(name)s": "%(nam)s speichern", "Open": "Auf"})
    text = path.read_text(encoding="utf-8").replace('#: views.py\nmsgid "Open"', '#: views.py\n#, fuzzy\nmsgid "Open"')
    path.write_text(text, encoding="utf-8")
    report = catalogues.check("hall")
    assert report.fuzzy == ["Open"]
    assert len(report.broken) == 1
    assert report.broken[0].startswith("Save %(name)s:")


def test_a_room_without_texts_is_complete(house: Path) -> None:
    assert catalogues.update("attic").ok
    assert not catalogues.catalogue_path(house / "attic", "de").exists()


def test_two_texts_for_one_id_are_reported(house: Path) -> None:
    (house / "attic" / "views.py").write_text('A = _("Open")\nB = _("Same")\n', encoding="utf-8")
    (house / "hall" / "views.py").write_text('A = _("Same")\n', encoding="utf-8")
    for room, word in (("hall", "Offen"), ("attic", "Öffnen")):
        catalogues.update(room)
        _translate(catalogues.catalogue_path(house / room, "de"), {"Open": word, "Same": "Gleich"})
    assert catalogues.conflicts() == ["Open: attic says 'Öffnen', hall says 'Offen'"]


def test_compiled_files_are_what_gettext_reads(house: Path) -> None:
    catalogues.update("hall")
    path = catalogues.catalogue_path(house / "hall", "de")
    _translate(path, {"Save": "Speichern"})
    assert catalogues.compile_catalogues() == [path.with_suffix(".mo")]
    with path.with_suffix(".mo").open("rb") as file:
        translations = gettext.GNUTranslations(file)
    assert translations.gettext("Save") == "Speichern"
    assert translations.gettext("Open") == "Open"  # not translated yet


def test_the_commands_say_what_is_missing_and_fail(house: Path) -> None:
    run = CliRunner()
    assert "9 to translate" in run.invoke(group, ["update", "hall"]).output
    checked = run.invoke(group, ["check", "hall"])
    assert checked.exit_code == 1
    assert "hall/de: missing: Save" in checked.output
    assert run.invoke(group, ["check", "attic"]).exit_code == 0
    unknown = run.invoke(group, ["update", "cellar"])
    assert unknown.exit_code == 1
    assert "attic, hall" in unknown.output
    assert run.invoke(group, ["compile"]).output == "Compiled 1 catalogues.\n"
    as_data = run.invoke(group, ["check", "hall", "--format", "json"])
    assert '"room": "hall"' in as_data.output


def test_the_look_is_complete_in_german() -> None:
    assert catalogues.check("ui") == catalogues.Report("ui", "de")
    with catalogues.catalogue_path(catalogues.PACKAGE / "ui", "de").open("rb") as file:
        catalogue = read_po(file, locale="de")
    formal = [m.string for m in catalogue if isinstance(m.string, str) and " du " in f" {m.string.lower()} "]
    assert formal == []
