"""What the sandbox does and how it knows: SyncTV's addresses, formats and refusals."""

from typing import Final

from synctv_async.sandbox.behaviour.row import Behaviour

__all__ = ["SYNCTV"]

SYNCTV: Final = (
    # Addresses and formats
    Behaviour(
        "format",
        "the extension of the path, `.json` or `.xml`, chooses the format; without one there is no such page",
        "documented",
        "every action's address ends in [xml or json]; the Accept header is nowhere spoken of",
    ),
    Behaviour(
        "routes",
        "the actions of the four documents, under the nested paths too",
        "documented",
        "the addresses that head the actions of Media, Bundles, Contributors, Ingest videos",
    ),
    Behaviour(
        "media_count_route",
        "`/media/count` counts all media, `/containers/:id/media/count` those of a container",
        "documented",
        "Media, count: its heading names the second, its example the first",
    ),
    Behaviour(
        "other_routes",
        "containers, container_groups, people and platforms can be listed, counted, read, created, updated and deleted",
        "official client",
        "it derives the same seven requests for each resource; the heads of their pages name the lists",
    ),
    Behaviour(
        "other_filters",
        "containers filter by `active`, people by `named_like`, platforms by `status`; roots have no parent",
        "documented",
        "the heads of their pages; the tutorial on browsing containers",
    ),
    Behaviour(
        "other_written",
        "the further resources take whatever field is written to them",
        "guessed",
        "what they require is not to be seen. No switch: what is read back shows what was taken",
    ),
    Behaviour(
        "media_writes",
        "media cannot be created, changed or deleted by requests",
        "documented",
        "Media speaks of all four in its first sentence and has actions for reading alone",
    ),
    Behaviour(
        "path_ids",
        "an id in a path is read to its first mark that is no digit; without one it is the id of nothing",
        "guessed",
        "as Ruby reads numbers. No switch: a client sends whole numbers",
    ),
    Behaviour(
        "date",
        "every answer has a `Date`, by the sandbox's clock",
        "guessed",
        "as servers do. No switch: the clock can be moved",
    ),
    Behaviour(
        "unknown_path",
        "an address that is none, or a verb that an address does not have: 404 with a web page",
        "guessed",
        "as a Rails server does. No switch: whatever its body, a 404 tells a client the same",
    ),
    Behaviour(
        "xml",
        'XML without a declaration, two blanks a level, no type attributes; null is `nil="true"`',
        "documented",
        "every example answer",
    ),
    Behaviour(
        "xml_status",
        "XML lists and records have no `code`, counts and errors have one",
        "documented",
        "every example answer of the four documents",
    ),
    Behaviour(
        "xml_empty",
        "an empty list is `<medias/>`; `properties` is an element around a line break, other empty hashes `<x/>`",
        "documented",
        "Media, list: meta_data, images and properties. An empty page is not printed; it is taken as an empty list is",
    ),
    Behaviour(
        "xml_hash",
        "a hash with keys has an element for each",
        "guessed",
        "the documents print empty ones alone. No switch: there is no other way to write it in this XML",
    ),
    Behaviour(
        "xml_lists",
        "the items of a list are named for it in the singular",
        "documented",
        "platform_ids, audio_languages, medias; where a list has no plural its items have its own name",
    ),
    Behaviour(
        "xml_text",
        "marks that XML does not allow are left out of texts, and become `_` in the keys of a hash",
        "guessed",
        "untold. No switch: printed as they are they would make an answer that nobody can read",
    ),
    Behaviour(
        "json_list",
        "JSON of a list: `response`, the rows without their item's name, `code`, `messages`",
        "documented",
        "the tutorial on browsing containers",
    ),
    Behaviour(
        "json_status",
        "JSON of lists and records has `code` 1 and `messages` [not]",
        "guessed",
        "the tutorial prints them for a list; a record is not printed to its end, and XML has them for neither",
        "json_status",
    ),
    Behaviour(
        "json_record",
        "JSON of a record and what stands beside it mirrors the XML",
        "guessed",
        "the tutorial on ingesting shows the head of one. No switch: the official client reads it so",
    ),
    Behaviour(
        "json_count",
        "JSON of a count has `message` where its XML has, so for media and ingest videos [`messages` for all]",
        "guessed",
        "no JSON of a count is printed; in XML media and ingest videos have one message, bundles a list of them",
        "json_count",
    ),
    Behaviour(
        "json_errors",
        "JSON of an error has `code` and a list of `messages`",
        "official client",
        "it reads both; the documents print errors in XML only",
    ),
    Behaviour(
        "empty_hash",
        "in JSON an empty hash is `[]` [`{}`]",
        "documented",
        "the tutorial on browsing containers prints one so; for media it is concluded",
        "empty_hash",
    ),
    Behaviour(
        "decimals",
        "in JSON a decimal is a number [a text]",
        "guessed",
        "none is printed in JSON; Rails of those years writes decimals of a database as texts",
        "decimals",
    ),
    Behaviour(
        "content_type",
        "`application/json` and `application/xml`, `charset=utf-8`",
        "guessed",
        "as Rails does. No switch: the extension that was asked for tells what the body is",
    ),
    Behaviour(
        "times",
        "times are ISO 8601, UTC, whole seconds, `Z`",
        "documented",
        "every example answer",
    ),
    # Parameters
    Behaviour(
        "brackets",
        "`a[]=1` is a list, `a[b]=c` an object; of several scalars of one name the last counts",
        "documented",
        "the examples of all documents; the last is Rack's rule",
    ),
    Behaviour(
        "scalar_list",
        "a list parameter may be given as one scalar, and with quotation marks around its values",
        "documented",
        "Media, list: `sort_order`, and the examples of any_of_audio_languages",
    ),
    Behaviour(
        "form",
        "a form body counts as if it stood in the query, and is signed with it",
        "official client",
        "it says that parameters of a body enter the signature; the examples put all in the query",
    ),
    # Refusals
    Behaviour(
        "order_of_checks",
        "checked are the address, the signature, the parameters, the record, in this order; one refusal is told",
        "guessed",
        "untold. No switch: a call with one mistake is refused for it in any order",
    ),
    Behaviour(
        "errors",
        "an error is 400 with a code and its messages",
        "documented",
        "the error of every update and delete",
    ),
    Behaviour(
        "not_found",
        "a record that is not there: 400, code -4; there is no 404 for it",
        "documented",
        "the error of every update, delete and action; for reading it is concluded",
    ),
    Behaviour(
        "missing",
        "a required argument that is missing or empty: 400, code -2",
        "documented",
        "the code's meaning on the pages of Xbox authorization and credit cards",
    ),
    Behaviour(
        "unreadable",
        "a date or number of a list or count that cannot be read: 400, code -3 [it is ignored]",
        "guessed",
        "nothing is documented for it",
        "unreadable",
    ),
    Behaviour(
        "unreadable_fields",
        "a date or number of a write that cannot be read: 400, code -3",
        "guessed",
        "nothing is documented for it. No switch: to write something else than was sent would hide the mistake",
    ),
    Behaviour(
        "no_rate",
        "SyncTV has no limit of its rate",
        "documented",
        "none is named; faults and chaos rehearse one",
    ),
)
