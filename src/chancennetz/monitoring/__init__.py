"""Programmes, partners, targets, and counts without persons."""
