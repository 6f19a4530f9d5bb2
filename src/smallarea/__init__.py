"""Statistics of small areas that nobody can attack."""
