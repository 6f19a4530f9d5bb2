"""Charts and maps, each with the same figures as a table or list beside it. No models."""
