"""The syntax tree of the sync mirror: one module of async code in, the text of its sync twin out."""

# ruff: noqa: ARG002, N802 - the hooks of the tree have their names and their arguments from libcst

from __future__ import annotations

import ast
from typing import TYPE_CHECKING, Final, TypeVar

import libcst as cst
from libcst import matchers as m
from sync_codegen_rules import (
    ASYNC_ONLY,
    DROPPED_MARKS,
    LOOP_ARGUMENTS,
    PADDED,
    UNWRAPPED,
    rename,
    rewrite_comment,
    rewrite_string,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

_Item = TypeVar("_Item", cst.BaseElement, cst.Arg, cst.ImportAlias)
_Import = TypeVar("_Import", cst.Import, cst.ImportFrom)
_Asynchronous = TypeVar("_Asynchronous", cst.For, cst.With, cst.CompFor)
_Line = TypeVar("_Line", cst.TrailingWhitespace, cst.EmptyLine)
_Exports = TypeVar("_Exports", cst.Assign, cst.AnnAssign)
_Collection = TypeVar("_Collection", cst.List, cst.Tuple)

_IMPORT: Final = m.SimpleStatementLine(body=[m.OneOf(m.Import(), m.ImportFrom())])
_TEXT: Final = m.SimpleStatementLine(body=[m.Expr(m.OneOf(m.SimpleString(), m.ConcatenatedString()))])
_PASS: Final = m.SimpleStatementLine(body=[m.Pass()])
_TYPE_CHECKING: Final = m.If(test=m.OneOf(m.Name("TYPE_CHECKING"), m.Attribute(attr=m.Name("TYPE_CHECKING"))))
_PYTESTMARK: Final = m.Assign(targets=[m.AssignTarget(m.Name("pytestmark"))])
_ALL: Final = m.OneOf(m.Assign(targets=[m.AssignTarget(m.Name("__all__"))]), m.AnnAssign(target=m.Name("__all__")))
_EMPTY: Final = cst.Module([])


def transform(text: str, name: str) -> str | None:
    """Return the sync text of one module, or None if nothing of it has a sync form.

    `name` is the file's name: a test module without a test is left out, a conftest without one is not.
    """
    module = cst.parse_module(text)
    if _marked_async_only(module.body):
        return None
    transformer = _ToSync()
    turned = module.visit(transformer)
    if transformer.left_out and not _worth_writing(turned, name):
        return None
    return turned.code


class _ToSync(cst.CSTTransformer):
    """Bottom-up: a method sees a node whose children are turned already, and the original beside it."""

    def __init__(self) -> None:
        super().__init__()
        self.left_out = False

    # Names and text

    def leave_Name(self, original_node: cst.Name, updated_node: cst.Name) -> cst.Name:
        return updated_node.with_changes(value=rename(updated_node.value))

    def leave_SimpleString(
        self,
        original_node: cst.SimpleString,
        updated_node: cst.SimpleString,
    ) -> cst.SimpleString:
        return updated_node.with_changes(value=rewrite_string(updated_node.value))

    def leave_FormattedStringText(
        self,
        original_node: cst.FormattedStringText,
        updated_node: cst.FormattedStringText,
    ) -> cst.FormattedStringText:
        return updated_node.with_changes(value=rewrite_string(updated_node.value))

    def leave_TrailingWhitespace(
        self, original_node: cst.TrailingWhitespace, updated_node: cst.TrailingWhitespace
    ) -> cst.TrailingWhitespace:
        return _with_comment(updated_node)

    def leave_EmptyLine(self, original_node: cst.EmptyLine, updated_node: cst.EmptyLine) -> cst.EmptyLine:
        return _with_comment(updated_node)

    # The keywords

    def leave_Await(self, original_node: cst.Await, updated_node: cst.Await) -> cst.BaseExpression:
        return _unparenthesized(updated_node, updated_node.expression)

    def leave_For(self, original_node: cst.For, updated_node: cst.For) -> cst.For:
        return _plain(updated_node)

    def leave_With(self, original_node: cst.With, updated_node: cst.With) -> cst.With:
        return _plain(updated_node)

    def leave_CompFor(self, original_node: cst.CompFor, updated_node: cst.CompFor) -> cst.CompFor:
        return _plain(updated_node)

    # Definitions and marks

    def leave_FunctionDef(
        self, original_node: cst.FunctionDef, updated_node: cst.FunctionDef
    ) -> cst.FunctionDef | cst.RemovalSentinel:
        if any(_mark(decorator.decorator) == ASYNC_ONLY for decorator in original_node.decorators):
            return self._leave_out()
        return updated_node.with_changes(asynchronous=None)

    def leave_ClassDef(
        self, original_node: cst.ClassDef, updated_node: cst.ClassDef
    ) -> cst.ClassDef | cst.RemovalSentinel:
        marked = any(_mark(decorator.decorator) == ASYNC_ONLY for decorator in original_node.decorators)
        if marked or _marked_async_only(original_node.body.body):
            return self._leave_out()
        before, after = original_node.body.body, updated_node.body.body
        if len(after) < len(before) and all(m.matches(statement, _TEXT | _PASS) for statement in after):
            return self._leave_out()
        return updated_node

    def _leave_out(self) -> cst.RemovalSentinel:
        self.left_out = True
        return cst.RemoveFromParent()

    def leave_Decorator(
        self, original_node: cst.Decorator, updated_node: cst.Decorator
    ) -> cst.Decorator | cst.RemovalSentinel:
        return cst.RemoveFromParent() if _mark(original_node.decorator) in DROPPED_MARKS else updated_node

    def leave_Assign(self, original_node: cst.Assign, updated_node: cst.Assign) -> cst.Assign | cst.RemovalSentinel:
        if m.matches(original_node, _PYTESTMARK):
            marks = _marks(original_node.value)
            return cst.RemoveFromParent() if marks and set(marks) <= DROPPED_MARKS else updated_node
        return _unique_all(updated_node)

    def leave_AnnAssign(
        self,
        original_node: cst.AnnAssign,
        updated_node: cst.AnnAssign,
    ) -> cst.AnnAssign:
        return _unique_all(updated_node)

    def leave_List(self, original_node: cst.List, updated_node: cst.List) -> cst.List:
        return _without_marked(original_node, updated_node)

    def leave_Tuple(self, original_node: cst.Tuple, updated_node: cst.Tuple) -> cst.Tuple:
        turned = _without_marked(original_node, updated_node)
        if len(turned.elements) == 1 and len(updated_node.elements) > 1:
            return turned.with_changes(elements=[turned.elements[0].with_changes(comma=cst.Comma())])
        return turned

    def leave_Call(self, original_node: cst.Call, updated_node: cst.Call) -> cst.BaseExpression:
        if _dotted(original_node.func) != "pytest_asyncio.fixture":
            return updated_node
        kept = _only(updated_node.args, lambda _, arg: arg.keyword is None or arg.keyword.value not in LOOP_ARGUMENTS)
        return updated_node.with_changes(args=kept) if kept or not updated_node.args else updated_node.func

    # Types

    def leave_Subscript(self, original_node: cst.Subscript, updated_node: cst.Subscript) -> cst.BaseExpression:
        generic = _dotted(original_node.value).rpartition(".")[2]
        arguments = updated_node.slice
        if generic in UNWRAPPED and len(arguments) == UNWRAPPED[generic]:
            last = arguments[-1].slice
            return _unparenthesized(updated_node, last.value) if isinstance(last, cst.Index) else updated_node
        if generic in PADDED:
            return updated_node.with_changes(slice=_padded(arguments, PADDED[generic][1]))
        return updated_node

    # Imports

    def leave_ImportAlias(self, original_node: cst.ImportAlias, updated_node: cst.ImportAlias) -> cst.ImportAlias:
        # ``from x import AsyncLock as Lock`` needs its alias; ``from x import Lock as Lock`` would mean a re-export.
        alias = updated_node.evaluated_alias
        return updated_node.with_changes(asname=None) if alias == updated_node.evaluated_name else updated_node

    def leave_Import(self, original_node: cst.Import, updated_node: cst.Import) -> cst.Import:
        return _unique_names(updated_node, updated_node.names)

    def leave_ImportFrom(
        self,
        original_node: cst.ImportFrom,
        updated_node: cst.ImportFrom,
    ) -> cst.ImportFrom | cst.RemovalSentinel:
        if isinstance(updated_node.names, cst.ImportStar):
            return updated_node
        # Unused names are the linter's business, but in an ``__init__`` it takes them for re-exports.
        names = _only(updated_node.names, lambda _, alias: alias.evaluated_name not in UNWRAPPED)
        return _unique_names(updated_node, names) if names else cst.RemoveFromParent()


def _with_comment(line: _Line) -> _Line:
    if line.comment is None:
        return line
    text = rewrite_comment(line.comment.value)
    return line.with_changes(comment=cst.Comment(text) if text else None)


def _plain(node: _Asynchronous) -> _Asynchronous:
    return node.with_changes(asynchronous=None)


def _unparenthesized(
    outer: cst.Await | cst.Subscript,
    inner: cst.BaseExpression,
) -> cst.BaseExpression:
    """Put the inner expression in the outer one's place, with the outer parentheses only where a line needs them."""
    brackets = "".join(_EMPTY.code_for_node(bracket) for bracket in (*outer.lpar, *outer.rpar))
    if "#" not in brackets and _stands_alone(inner):
        return inner
    lpar, rpar = outer.lpar or [cst.LeftParen()], outer.rpar or [cst.RightParen()]
    return inner.with_changes(lpar=[*lpar, *inner.lpar], rpar=[*inner.rpar, *rpar])


def _stands_alone(expression: cst.BaseExpression) -> bool:
    # A line break that was inside brackets may now be outside of them: the parser knows best.
    try:
        ast.parse(_EMPTY.code_for_node(expression), mode="eval")
    except SyntaxError:
        return False
    return True


def _only(items: Sequence[_Item], keep: Callable[[int, _Item], bool]) -> list[_Item]:
    """Filter a comma-separated sequence; the last one kept takes over the comma, or its absence, of the last."""
    kept = [item for index, item in enumerate(items) if keep(index, item)]
    if kept and len(kept) < len(items):
        kept[-1] = kept[-1].with_changes(comma=items[-1].comma)
    return kept


def _unique_names(statement: _Import, names: Sequence[cst.ImportAlias]) -> _Import:
    keys = [(alias.evaluated_name, alias.evaluated_alias) for alias in names]
    return statement.with_changes(names=_only(names, lambda index, _: keys[index] not in keys[:index]))


def _unique_all(statement: _Exports) -> _Exports:
    exported = statement.value
    if not (m.matches(statement, _ALL) and isinstance(exported, (cst.List, cst.Tuple))):
        return statement
    keys = [_EMPTY.code_for_node(element.value) for element in exported.elements]
    elements = _only(exported.elements, lambda index, _: keys[index] not in keys[:index])
    return statement.with_changes(value=exported.with_changes(elements=elements))


def _padded(arguments: Sequence[cst.SubscriptElement], arity: int) -> list[cst.SubscriptElement]:
    padded = list(arguments)
    trailing = padded[-1].comma
    while len(padded) < arity:
        padded[-1] = padded[-1].with_changes(comma=cst.Comma(whitespace_after=cst.SimpleWhitespace(" ")))
        padded.append(cst.SubscriptElement(cst.Index(cst.Name("None")), comma=trailing))
    return padded


def _dotted(expression: cst.BaseExpression) -> str:
    if isinstance(expression, cst.Attribute):
        return f"{_dotted(expression.value)}.{expression.attr.value}"
    return expression.value if isinstance(expression, cst.Name) else ""


def _mark(expression: cst.BaseExpression) -> str:
    """Return ``x`` for ``pytest.mark.x`` and ``pytest.mark.x(...)``, else nothing."""
    path = _dotted(expression.func if isinstance(expression, cst.Call) else expression)
    owner, _, mark = path.rpartition(".")
    return mark if owner in {"mark", "pytest.mark"} else ""


def _marks(expression: cst.BaseExpression) -> list[str]:
    if isinstance(expression, (cst.List, cst.Tuple)):
        return [_mark(element.value) for element in expression.elements]
    return [_mark(expression)]


def _without_marked(original: _Collection, updated: _Collection) -> _Collection:
    """Drop the loop's marks from a list, and the parameter sets that have no sync form."""

    def keep(index: int, _: cst.BaseElement) -> bool:
        value = original.elements[index].value
        if isinstance(value, cst.Call) and _dotted(value.func).rpartition(".")[2] == "param":
            given = [arg.value for arg in value.args if arg.keyword is not None and arg.keyword.value == "marks"]
            return not any(ASYNC_ONLY in _marks(marks) for marks in given)
        return _mark(value) not in DROPPED_MARKS

    elements = _only(updated.elements, keep)
    return updated if len(elements) == len(updated.elements) else updated.with_changes(elements=elements)


def _marked_async_only(body: Sequence[cst.BaseStatement | cst.BaseSmallStatement]) -> bool:
    return any(
        m.matches(small, _PYTESTMARK) and isinstance(small, cst.Assign) and ASYNC_ONLY in _marks(small.value)
        for statement in body
        if isinstance(statement, cst.SimpleStatementLine)
        for small in statement.body
    )


def _worth_writing(module: cst.Module, name: str) -> bool:
    if name.startswith("test_"):
        return any(
            definition.name.value.startswith("test")
            for definition in m.findall(module, m.FunctionDef())
            if isinstance(definition, cst.FunctionDef)
        )
    idle = _IMPORT | _TEXT | _TYPE_CHECKING | m.SimpleStatementLine(body=[_PYTESTMARK])
    return not all(m.matches(statement, idle) for statement in module.body)
