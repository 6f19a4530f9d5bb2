"""Seeded registers with known truth: no real person, any size, for tests, examples and benchmarks.

The door: `write_tables` makes the source tables of the 32 indicators, `make_register` a residents
register whose true households are known.
"""

from __future__ import annotations

from smallarea.synthetic.register import RegisterRow, make_register
from smallarea.synthetic.tables import SyntheticTables, write_tables

__all__ = ["RegisterRow", "SyntheticTables", "make_register", "write_tables"]
