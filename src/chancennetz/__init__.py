"""Chancennetz: the platform on which a county fights the consequences of poverty."""
