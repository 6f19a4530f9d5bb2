"""The definition files that ship; see README.md beside this module."""

from __future__ import annotations
