"""The little language of filters and sums in indicator definitions.

It is a small part of Python's expression syntax, so nobody has to learn it::

    age >= 15 and age < 65 and unemployed
    15 <= age < 65
    nationality != "D" or migration_background
    benefit in ("SGB II", "SGB XII")
    care_until is None
    inhabitants_age_below_6 + inhabitants_age_6_15        (in sums)

Names are columns of the source table or parameters of the definition. A comparison with a missing
value is unknown, and a row whose filter is unknown is not counted (as in SQL). One parsed expression
is compiled to SQL for DuckDB and to Ibis for a cluster, so both count the same.
"""

from __future__ import annotations

import ast
import operator
from collections.abc import Callable, Mapping
from functools import reduce
from typing import Any

from smallarea.engine import identifier, literal
from smallarea.errors import DefinitionError

Parameters = Mapping[str, object]

_COMPARISONS: dict[type[ast.cmpop], tuple[str, Callable[[Any, Any], Any]]] = {
    ast.Eq: ("=", operator.eq),
    ast.NotEq: ("<>", operator.ne),
    ast.Lt: ("<", operator.lt),
    ast.LtE: ("<=", operator.le),
    ast.Gt: (">", operator.gt),
    ast.GtE: (">=", operator.ge),
}
_ARITHMETIC: dict[type[ast.operator], tuple[str, Callable[[Any, Any], Any]]] = {
    ast.Add: ("+", operator.add),
    ast.Sub: ("-", operator.sub),
    ast.Mult: ("*", operator.mul),
    ast.Div: ("/", operator.truediv),
}


def parse(text: str) -> ast.expr:
    """Parse an expression; raises `DefinitionError` for anything outside the language."""
    try:
        node = ast.parse(text.strip(), mode="eval").body
    except SyntaxError as error:
        raise DefinitionError(
            f"the expression '{text}' cannot be read: {error.msg}.",
            cure='write for example: age >= 15 and age < 65 and status == "unemployed".',
        ) from error
    _check(node, text)
    return node


def _check(node: ast.AST, text: str) -> None:
    match node:
        case ast.BoolOp(values=values):
            children: list[ast.AST] = list(values)
        case ast.UnaryOp(op=ast.Not() | ast.USub(), operand=operand):
            children = [operand]
        case ast.BinOp(left=left, op=sign, right=right) if type(sign) in _ARITHMETIC:
            children = [left, right]
        case ast.Compare(left=left, ops=ops, comparators=comparators):
            for op, right in zip(ops, comparators, strict=True):
                _check_comparison(op, right, text)
            children = [left, *(c for c in comparators if not isinstance(c, ast.Tuple | ast.List))]
        case ast.Name() | ast.Constant(value=str() | int() | float() | None):
            children = []
        case _:
            raise DefinitionError(
                f"'{ast.unparse(node)}' in '{text}' is not part of the language.",
                cure="use names, numbers, texts, and, or, not, comparisons, in (...), is None, + - * /.",
            )
    for child in children:
        _check(child, text)


def _check_comparison(op: ast.cmpop, right: ast.expr, text: str) -> None:
    is_list = isinstance(right, ast.Tuple | ast.List) and all(isinstance(e, ast.Constant) for e in right.elts)
    is_none = isinstance(right, ast.Constant) and right.value is None
    allowed = (
        (isinstance(op, ast.In | ast.NotIn) and is_list)
        or (isinstance(op, ast.Is | ast.IsNot) and is_none)
        or (type(op) in _COMPARISONS and not is_list and not is_none)
    )
    if not allowed:
        raise DefinitionError(
            f"the comparison in '{text}' is not part of the language.",
            cure="use == != < <= > >=, in (...) with values, or is None.",
        )


def names(node: ast.expr) -> set[str]:
    """All names (columns and parameters) of an expression."""
    return {child.id for child in ast.walk(node) if isinstance(child, ast.Name)}


def to_sql(node: ast.expr, parameters: Parameters | None = None, *, condition: bool = False) -> str:
    """Compile to SQL for DuckDB; parameters become values, other names become quoted columns.

    ``condition`` says that the whole is a filter: a bare column in it is read as true or false, so
    0 and 1 count as well.
    """
    sql = _Sql(parameters or {})
    return sql.condition(node) if condition else sql.build(node)


class _Sql:
    def __init__(self, parameters: Parameters) -> None:
        self._parameters = parameters

    def condition(self, node: ast.expr) -> str:
        built = self.build(node)
        return f"CAST({built} AS BOOLEAN)" if isinstance(node, ast.Name) else built

    def build(self, node: ast.expr) -> str:
        match node:
            case ast.BoolOp(op=joiner, values=values):
                word = " AND " if isinstance(joiner, ast.And) else " OR "
                return "(" + word.join(self.condition(value) for value in values) + ")"
            case ast.UnaryOp(op=ast.Not(), operand=operand):
                return f"(NOT {self.condition(operand)})"
            case ast.UnaryOp(operand=operand):
                return f"(- {self.build(operand)})"
            case ast.BinOp(left=left, op=sign, right=right):
                return f"({self.build(left)} {_ARITHMETIC[type(sign)][0]} {self.build(right)})"
            case ast.Compare(left=left, ops=ops, comparators=comparators):
                pairs = zip([left, *comparators[:-1]], ops, comparators, strict=True)
                return "(" + " AND ".join(self._compare(a, op, b) for a, op, b in pairs) + ")"
            case ast.Name(id=name):
                return literal(self._parameters[name]) if name in self._parameters else identifier(name)
            case ast.Constant(value=value):
                return literal(value)
        raise TypeError(ast.dump(node))  # parse() lets nothing else through

    def _compare(self, left: ast.expr, op: ast.cmpop, right: ast.expr) -> str:
        if isinstance(op, ast.Is | ast.IsNot):
            return f"{self.build(left)} IS {'NOT ' if isinstance(op, ast.IsNot) else ''}NULL"
        if isinstance(op, ast.In | ast.NotIn):
            values = ", ".join(literal(value) for value in _values(right))
            return f"{self.build(left)} {'NOT ' if isinstance(op, ast.NotIn) else ''}IN ({values})"
        return f"{self.build(left)} {_COMPARISONS[type(op)][0]} {self.build(right)}"


def _values(node: ast.expr) -> list[object]:
    elements = node.elts if isinstance(node, ast.Tuple | ast.List) else []
    return [element.value for element in elements if isinstance(element, ast.Constant)]


def to_ibis(node: ast.expr, table: Any, parameters: Parameters | None = None, *, condition: bool = False) -> Any:
    """Compile to an Ibis expression over ``table``; the same rules as `to_sql`."""
    ibis = _Ibis(table, parameters or {})
    return ibis.condition(node) if condition else ibis.build(node)


class _Ibis:
    def __init__(self, table: Any, parameters: Parameters) -> None:
        self._table = table
        self._parameters = parameters

    def condition(self, node: ast.expr) -> Any:
        built = self.build(node)
        is_column = isinstance(node, ast.Name) and node.id not in self._parameters
        return built.cast("boolean") if is_column else built

    def build(self, node: ast.expr) -> Any:
        match node:
            case ast.BoolOp(op=joiner, values=values):
                join = operator.and_ if isinstance(joiner, ast.And) else operator.or_
                return reduce(join, [self.condition(value) for value in values])
            case ast.UnaryOp(op=ast.Not(), operand=operand):
                return ~self.condition(operand)
            case ast.UnaryOp(operand=operand):
                return -self.build(operand)
            case ast.BinOp(left=left, op=sign, right=right):
                return _ARITHMETIC[type(sign)][1](self.build(left), self.build(right))
            case ast.Compare(left=left, ops=ops, comparators=comparators):
                pairs = zip([left, *comparators[:-1]], ops, comparators, strict=True)
                return reduce(operator.and_, [self._compare(a, op, b) for a, op, b in pairs])
            case ast.Name(id=name):
                return self._parameters[name] if name in self._parameters else self._table[name]
            case ast.Constant(value=value):
                return value
        raise TypeError(ast.dump(node))  # parse() lets nothing else through

    def _compare(self, left: ast.expr, op: ast.cmpop, right: ast.expr) -> Any:
        column = self.build(left)
        if isinstance(op, ast.Is):
            return column.isnull()
        if isinstance(op, ast.IsNot):
            return column.notnull()
        if isinstance(op, ast.In):
            return column.isin(_values(right))
        if isinstance(op, ast.NotIn):
            return column.notin(_values(right))
        return _COMPARISONS[type(op)][1](column, self.build(right))
