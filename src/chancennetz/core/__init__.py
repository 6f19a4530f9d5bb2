"""Ground floor: ids, time, text, crypto, database. Knows no domain."""
