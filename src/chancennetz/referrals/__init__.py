"""Referrals: what is passed on, to whom, and what came of it."""
