"""The demo county: published facts, invented families."""
