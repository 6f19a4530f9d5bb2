"""Tests of entering and changing offers."""
