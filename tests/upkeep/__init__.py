"""Tests of the upkeep of the map."""
