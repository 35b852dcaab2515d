"""Random rows, each rendered as JSON and as XML at once, by the documents and without the package's own code.

A strategy here draws ``Both``: the value as JSON carries it, and the body of the element as XML carries it.
"""

from dataclasses import dataclass
from typing import Any

from hypothesis import strategies as st

from synctv_async.models import Bundle, BundleDetail, Contributor, IngestVideo, Media, MediaDetail


@dataclass(frozen=True)
class Both:
    json: Any
    xml: str | None = None
    nil: bool = False

    def element(self, name):
        attributes = ' nil="true"' if self.nil else ""
        return f"<{name}{attributes}/>" if self.xml is None else f"<{name}{attributes}>{self.xml}</{name}>"


def escaped(text):
    # A bare carriage return would become a newline in any XML parser, so a writer has to escape it.
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace("\r", "&#13;")


blanks = st.sampled_from(["", " ", "\n", "\n      ", "\t"])
padding = st.sampled_from(["", "", " ", "\n      "])
characters = st.characters(codec="utf-8", exclude_categories=["Cc", "Cs"], exclude_characters="\ufffe\uffff")
pieces = st.one_of(st.text(characters, max_size=6), st.sampled_from([" ", "\r", "\t", "\n", "<&>\"'", "]]>", "é漢😀"]))
# A text that begins with a newline cannot be told from one that a pretty-printer has padded.
texts = st.lists(pieces, max_size=4).map("".join).filter(lambda text: not text.startswith("\n"))
names = st.from_regex(r"[a-z][a-z0-9_]{0,8}", fullmatch=True)


def wrapped(text, pad):
    return f"{pad}{escaped(text)}{pad}"


@st.composite
def text(draw):
    value = draw(texts)
    if value and value == value.strip() and draw(st.booleans()):  # as a pretty-printer writes it
        return Both(value, f"\n      {escaped(value)}\n    ")
    return Both(value, escaped(value) if value or draw(st.booleans()) else None)


def scalar(values, as_text):
    """A value that JSON carries typed or as text, and XML as text with blanks around it."""
    return st.builds(
        lambda value, textual, pad: Both(as_text(value) if textual else value, wrapped(as_text(value), pad)),
        values,
        st.booleans(),
        padding,
    )


integer = scalar(st.integers(-(2**70), 2**70), str)
identifier = scalar(st.integers(1, 2**40), str)
number = scalar(st.floats(allow_nan=False, allow_infinity=False), repr)
decimal = scalar(st.integers(0, 10**8).map(lambda cents: cents / 100), repr)
boolean = scalar(st.booleans(), lambda value: "true" if value else "false")
time = st.builds(
    lambda moment, pad: Both(f"{moment.isoformat()}Z", wrapped(f"{moment.isoformat()}Z", pad)),
    st.datetimes().map(lambda moment: moment.replace(microsecond=0)),
    padding,
)


def word(*known):
    return st.one_of(st.sampled_from(known), st.sampled_from(["novel", "x-1"])).map(lambda value: Both(value, value))


def known_number(*known):
    return scalar(st.one_of(st.sampled_from(known), st.integers(-99, 99)), str)


@st.composite
def list_of(draw, item, name):
    items = draw(st.lists(item, max_size=3))
    if not items:
        return Both([], draw(st.one_of(st.none(), blanks)))
    between = draw(st.sampled_from(["", "\n        "]))
    return Both([one.json for one in items], between + "".join(one.element(name) + between for one in items))


leaf = st.one_of(
    texts.map(lambda value: Both(value, escaped(value))),
    st.just(Both(None, None, nil=True)),
    st.integers(-5, 5).map(lambda value: Both(value, str(value))),
    st.booleans().map(lambda value: Both(value, "true" if value else "false")),
)
text_leaf = texts.map(lambda value: Both(value, escaped(value)))


def tree_of(values):
    """A mapping with something in it; one whose value is a list repeats the element."""

    def build(items):
        body = "".join("".join(one.element(name) for one in value) for name, value in items.items())
        lists = {name: [one.json for one in value] for name, value in items.items()}
        return Both({name: value[0] if len(value) == 1 else value for name, value in lists.items()}, body)

    return st.dictionaries(names, st.lists(values, min_size=1, max_size=3), min_size=1, max_size=3).map(build)


full_tree = st.recursive(tree_of(leaf), lambda inner: tree_of(st.one_of(leaf, inner)), max_leaves=6)
empty_tree = st.builds(Both, st.sampled_from([[], {}]), st.one_of(st.none(), blanks))
tree = st.one_of(full_tree, empty_tree)
unknown = st.one_of(text_leaf, tree_of(text_leaf), tree_of(st.one_of(text_leaf, tree_of(text_leaf))))

nil = st.just(Both(None, None, nil=True))
no_value = st.one_of(nil, st.builds(lambda body: Both(None, body), st.one_of(st.none(), blanks)))

TYPE = {"id": identifier, "name": text()}


@st.composite
def record(draw, fields, *, required=("id",), extra=True):
    """Draw a row with any of its fields, and with fields that no document names."""
    row = {}
    for name, (value, empty) in fields.items():
        presence = "value" if name in required else draw(st.sampled_from(["value", "value", "none", "absent"]))
        if presence != "absent":
            row[name] = draw(value if presence == "value" else empty)
    if extra:
        row |= draw(st.dictionaries(names.filter(lambda name: name not in fields), unknown, max_size=2))
    body = "\n      ".join(value.element(name) for name, value in row.items())
    return Both({name: value.json for name, value in row.items()}, f"\n      {body}\n    ")


def texty(value):
    """A field whose empty element is an empty text, list or mapping; only ``nil`` takes its value away."""
    return (value, nil)


def valued(value):
    """A field whose empty element has no value."""
    return (value, no_value)


kind_of_type = record({"id": valued(identifier), "name": texty(text())})

MEDIA = {
    "id": valued(identifier),
    "name": texty(text()),
    "description": texty(text()),
    "active": valued(boolean),
    "order_number": valued(integer),
    "available_platform_ids": texty(list_of(integer, "available_platform_id")),
    "audio_languages": texty(list_of(text(), "audio_language")),
    "subtitle_languages": texty(list_of(text(), "subtitle_language")),
    "duration": valued(integer),
    "hd": valued(boolean),
    "container_ids": texty(list_of(integer, "container_id")),
    "media_type": valued(kind_of_type),
    "meta_data": texty(tree),
    "available_at": valued(time),
    "expires_at": valued(time),
    "created_at": valued(time),
    "updated_at": valued(time),
    "images": texty(list_of(tree, "image")),
    "external_id": texty(text()),
    "published_at": valued(time),
    "avg_rating": valued(number),
    "properties": texty(tree),
}
BUNDLE = {
    "id": valued(identifier),
    "name": texty(text()),
    "status": valued(known_number(0, 1, -1, -2, -3)),
    "bundle_type": valued(kind_of_type),
    "begin_at": valued(time),
    "end_at": valued(time),
    "updated_at": valued(time),
    "created_at": valued(time),
    "ownership_policy_ids": texty(list_of(integer, "ownership_policy_id")),
    "media_ids": texty(list_of(integer, "media_id")),
}
CONTRIBUTOR = {
    "id": valued(identifier),
    "media_id": valued(integer),
    "program_id": valued(integer),
    "person": texty(text()),
    "role": texty(text()),
}
INGEST_VIDEO = {
    "id": valued(identifier),
    "app_name": texty(text()),
    "created_at": valued(time),
    "updated_at": valued(time),
    "platform_ids": texty(list_of(integer, "platform_id")),
    "priority": valued(known_number(1, 2, 3, 4, 5)),
    "progress": valued(number),
    "ingestable_type": texty(text()),
    "ingestable_id": valued(integer),
    "file_path": texty(text()),
    "audio_languages": texty(list_of(text(), "audio_language")),
    "subtitle_languages": texty(list_of(text(), "subtitle_language")),
    "interlaced": valued(boolean),
    "aspect_ratio": valued(word("4:3", "16:9")),
    "start_point": valued(decimal),
    "end_point": valued(decimal),
    "file_size": valued(integer),
    "state": valued(word("starting", "reset", "done")),
    "status": valued(word("ok", "error")),
    "stage": texty(text()),
    "message": texty(text()),
    "iteration": valued(integer),
    "removable_assets": valued(boolean),
}
DETAILS = {
    MediaDetail: (
        "media",
        {
            "media": valued(record(MEDIA)),
            "container_ids": texty(list_of(integer, "container_id")),
            "contributors": texty(list_of(record(CONTRIBUTOR), "contributor")),
            "bundle_ids": texty(list_of(integer, "bundle_id")),
        },
    ),
    BundleDetail: (
        "bundle",
        {
            "bundle": valued(record(BUNDLE)),
            "ownership_policy_ids": texty(list_of(integer, "ownership_policy_id")),
            "media_ids": texty(list_of(integer, "media_id")),
        },
    ),
}
ROWS = {
    Media: ("medias", "media", MEDIA),
    Bundle: ("bundles", "bundle", BUNDLE),
    Contributor: ("contributors", "contributor", CONTRIBUTOR),
    IngestVideo: ("ingest_videos", "ingest_video", INGEST_VIDEO),
}
