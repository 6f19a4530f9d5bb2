"""Everything of this room that reads."""
