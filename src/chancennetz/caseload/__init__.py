"""Supervision of a team: who leads how many families, what is missing, topics and hurdles, notes of the lead."""
