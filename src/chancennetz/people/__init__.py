"""Persons with encrypted identity, their relationships and dated groups."""
