"""A new family: looked for first, then persons, home, concern and first consent, until its file is open."""
