"""The family's plan: goals, parts, steps, versions."""
