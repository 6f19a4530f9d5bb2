"""`python -m chancennetz` and the program `chancennetz`."""

from __future__ import annotations

from chancennetz.config.cli import main

if __name__ == "__main__":
    main()
