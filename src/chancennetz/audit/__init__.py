"""The log: every write and every reading of a person's file, hash-chained and append-only."""
