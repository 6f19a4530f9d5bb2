"""Noise and rounding instead of suppression: the cell-key method and rounding to a base, each with its report.

For a release choose one method for all cells; the release register refuses a mixture.
"""

from __future__ import annotations

from smallarea.noise.cellkey import NoisyRelease, cell_key_tables, inner_cell_keys, record_keys
from smallarea.noise.ptable import PTable, design_ptable
from smallarea.noise.rounding import RoundedRelease, RoundingAudit, audit_rounding, round_tables

__all__ = [
    "NoisyRelease",
    "PTable",
    "RoundedRelease",
    "RoundingAudit",
    "audit_rounding",
    "cell_key_tables",
    "design_ptable",
    "inner_cell_keys",
    "record_keys",
    "round_tables",
]
