"""Uploads, kept encrypted; they know their owner by an opaque reference."""
