"""Tests of the exchange in HSDS."""
