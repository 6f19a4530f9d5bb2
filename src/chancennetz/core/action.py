"""The one way to write: a function in a room's `actions.py`, marked with `@action`."""

from __future__ import annotations

import functools
import inspect
from collections.abc import Callable
from contextvars import ContextVar
from typing import ParamSpec, TypeVar

from django.db import transaction

_P = ParamSpec("_P")
_T = TypeVar("_T")

_writing: ContextVar[bool] = ContextVar("chancennetz_writing", default=False)


_after_writing: list[Callable[[], None]] = []


def after_writing(forget: Callable[[], None]) -> None:
    """Let a room forget what it remembers of the running request after every action."""
    _after_writing.append(forget)


class WriteOutsideAction(RuntimeError):
    """A protected record was written by something that is not an action."""


def is_writing() -> bool:
    """Tell whether an action is running."""
    return _writing.get()


def check_writing(model_name: str) -> None:
    """Raise WriteOutsideAction unless an action is running."""
    if not is_writing():
        raise WriteOutsideAction(f"{model_name} is written by actions only: put the change into the room's actions.py")


def action(function: Callable[_P, _T]) -> Callable[_P, _T]:
    """Mark a function as an action: keyword-only, told who acts (`by`), in one transaction.

    Raises TypeError at import when the signature breaks the rule.
    """
    parameters = inspect.signature(function).parameters.values()
    by_name = {inspect.Parameter.KEYWORD_ONLY, inspect.Parameter.VAR_KEYWORD}
    if any(parameter.kind not in by_name for parameter in parameters):
        raise TypeError(f"{function.__qualname__}: an action takes keyword arguments only")
    if "by" not in inspect.signature(function).parameters:
        raise TypeError(f"{function.__qualname__}: an action needs by=, the actor")

    @functools.wraps(function)
    def run(*args: _P.args, **kwargs: _P.kwargs) -> _T:
        token = _writing.set(True)
        try:
            with transaction.atomic():
                return function(*args, **kwargs)
        finally:
            _writing.reset(token)
            for forget in _after_writing:
                forget()

    return run
