"""In and out: tables with a mapping, HSDS 3.0 as JSON and as tabular package, validation."""
