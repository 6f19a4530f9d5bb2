"""Pages of the resource map."""
