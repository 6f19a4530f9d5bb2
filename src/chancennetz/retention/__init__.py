"""Periods and deletion (Fristen): proposed by night, released and carried out by two, proven by a certificate."""
