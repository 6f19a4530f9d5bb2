"""A protected table holds no hidden figure, whatever is asked of it."""

from __future__ import annotations

import pickle

import pytest

from smallarea.disclosure.protected import ProtectedTable, rates

VALUES = {("Nord",): 7412, ("Süd",): 2, ("=West",): 1999, ("*",): 9413}
HIDDEN = [("Süd",), ("=West",)]


def _table() -> ProtectedTable:
    return ProtectedTable.from_pattern(["Raum"], VALUES, HIDDEN)


def test_hidden_figures_are_in_no_output() -> None:
    table = _table()
    outputs = [
        table.to_csv(),
        repr(table),
        str(dict(table)),
        str(table.chart_data()),
        str(table.chart_data(largest_first=True)),
        str(table.value_range()),
        str([table.text(key) for key in table]),
    ]
    assert not any("1999" in output for output in outputs)
    assert b"1999" not in pickle.dumps(table, protocol=0)
    assert not hasattr(table, "__dict__")


def test_both_kinds_of_suppression_look_the_same() -> None:
    assert _table().to_csv() == (
        "Raum,value,status\nNord,7412,published\nSüd,.,suppressed\n'=West,.,suppressed\n*,9413,published\n"
    )
    assert _table().suppressed == (("Süd",), ("=West",))


def test_a_sorted_chart_does_not_tell_where_a_secret_lies() -> None:
    points = ProtectedTable.from_pattern(["r"], {("a",): 5, ("b",): 2, ("c",): 90, ("d",): 70}, [("b",), ("d",)])
    shown = [(point.label, point.value, point.text) for point in points.chart_data(largest_first=True)]
    assert shown == [("c", 90, "90"), ("a", 5, "5"), ("b", None, "."), ("d", None, ".")]


def test_axes_and_classes_come_from_published_figures() -> None:
    assert _table().value_range() == (7412, 9413)
    assert ProtectedTable(["r"], [(("a",), None)]).value_range() is None


def test_rate_of_a_suppressed_part_is_suppressed() -> None:
    numerators = ProtectedTable(
        ["r"], [(("a",), 5), (("b",), None), (("c",), 4), (("d",), 3), (("e",), 0), (("f",), 8)]
    )
    denominators = ProtectedTable(["r"], [(("a",), 20), (("b",), 40), (("c",), None), (("d",), 12), (("e",), 0)])
    share = rates(numerators, denominators, minimum=15)
    assert dict(share) == {("a",): 25.0, ("b",): None, ("c",): None, ("d",): None, ("e",): None, ("f",): None}
    assert share.suppressed == (("b",), ("c",), ("d",), ("f",)), "12 lies below the minimum; f has no denominator"
    assert share.text(("e",)) == "x", "a rate over nobody is undefined, not secret"
    assert share.text(("b",)) == "."
    assert "e,x,undefined" in share.to_csv()


def test_equal_content_is_equal_and_survives_a_pickle() -> None:
    assert _table() == _table()
    assert pickle.loads(pickle.dumps(_table())) == _table()  # noqa: S301 - our own bytes
    assert _table() != ProtectedTable(["Raum"], [])
    assert _table() != {}


def test_wrong_input_is_named() -> None:
    with pytest.raises(ValueError, match="not in the table"):
        ProtectedTable.from_pattern(["r"], {("a",): 1}, [("b",)])
    with pytest.raises(ValueError, match="2 labels"):
        ProtectedTable(["r"], [(("a", "b"), 1)])
    with pytest.raises(ValueError, match="twice"):
        ProtectedTable(["r"], [(("a",), 1), (("a",), 2)])
    with pytest.raises(ValueError, match="undefined but carries"):
        ProtectedTable(["r"], [(("a",), 1)], undefined=[("a",)])
    with pytest.raises(ValueError, match="dimensions differ"):
        rates(ProtectedTable(["r"], []), ProtectedTable(["q"], []))
