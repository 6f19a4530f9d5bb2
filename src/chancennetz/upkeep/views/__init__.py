"""Pages of those who keep the whole map."""
