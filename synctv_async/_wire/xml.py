"""XML answers, brought into the shape of the JSON answers by the schema of the records.

What an element means is never guessed from its shape: one child or many is a list where the schema says list, and an
empty element is empty text, an empty list, an empty mapping or no value, as its field has it.
"""

from functools import cache
from typing import Any, cast

from synctv_async._wire.convert import as_list
from synctv_async._wire.schema import FieldSchema, Kind, schema_of
from synctv_async.errors import DecodeError

__all__ = ["list_of", "parse", "row_of", "rows_of", "text_of", "value_of"]

_NESTED = (Kind.LIST, Kind.RECORD, Kind.TREE)

Element = Any
"""What xmltodict makes of an element: ``None``, text, a dict, or a list where the element is repeated."""


def parse(body: bytes) -> dict[str, Any]:
    """Parse a document into ``{root: element}``. The only place that knows which parser it is."""
    from xml.parsers.expat import ExpatError

    import xmltodict

    try:
        if b"<!ENTITY" in body:  # not every version of the parser refuses to expand what a document defines itself
            message = "entities are not allowed"
            raise ValueError(message)  # noqa: TRY301 - refused as the parser's later versions do
        document: dict[str, Any] = xmltodict.parse(body, strip_whitespace=False)
    except (ExpatError, ValueError, LookupError) as error:  # LookupError: an encoding that nobody knows
        message = f"the answer is not XML: {error}"
        raise DecodeError(message, damaged=True) from None
    return document


def is_nil(element: Element) -> bool:
    """Tell whether the service marked the element as having no value."""
    return element.__class__ is dict and element.get("@nil") == "true"


def text_of(element: Element) -> str:
    """Return an element's text: exactly what stands there, less the padding of a pretty-printer."""
    if isinstance(element, dict):
        element = cast("dict[str, Any]", element).get("#text")
    if not isinstance(element, str):
        return ""
    return element.strip() if element[:1] == "\n" else element


def children(element: Element) -> list[tuple[str, Element]]:
    """Return the child elements with their names, repeated ones one by one."""
    found: list[tuple[str, Element]] = []
    if element.__class__ is dict:
        for name, child in element.items():
            if child.__class__ is list:
                found += [(name, one) for one in child]
            elif name[0] not in "@#":
                found.append((name, child))
    return found


def list_of(element: Element, items: FieldSchema) -> list[Any]:
    """Read a list: its children are its items, whatever they are called."""
    nested = items.kind in _NESTED
    return [value_of(child, items) if nested or not _is_plain(child) else child for _, child in children(element)]


def _is_plain(element: Element) -> bool:
    """Tell whether an element is text that stands for itself: by far the most are, and there is nothing to do."""
    return element.__class__ is str and element[0] > " "


def rows_of(element: Element, record: type) -> list[Any] | None:
    """Read a list of records; ``None`` for what cannot be one: text, or no value."""
    if is_nil(element) or (isinstance(element, str) and element.strip()):
        return None
    return [row_of(child, record) for _, child in children(element)]


def row_of(element: Element, record: type) -> dict[str, Any]:
    """Read a record's element into the row that JSON would have carried, numbers and times still as text."""
    if not isinstance(element, dict):
        return {}
    fields, plain = _fields(record)
    row: dict[str, Any] = {}
    for name, child in cast("dict[str, Any]", element).items():
        if (
            type(child) is str and child[0] > " " and name in plain
        ):  # by far the most frequent, and there is nothing to do
            row[name] = child
        elif name in fields:
            row[name] = value_of(child, fields[name])
        elif name[0] not in "@#":
            row[name] = _unknown(child)
    return row


@cache
def _fields(record: type) -> tuple[dict[str, FieldSchema], frozenset[str]]:
    """Return the fields by name, and the names of those whose values are text on the wire."""
    fields = {field.name: field for field in schema_of(record)}
    return fields, frozenset(name for name, field in fields.items() if field.kind not in _NESTED)


def value_of(element: Element, field: FieldSchema) -> Any:
    """Read one element as its field's kind."""
    if type(element) is str and field.kind is not Kind.LIST:
        return _text_value(element, field)
    if is_nil(element):
        return None
    if field.kind is Kind.LIST and field.items is not None:
        is_text = isinstance(element, str) and element.strip()
        return element if is_text else list_of(element, field.items)  # text is refused later, as in JSON
    if field.kind is Kind.RECORD:
        return row_of(element, field.type) or None
    if field.kind is Kind.TREE:
        return _tree(element)
    return _text_value(text_of(element), field)


def _text_value(text: str, field: FieldSchema) -> Any:
    if field.kind is Kind.TEXT:
        return text_of(text)
    if field.kind is Kind.TREE:
        return text if text.strip() else {}  # text is refused later, as in JSON
    return text.strip() or None


def _tree(element: Element) -> Any:
    tree: dict[str, Any] = {}
    for name, child in children(element):
        value = child if _is_plain(child) else _unknown(child)
        if name not in tree:
            tree[name] = value
        elif isinstance(tree[name], list):
            tree[name].append(value)
        else:
            tree[name] = [tree[name], value]
    return tree


def _unknown(element: Element) -> Any:
    """Keep what the schema does not know: there is nothing but its shape to go by."""
    items = as_list(element)
    if items is not None:
        return [_unknown(item) for item in items]
    if is_nil(element):
        return None
    return _tree(element) or text_of(element)
