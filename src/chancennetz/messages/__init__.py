"""Translations of the rooms: extract, check, compile. No models."""
