"""Composite indices of areas, such as the Monitoring Soziale Stadtentwicklung of Berlin.

The door: `load_index` reads a definition file, `compute_index` follows it, `compare_classes` joins
status and dynamic, `changes` builds the shares of a dynamic index.
"""

from __future__ import annotations

from smallarea.indices.compute import IndexResult, compute_index, compute_index_file
from smallarea.indices.definition import Component, IndexDefinition, load_index, parse_index
from smallarea.indices.dynamics import ClassMatrix, changes, compare_classes
from smallarea.indices.steps import classify, first_component, standardise

__all__ = [
    "ClassMatrix",
    "Component",
    "IndexDefinition",
    "IndexResult",
    "changes",
    "classify",
    "compare_classes",
    "compute_index",
    "compute_index_file",
    "first_component",
    "load_index",
    "parse_index",
    "standardise",
]
