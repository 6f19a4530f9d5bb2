"""Small tables: numbers in both spellings, places of errors, definition files."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from smallarea.errors import DataError, DefinitionError
from smallarea.tables import format_cell, parse_number, parse_table, read_table, write_table
from smallarea.tomlfile import Section, load_toml


@pytest.mark.parametrize(
    ("text", "decimal", "value"),
    [
        ("1234.5", ".", 1234.5),
        ("-0.5", ".", -0.5),
        (".5", ".", 0.5),
        ("1e3", ".", 1000),
        ("1 234", ".", 1234),
        ("1.234", ",", 1234),
        ("1.234,5", ",", 1234.5),
        ("12,5", ",", 12.5),
        ("1\u202f234,5", ",", 1234.5),
    ],
)
def test_numbers(text, decimal, value):
    assert parse_number(text, decimal) == value


@pytest.mark.parametrize(
    ("text", "decimal"),
    [
        ("1,234", "."),
        ("12 34", "."),
        ("1.23,4", ","),
        ("1e999", "."),
        ("nan", "."),
        ("1_000", "."),
        ("", "."),
        ("-", "."),
    ],
)
def test_what_only_looks_like_a_number(text, decimal):
    with pytest.raises(ValueError, match=r".*"):
        parse_number(text, decimal)


@given(st.floats(allow_nan=False, allow_infinity=False))
def test_every_written_number_is_read_back_exactly(value):
    assert parse_number(format_cell(value)) == value


def test_lines_are_those_of_the_file():
    table = parse_table('a;b\n"two\nlines";1\n\nx;y\n', file="t.csv")
    assert table.lines == (2, 5)
    with pytest.raises(DataError, match=r"t\.csv, row 5, column 'b': 'y' is not a number"):
        table.numbers("b")


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "the file is empty"),
        ("a,a\n1,2\n", "'a': the column name occurs twice"),
        ("a,b\n1\n", "row 2: the row has 1 cells"),
    ],
)
def test_tables_that_cannot_be_read(text, message):
    with pytest.raises(DataError, match=message):
        parse_table(text)


def test_missing_values_are_nan_or_an_error(tmp_path):
    path = tmp_path / "t.csv"
    path.write_text("\ufeffa,n\nx,-\ny,\nz,1\n", encoding="utf-8")
    values = read_table(path, missing=["-"]).numbers("n")
    assert math.isnan(values[0])
    assert math.isnan(values[1])
    with pytest.raises(DataError, match="row 3, column 'n': the cell is empty"):
        parse_table("a,n\nx,1\ny,\n").numbers("n", required=True)


def test_written_tables_keep_digits_and_gaps(tmp_path):
    path = tmp_path / "t.csv"
    write_table(path, ("a", "b"), [(0.1 + 0.2, None), (float("nan"), "x, y")])
    assert path.read_text() == 'a,b\n0.30000000000000004,\n,"x, y"\n'


def test_definition_files_name_their_faults(tmp_path):
    path = tmp_path / "d.toml"
    path.write_text("id = \n")
    with pytest.raises(DefinitionError, match=r"d\.toml: this is not valid TOML.*line 1"):
        load_toml(path)
    section = Section({"n": "five", "list": [1]}, file="d.toml", name="part")
    with pytest.raises(DefinitionError, match=r"d\.toml: key '\[part\] n': 'five' is not a whole number"):
        section.get("n", int)
    with pytest.raises(DefinitionError, match="put it in quotation marks"):
        section.strings("list")
    with pytest.raises(DefinitionError, match="it is missing"):
        section.get("gone", str)
    assert section.get("other", bool, False) is False
