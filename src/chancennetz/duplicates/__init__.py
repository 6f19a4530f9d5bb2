"""Two records of one human being: found, joined, and separated again."""
