"""Entering and changing offers: pages of the staff, forms, checks, what waits for the editors."""
