"""Finding offers for everybody: all public offers in memory, their words, their hours, marks of what changes."""
