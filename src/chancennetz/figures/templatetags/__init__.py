"""Template library ``ui``."""
