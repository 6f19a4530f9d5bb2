"""Pages of deletion."""
