"""Assessments: answers of families to versioned forms."""
