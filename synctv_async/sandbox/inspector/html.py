"""HTML from Python: a tag is a function call, and text is escaped unless it says that it is HTML already."""

from collections.abc import Iterable
from html import escape
from typing import Final, TypeAlias

__all__ = ["Attribute", "Markup", "Node", "join", "tag"]


class Markup(str):
    """Text that is HTML already; only :func:`tag` and :func:`join` make it."""

    __slots__ = ()


Node: TypeAlias = "str | int | Iterable[Node] | None"
"""A child: :class:`Markup` as it is, other text escaped, ``None`` left out, anything else one after the other."""
Attribute: TypeAlias = str | int | bool | None
"""A value; ``True`` is a bare attribute, ``False`` and ``None`` are left out."""

_VOID: Final = frozenset({"br", "hr", "img", "input", "link", "meta", "wbr"})
_LINE_EATERS: Final = frozenset({"pre", "textarea"})


def tag(name: str, /, *children: Node, **attributes: Attribute) -> Markup:
    """Return an element. In names of attributes ``_`` stands for ``-``, and one at the end is dropped: ``class_``.

    >>> tag("a", "<b>", href='"', class_="x", hidden=False)
    '<a href="&quot;" class="x">&lt;b&gt;</a>'
    """
    head = "".join(_attribute(key, value) for key, value in attributes.items())
    if name in _VOID:
        return Markup(f"<{name}{head}>")
    inner = join(*children)
    # A line break right after these is dropped by browsers, so that one of the text's own needs another before it.
    eaten = "\n" if name in _LINE_EATERS and inner.startswith("\n") else ""
    return Markup(f"<{name}{head}>{eaten}{inner}</{name}>")


def join(*nodes: Node) -> Markup:
    """Return nodes one after the other."""
    return Markup("".join(map(_text, nodes)))


def _text(node: Node) -> str:
    if isinstance(node, Markup):
        return node
    if node is None:
        return ""
    if isinstance(node, str | int):
        return escape(str(node))
    return join(*node)


def _attribute(key: str, value: Attribute) -> str:
    if value is None or value is False:
        return ""
    name = key.removesuffix("_").replace("_", "-")
    return f" {name}" if value is True else f' {name}="{escape(str(value))}"'
