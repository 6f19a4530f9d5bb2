"""Consent to processing and release from confidentiality, dated and withdrawable."""
