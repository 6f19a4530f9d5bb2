"""The contact log: contacts, group meetings."""
