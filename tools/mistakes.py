"""The small mistakes of mutation testing: one right program in, every program with one mistake in it out.

The mistakes are those that learners make. A bound is off by one, a condition is turned round or forgotten,
two lines are swapped, an item is taken from the wrong end, an `await` is missing. Everything happens on the
syntax tree, so comments and layout play no part, and a program with a mistake is still a program.

But: no mistakes in texts, and none in type annotations: no check looks at them. And only one at a time.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from typing import Any

__all__ = ["difference", "programs", "without_docstrings"]

COMPARED: dict[type[ast.cmpop], tuple[type[ast.cmpop], ...]] = {
    ast.Lt: (ast.LtE, ast.GtE),
    ast.LtE: (ast.Lt, ast.Gt),
    ast.Gt: (ast.GtE, ast.LtE),
    ast.GtE: (ast.Gt, ast.Lt),
    ast.Eq: (ast.NotEq,),
    ast.NotEq: (ast.Eq,),
    ast.Is: (ast.IsNot,),
    ast.IsNot: (ast.Is,),
}
CALCULATED: dict[type[ast.operator], type[ast.operator]] = {
    ast.Add: ast.Sub,
    ast.Sub: ast.Add,
    ast.Mod: ast.FloorDiv,
}
MIXED_UP = {"Empty": "Full", "Full": "Empty", "min": "max", "max": "min"}
DEFINITIONS = (ast.Import, ast.ImportFrom, ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)
OTHER_END = {"append": "appendleft", "popleft": "pop"}


# ---------------------------------------------------------------- the programs


def without_docstrings(program: str) -> ast.Module:
    """The program's tree, with nothing in it that only explains."""
    tree = ast.parse(program)
    for node in ast.walk(tree):
        match node:
            case ast.Module() | ast.ClassDef() | ast.FunctionDef() | ast.AsyncFunctionDef():
                if ast.get_docstring(node) is not None:
                    del node.body[0]
                    if not node.body:  # a class whose docstring was all it had
                        node.body.append(ast.Pass())
    return tree


def programs(tree: ast.Module) -> Iterator[str]:
    """The text of the program with each possible mistake in it; the tree is the same again afterwards."""
    return _below(tree, tree)


def _below(tree: ast.Module, node: ast.AST) -> Iterator[str]:
    """The text of the tree, with each possible mistake below the node put in, and then taken back."""
    for name, value in ast.iter_fields(node):
        if name in ("annotation", "returns") or isinstance(node, ast.JoinedStr):
            continue  # nothing that is tried at run time
        others: list[Any] = []
        if isinstance(value, list):
            for i, child in enumerate(value):
                if isinstance(child, ast.AST):
                    others += ([*value[:i], other, *value[i + 1 :]] for other in _mistakes(child))
            if value and all(isinstance(child, ast.stmt) for child in value):
                others += _mistakes_in_a_block(value)
        elif isinstance(value, ast.AST):
            others += _mistakes(value)
        for other in others:
            setattr(node, name, other)
            yield ast.unparse(tree)
        setattr(node, name, value)
        for child in value if isinstance(value, list) else [value]:
            if isinstance(child, ast.AST):
                yield from _below(tree, child)


def difference(original: str, program: str) -> str:
    """``ListQueue.get: the old lines -> the new ones``, in a form that does not hang on line numbers."""
    old, new = original.splitlines(), program.splitlines()
    same = 0
    while same < min(len(old), len(new)) and old[same] == new[same]:
        same += 1
    tail = 0
    while tail < min(len(old), len(new)) - same and old[-1 - tail] == new[-1 - tail]:
        tail += 1
    lines = [" ; ".join(x.strip() for x in part[same : len(part) - tail]) or "nothing" for part in (old, new)]
    return f"{_place(ast.parse(original), same + 1)}{' -> '.join(lines)}"


def _place(tree: ast.Module, line: int) -> str:
    """``ListQueue.get: `` for a line inside it; "" at module level."""
    names = [
        node.name
        for node in ast.walk(tree)  # from the outside in
        if isinstance(node, ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef)
        and node.lineno <= line <= (node.end_lineno or 0)
    ]
    return ".".join(names) + ": " if names else ""


# ---------------------------------------------------------------- the mistakes


def _copy(node: Any, **changes: Any) -> Any:
    """The node with some fields changed; its children are shared."""
    new = type(node)(**{**dict(ast.iter_fields(node)), **changes})
    return ast.copy_location(new, node)  # `ast.unparse` asks for the line of a def


def _swapped(items: list[Any]) -> Iterator[list[Any]]:
    """The list with two neighbors swapped, for each pair of neighbors."""
    for i in range(len(items) - 1):
        yield [*items[:i], items[i + 1], items[i], *items[i + 2 :]]


def _mistakes(node: ast.AST) -> Iterator[ast.AST]:
    """What could stand in this node's place by mistake."""
    match node:
        case ast.Compare(ops=ops):
            for i, op in enumerate(ops):
                for other in COMPARED.get(type(op), ()):
                    yield _copy(node, ops=[*ops[:i], other(), *ops[i + 1 :]])
        case ast.Constant(value=bool(value)):
            yield ast.Constant(not value)
        case ast.Constant(value=int(value)):
            yield ast.Constant(value + 1)
            yield ast.Constant(value - 1)
        case ast.BoolOp(op=op, values=values):
            yield _copy(node, op=ast.And() if isinstance(op, ast.Or) else ast.Or())
            yield from values
        case ast.UnaryOp(op=ast.Not(), operand=operand):
            yield operand
        case ast.BinOp(op=op, left=left):
            yield left
            if type(op) in CALCULATED:
                yield _copy(node, op=CALCULATED[type(op)]())
        case ast.AugAssign(op=op) if type(op) in CALCULATED:
            yield _copy(node, op=CALCULATED[type(op)]())
        case ast.Await(value=value):
            yield value
            match value:  # not to wait where one should
                case ast.Call(func=ast.Attribute(attr="put" | "get" as name)):
                    yield _copy(value, func=_copy(value.func, attr=f"{name}_nowait"))
        case ast.Tuple(elts=items, ctx=ast.Load()):
            yield from (_copy(node, elts=other) for other in _swapped(items))
        case ast.Call():
            yield from _mistakes_in_a_call(node)
        case ast.Name(id=name) if name in MIXED_UP:
            yield _copy(node, id=MIXED_UP[name])
        case ast.Attribute(attr=name) if name in MIXED_UP:
            yield _copy(node, attr=MIXED_UP[name])
        case ast.Return(value=ast.expr()):
            yield _copy(node, value=ast.Constant(None))
        case ast.If(test=test) | ast.While(test=test) | ast.IfExp(test=test):
            # Where there is one comparison or a `not`, its own mistakes hold this one already.
            if isinstance(test, ast.Name | ast.Attribute | ast.Call) or (
                isinstance(test, ast.Compare) and len(test.ops) > 1
            ):
                yield _copy(node, test=ast.UnaryOp(ast.Not(), test))
            if isinstance(node, ast.While):
                yield ast.If(test, node.body, node.orelse)
            if isinstance(node, ast.IfExp):
                yield from (node.body, node.orelse)
        case ast.FunctionDef() | ast.AsyncFunctionDef() | ast.ClassDef() if node.decorator_list:
            yield _copy(node, decorator_list=node.decorator_list[1:])
        case ast.arguments(defaults=[_, *rest]):
            yield _copy(node, defaults=rest)


def _mistakes_in_a_call(call: ast.Call) -> Iterator[ast.AST]:
    yield from (_copy(call, args=other) for other in _swapped(call.args))
    for i in range(len(call.keywords)):
        yield _copy(call, keywords=call.keywords[:i] + call.keywords[i + 1 :])
    if len(call.args) == 1 and not call.keywords:
        yield call.args[0]  # the call forgotten: `dict(headers)` becomes `headers`
    match call:
        case ast.Call(func=ast.Attribute(attr=name)) if name in OTHER_END:
            yield _copy(call, func=_copy(call.func, attr=OTHER_END[name]))
        case ast.Call(func=ast.Attribute(attr="pop"), args=[ast.Constant(value=0)]):
            yield _copy(call, args=[])
        case ast.Call(func=ast.Attribute(attr="pop"), args=[]):
            yield _copy(call, args=[ast.Constant(0)])
        case ast.Call(func=ast.Attribute(attr="insert"), args=[_, item]):
            yield _copy(call, func=_copy(call.func, attr="append"), args=[item])
        case ast.Call(func=ast.Attribute(attr="append"), args=[item]):
            yield _copy(call, func=_copy(call.func, attr="insert"), args=[ast.Constant(0), item])


def _mistakes_in_a_block(block: list[ast.stmt]) -> Iterator[list[ast.stmt]]:
    """A statement left out, taken out of its `if`, `try` or `with`, or swapped with the next one."""
    for i, statement in enumerate(block):
        if isinstance(statement, DEFINITIONS):
            continue  # without it nothing would run, and its place does not matter
        before, after = block[:i], block[i + 1 :]
        yield [*before, *after] or [ast.Pass()]
        if isinstance(statement, ast.If | ast.Try | ast.With | ast.AsyncWith):
            yield [*before, *statement.body, *after]
        if isinstance(statement, ast.If) and statement.orelse:
            yield [*before, *statement.orelse, *after]
        if after and not isinstance(after[0], DEFINITIONS) and not _independent(statement, after[0]):
            yield [*before, after[0], statement, *after[1:]]


def _independent(one: ast.stmt, other: ast.stmt) -> bool:
    """Two plain assignments, and neither sets a name that the other uses: their sequence cannot matter."""
    plain = ast.Assign | ast.AugAssign  # in a dataclass, the sequence of the annotated ones matters
    if not (isinstance(one, plain) and isinstance(other, plain)):
        return False
    sets, uses = zip(*(_names(statement) for statement in (one, other)), strict=True)
    return not (sets[0] & uses[1] or sets[1] & uses[0])


def _names(statement: ast.stmt) -> tuple[set[str], set[str]]:
    """The names that a statement sets, and all that occur in it; `self.head` goes by `head`."""
    sets, uses = set(), set()
    for node in ast.walk(statement):
        if isinstance(node, ast.Name | ast.Attribute):
            uses.add(_name(node))
        if isinstance(node, ast.Name | ast.Attribute | ast.Subscript) and isinstance(node.ctx, ast.Store):
            sets.add(_name(node.value if isinstance(node, ast.Subscript) else node))
    return sets, uses


def _name(node: ast.expr) -> str:
    return node.attr if isinstance(node, ast.Attribute) else ast.unparse(node)
