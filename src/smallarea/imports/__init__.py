"""Import of official files with a mapping file: nothing is silently accepted.

The door: `load_mapping` reads the mapping, `import_file` follows it and returns values, signs and
every defect by row and column.
"""

from __future__ import annotations

from smallarea.imports.cells import Sign
from smallarea.imports.defects import ERROR, NOTE, REPAIRED, Defect, summarise
from smallarea.imports.mapping import Check, Column, Key, Mapping, load_mapping, parse_mapping
from smallarea.imports.run import Imported, import_file

__all__ = [
    "ERROR",
    "NOTE",
    "REPAIRED",
    "Check",
    "Column",
    "Defect",
    "Imported",
    "Key",
    "Mapping",
    "Sign",
    "import_file",
    "load_mapping",
    "parse_mapping",
    "summarise",
]
