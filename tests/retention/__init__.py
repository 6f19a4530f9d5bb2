"""Deletion: periods, four eyes, nothing left, proof."""
