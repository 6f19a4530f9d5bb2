"""Which database alias does what: three roles look at one database."""

from __future__ import annotations

from typing import Any


class RoleRouter:
    """Rows go through `default` (role app); only `migrator` may change tables."""

    def allow_migrate(self, db: str, app_label: str, **hints: Any) -> bool:
        """Allow changes of tables to the migrator only."""
        return db == "migrator"

    def allow_relation(self, first: object, second: object, **hints: Any) -> bool:
        """Allow relations: all aliases are the same database."""
        return True
