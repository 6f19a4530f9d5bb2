"""Disclosure control: suppression with a guarantee, on one system for everything that is published together.

The contract
- `graph.ReleaseGraph` holds a whole release: every table, geography, unit and quarter in one system ``A x = 0`` in
  which cells that describe the same persons are one variable. `build.build_graph` makes it from rows and `TableSpec`s.
- `protect.protect` returns a pattern of suppressed variables that passed the audit, or raises `protect.UnsafeRelease`
  with the cells named. Nothing else leaves.
- `audit.audit` attacks any pattern, made by anyone, and says what a reader can derive.

The promise: for every primary cell all published figures together (with zeros and non-negativity) admit another table
of whole numbers in which the cell reaches the threshold (amounts: the interval is wide enough); this still holds for a
person who is the single case of another cell. Not promised: external knowledge beyond one contributor, and tables
published elsewhere that are not in the graph.

Vocabulary: a *variable* is a number the graph knows once; a *table cell* is a place in a table that shows a variable;
*primary* variables must be protected; *hidden* ones are suppressed (primary and secondary, with one sign for both).
"""
