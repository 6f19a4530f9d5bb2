"""Pages of consents and releases."""
