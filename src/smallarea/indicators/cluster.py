"""The same definitions on another engine through Ibis: local Spark, a cluster, or any backend of Ibis.

Needs the optional extra ``cluster`` (``pip install "chancennetz[cluster]"``; Spark also needs Java). The
counting moves to the engine, the arithmetic of windows, levels and reasons stays the same code, so
equal data give equal results. On a single machine DuckDB is far faster; Spark pays from several machines
on (and with ``spark.sql.shuffle.partitions`` set to about the number of cores)::

    import ibis
    backend = IbisBackend(ibis.pyspark.connect(session))
    compute_indicators(load_catalogue(), sources, hierarchy, backend=backend)
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from smallarea.engine import require_columns
from smallarea.errors import DataError
from smallarea.expressions import parse, to_ibis
from smallarea.indicators.counts import CountKey, Group
from smallarea.indicators.sources import Source


class IbisBackend:
    """Counts through an Ibis connection; a drop-in for `smallarea.indicators.counts.DuckBackend`.

    ``connection`` is any Ibis backend that reads Parquet (``read_parquet``) or CSV (``read_csv``).
    """

    def __init__(self, connection: Any) -> None:
        self._connection = connection
        self._tables: dict[tuple[str, Source], Any] = {}

    def group(self, name: str, source: Source, keys: Sequence[CountKey]) -> list[Group]:
        """One grouped aggregation with one filtered aggregate per key; see `Backend.group`."""
        table = self._table(name, source, keys)
        aggregates = {}
        for number, key in enumerate(keys):
            where = self._where(key, table)
            amount = to_ibis(parse(key.term.sum), table, dict(key.parameters)) if key.term.sum else None
            if amount is None and source.weight:
                amount = table[source.weight]
            if amount is None:
                aggregates[f"n{number}"] = table.count(where=where)
            else:
                aggregates[f"n{number}"] = amount.sum(where=where)
                empty = amount.isnull() if where is None else where & amount.isnull()
                aggregates[f"g{number}"] = table.count(where=empty)
        rows = self._rows(table.group_by(["area__", "period__"]).aggregate(**aggregates))
        return [
            Group(
                row["area__"],
                row["period__"],
                tuple(float(row[f"n{k}"] or 0) for k in range(len(keys))),
                tuple(float(row.get(f"g{k}", 0)) for k in range(len(keys))),
            )
            for row in rows
        ]

    def group_distinct(
        self, name: str, source: Source, key: CountKey, ancestors: Sequence[tuple[str, int]]
    ) -> list[Group]:
        """See `Backend.group_distinct`."""
        import ibis

        table = self._table(name, source, [key])
        where = self._where(key, table)
        rows = table if where is None else table.filter(where)
        columns = list(key.term.distinct)
        counted = rows.drop_null(columns).distinct(on=["period__", *columns])
        found = [
            Group(0, row["period__"], (float(row["n"]),), (0.0,))
            for row in self._rows(counted.group_by("period__").aggregate(n=counted.count()))
        ]
        if ancestors:
            above = ibis.memtable({"key__": [a for a, _ in ancestors], "above__": [p for _, p in ancestors]})
            joined = rows.drop_null(columns).inner_join(above, rows["area__"] == above["key__"])
            single = joined.select("above__", "period__", *columns).distinct()
            grouped = single.group_by(["above__", "period__"]).aggregate(n=single.count())
            found += [Group(int(r["above__"]), r["period__"], (float(r["n"]),), (0.0,)) for r in self._rows(grouped)]
        return found

    @staticmethod
    def _where(key: CountKey, table: Any) -> Any:
        if not key.term.filter:
            return None
        return to_ibis(parse(key.term.filter), table, dict(key.parameters), condition=True)

    @staticmethod
    def _rows(expression: Any) -> list[dict[str, Any]]:
        rows: list[dict[str, Any]] = expression.to_pyarrow().to_pylist()
        return rows

    def _table(self, name: str, source: Source, keys: Sequence[CountKey]) -> Any:
        """The source with the columns ``area__`` and ``period__`` and the names of the definitions."""
        path = Path(source.path)
        files = str(path / "*.parquet") if path.is_dir() else str(path)
        if path.suffix == ".parquet" or path.is_dir():
            table = self._connection.read_parquet(files)
        elif path.suffix == ".csv":
            table = self._connection.read_csv(files)
        else:
            raise DataError("the cluster reads CSV and Parquet.", file=path, cure="convert the table to Parquet.")
        table = table.mutate(**{new: table[old] for new, old in source.columns.items()})
        needed = {source.area, *(column for key in keys for column in key.columns)}
        require_columns(dict.fromkeys(table.columns, ""), sorted(needed), file=path)
        return table.mutate(area__=table[source.area].cast("string").strip(), period__=self._period(table, source))

    @staticmethod
    def _period(table: Any, source: Source) -> Any:
        import ibis

        if source.fixed_period:
            return ibis.literal(source.fixed_period)
        if not source.date:
            return table[source.period].cast("string")
        day = table[source.date].cast("date")
        year = day.year().cast("string")
        if source.kind == "month":
            return year + "-" + day.month().cast("string").lpad(2, "0")
        return year + "-Q" + day.quarter().cast("string")
