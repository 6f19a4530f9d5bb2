"""Command line of smallarea."""

from __future__ import annotations

from smallarea.cli import main

if __name__ == "__main__":
    main()
