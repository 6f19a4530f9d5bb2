"""The commands, and the door for visitors who report a mistake."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner
from django.test import RequestFactory

from chancennetz.supportmap.commands import group as offers_group
from chancennetz.supportmap.models import Service, TaxonomyTerm
from chancennetz.upkeep import reporting
from chancennetz.upkeep.commands import group
from chancennetz.upkeep.models import ErrorReport
from tests.universe import Universe


def _run(*words: str, fails: bool = False) -> str:
    place = offers_group if words[0] == "import-taxonomies" else group
    result = CliRunner().invoke(place, words)
    assert (result.exit_code != 0) is fails, result.output
    return result.output


@pytest.mark.django_db
def test_a_table_comes_in_with_a_mapping_and_terms_from_a_file(universe: Universe, tmp_path: Path) -> None:
    table, mapping, terms = tmp_path / "t.csv", tmp_path / "m.toml", tmp_path / "terms.toml"
    table.write_text("Was;Wer\nElterncafé;Verein\n", encoding="utf-8")
    mapping.write_text('source="t"\norganisation="{Wer}"\n[values]\nname="{Was}"\n', encoding="utf-8")
    assert "1 would be created" in _run("import", str(table), "--mapping", str(mapping), "--dry-run")
    assert Service.objects.count() == 0
    assert "1 were created" in _run("import", str(table), "--mapping", str(mapping))
    assert "no mapping that ships" in _run("import", str(table), "--mapping", "gibt-es-nicht", fails=True)
    terms.write_text('[[taxonomy]]\nkey="kreis"\nname="Kreis"\nterms=[{code="a", name="A"}]\n', encoding="utf-8")
    assert "1 terms are new" in _run("import-taxonomies", str(terms))
    assert "0 terms are new" in _run("import-taxonomies", str(terms))
    assert TaxonomyTerm.objects.filter(taxonomy__key="kreis").count() == 1
    assert "1 tasks given" in _run("remind")  # nobody here has confirmed what came from a table
    assert "0 tasks given" in _run("remind")


@pytest.mark.django_db
def test_visitors_report_and_robots_are_thanked_for_nothing(universe: Universe, offer: Service) -> None:
    def post(**values: str) -> reporting.ErrorReportForm | None:
        return reporting.receive(
            RequestFactory().post("/", {"kind": "hours", **values}, REMOTE_ADDR="192.0.2.7"), offer
        )

    assert post(website="https://spam.example") is None
    assert ErrorReport.objects.count() == 0
    assert post(text="<script>Freitags zu</script>") is None
    report = ErrorReport.objects.get()
    assert report.text == "<script>Freitags zu</script>"
    assert "192.0.2.7" not in report.sender
    assert post(kind="quatsch").errors  # type: ignore[union-attr]
    assert post(text="x" * 2000).errors  # type: ignore[union-attr]
    for _ in range(4):
        assert post() is None
    refused = post()
    assert refused is not None
    assert "morgen" in str(refused.non_field_errors())
    assert ErrorReport.objects.count() == 5
