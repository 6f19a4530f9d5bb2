"""Pages of "May I share this?" and of its rules."""
