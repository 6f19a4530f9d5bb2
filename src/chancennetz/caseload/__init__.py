"""Handover, ending, aftercare, supervision and data quality."""
