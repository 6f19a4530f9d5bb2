"""Assessments as versioned forms, and the resource map of a family."""
