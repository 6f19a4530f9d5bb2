"""Definitions of composite indices that ship."""

from __future__ import annotations
