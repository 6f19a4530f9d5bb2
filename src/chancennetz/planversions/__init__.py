"""Versions of a family's plan: proposed, approved, agreed, in force, replaced; what differs; the plan as PDF."""
