"""Protect a release: from the graph to a pattern that passed the audit, or to an error that names the cells."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np

from smallarea.disclosure.audit import AuditReport, audit
from smallarea.disclosure.exact import solve_exactly
from smallarea.disclosure.graph import Ints, Mask, ReleaseGraph
from smallarea.disclosure.problem import reduce_graph
from smallarea.disclosure.suppress import Suppression, improve, prices

Method = Literal["default", "exact"]

IMPROVED_UP_TO = 1_500
"""Classes up to which the pattern is improved by search: small tables deserve the last cell."""
IMPROVEMENT_EFFORT = 20_000
"""Rounds of the search times classes; never more than `MOST_ROUNDS`."""
MOST_ROUNDS = 30
MOST_NAMES = 10
"""So many cells stand in an error message; all of them stand in the error itself."""


class UnsafeRelease(Exception):
    """The release cannot be published as it is. ``variables`` and ``cells`` name where; ``report`` is the audit's."""

    def __init__(self, reason: str, graph: ReleaseGraph, variables: Sequence[int], report: AuditReport | None = None):
        self.variables = tuple(variables)
        self.cells = tuple(graph.names(self.variables))
        self.report = report
        shown = "; ".join(self.cells[:MOST_NAMES])
        more = f"; and {len(self.cells) - MOST_NAMES} more" if len(self.cells) > MOST_NAMES else ""
        super().__init__(f"{reason}: {shown}{more}.")


@dataclass(frozen=True)
class Release:
    """A pattern that passed the audit. ``hidden`` (n) are the suppressed variables; ``gap`` only of the exact method.

    ``gap`` is the share of the cost by which the pattern may be off the proven optimum.
    """

    graph: ReleaseGraph
    hidden: Mask
    report: AuditReport
    seconds: float
    method: Method
    gap: float | None = None

    def summary(self) -> dict[str, object]:
        """The content of the report file. Identical cells count once; persons are summed over hidden counts."""
        shown = ~self.graph.latent
        content: dict[str, object] = {
            "cells": int(shown.sum()),
            "primary": int(self.graph.primary.sum()),
            "suppressed": int((self.hidden & shown).sum()),
            "suppressed_value": float(np.abs(self.graph.values[self.hidden & shown]).sum()),
            "audit": self.report.counts(),
            "seconds": round(self.seconds, 3),
            "method": self.method,
        }
        if self.gap is not None:
            content["gap"] = round(self.gap, 6)
        return content


def protect(
    graph: ReleaseGraph,
    *,
    method: Method = "default",
    previous: Mask | None = None,
    seconds: float = 60.0,
) -> Release:
    """Hide the primary cells and as many others as the promise needs, audit the result, and only then return it.

    ``previous`` (n): variables that the previous release of the same tables hid; they are preferred.
    ``seconds``: time limit of the method "exact". What was published before stands in ``graph.public``.

    Raises `UnsafeRelease` if a primary cell follows from public figures alone, if some cell cannot be protected by
    any pattern that was found, or if the audit finds anything. ``ValueError`` if the exact method is asked for a
    release that is too large for it.
    """
    begin = time.perf_counter()
    problem, known = reduce_graph(graph)
    if len(known):
        raise UnsafeRelease(
            "public figures alone give away these cells; publish less, or coarser", graph, known.tolist()
        )
    price = prices(problem, None if previous is None else problem.classes(previous))
    pattern = Suppression(problem, price)
    pattern.run()
    if pattern.failed:
        raise UnsafeRelease(
            "no other table keeps these cells open, whatever is hidden; merge areas or categories",
            graph,
            _members(graph, problem.class_of, [need % len(price) for need, _ in pattern.failed]),
        )
    if len(price) <= IMPROVED_UP_TO:
        pattern = improve(pattern, min(MOST_ROUNDS, IMPROVEMENT_EFFORT // max(len(price), 1)))
    gap = None
    if method == "exact":
        optimum = solve_exactly(problem, pattern, seconds)
        pattern, gap = optimum.pattern, optimum.gap
    hidden = problem.variables(pattern.hidden)
    report = audit(graph, hidden & ~graph.latent, pattern.witnesses())
    if not report.passed:
        raise UnsafeRelease("the audit refuses this release because of these cells", graph, report.unsafe(), report)
    return Release(graph, hidden & ~graph.latent, report, time.perf_counter() - begin, method, gap)


def _members(graph: ReleaseGraph, class_of: Ints, classes: Sequence[int]) -> list[int]:
    found = np.flatnonzero(np.isin(class_of, classes) & graph.primary)
    return [int(variable) for variable in found]
