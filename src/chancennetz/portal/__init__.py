"""What people open first: my day, search, the family file, help."""
