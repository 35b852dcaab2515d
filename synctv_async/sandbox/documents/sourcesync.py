"""The examples of the overview of the SourceSync Client API."""

from typing import Final

from synctv_async.sandbox.documents.example import Changes, Example, Rows

__all__ = ["EXAMPLES"]

_PRODUCTION: Final[Rows] = (("productions", {"id": 123, "name": "A Production"}),)
_IDS: Final[Changes] = (("{productionId}", "123"), ("{id}", "123"))
_NEW_PRODUCTION: Final = """\
[{
"name": "My New Production",
"settings": {
"key": "value"
}
}]"""
_UPDATE: Final = """\
{
"name": "Updated Production Name",
"settings": {
"key": "new value"
}
}"""
_BATCH_UPDATE: Final = """\
[{
"id": "123",
"name": "Updated Production Name"
}]"""
_BATCH_DELETE: Final = """\
[{
"id": "123"
}]"""
_NEW_DISTRIBUTION: Final = """\
[{
"name": "Web Distribution",
"settings": {
"format": "HLS",
"quality": "adaptive"
}
}]"""
_NEW_ACTIVATION: Final = """\
[{
"name": "Holiday Campaign 2024",
"settings": {
"startDate": "2024-12-01",
"endDate": "2024-12-31",
"targeting": {
"regions": ["NA", "EU"],
"platforms": ["web", "mobile"]
}
}
}]"""


def _example(key: str, action: str, body: str = "", rows: Rows = _PRODUCTION, note: str = "") -> Example:
    """Return an example of which the document prints the request, and of all answers only the outline."""
    method, _, path = action.partition(" ")
    return Example(
        key=key,
        document="SourceSync Client API",
        action=action,
        method=method,
        url=path,
        body=body,
        printed="success.txt",
        only_shape=True,
        rows=rows,
        api_key="good",
        url_changes=tuple(change for change in _IDS if change[0] in path),
        note=note,
    )


def _error(status: int, action: str, rows: Rows = (), note: str = "") -> Example:
    method, _, path = action.partition(" ")
    return Example(
        key=f"error_{status}",
        document="SourceSync Client API",
        action=f"{status}",
        method=method,
        url=path,
        body=_NEW_PRODUCTION if method == "POST" else "",
        status=status,
        printed="error.txt",
        only_shape=True,
        rows=rows,
        api_key={401: "printed", 403: "read only"}.get(status, "good"),  # type: ignore[arg-type]
        switches={"rate_limit": 1} if status == 429 else {},  # noqa: PLR2004 - the documented status
        note=note,
    )


def _owned(kind: str) -> tuple[Example, ...]:
    one = kind.removesuffix("s")
    path = f"/productions/{{productionId}}/{kind}"
    rows: Rows = (*_PRODUCTION, (kind, {"id": 123, "name": "One", "production_id": 123}))
    body = _NEW_DISTRIBUTION if one == "distribution" else _NEW_ACTIVATION
    note = "The document names the route and prints no body."
    return (
        _example(f"{one}_create", f"POST {path}", body),
        _example(f"{one}_list", f"GET {path}", rows=rows),
        _example(f"{one}_update", f"PATCH {path}/{{id}}", '{"name": "Another"}', rows, note),
        _example(f"{one}_delete", f"DELETE {path}/{{id}}", rows=rows),
    )


EXAMPLES: Final = (
    Example(
        key="key",
        document="SourceSync Client API",
        action="GET /key",
        method="GET",
        url="/key",
        printed="key.json",
        api_key="good",
        answer_changes=(("Production Access Key", "Sandbox Access Key"),),
        note="The name tells that it is not a real key.",
    ),
    _example("production_list", "GET /productions"),
    _example("production_create", "POST /productions", _NEW_PRODUCTION, ()),
    _example("production_update", "PATCH /productions/{id}", _UPDATE),
    _example("production_update_batch", "PATCH /productions", _BATCH_UPDATE),
    _example("production_delete", "DELETE /productions/{id}"),
    _example("production_delete_batch", "DELETE /productions", _BATCH_DELETE),
    *_owned("distributions"),
    *_owned("activations"),
    _error(401, "GET /key", note="The key that the document prints as an example is no valid one."),
    _error(403, "POST /productions", note="With the sandbox's key that may only read."),
    _error(404, "DELETE /productions/{id}", note="The path is sent as printed: nothing has the id {id}."),
    _error(429, "GET /key", note="The second request where one a minute is allowed."),
)
