"""Welfare organisations, authorities, schools, practices: one record each, with units."""
