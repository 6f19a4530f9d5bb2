"""Counselling and case management: case, team, intake, goals, contacts."""
