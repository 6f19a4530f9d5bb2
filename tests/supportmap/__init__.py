"""Tests of the support map."""
