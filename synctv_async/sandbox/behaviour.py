"""Where the sandbox's behaviour comes from, so that nobody takes a guess for a fact."""

from typing import Final, Literal, TypeAlias

__all__ = ["BEHAVIOUR", "Source"]

Source: TypeAlias = Literal["documented", "official client", "guessed"]

BEHAVIOUR: Final[tuple[tuple[str, Source, str], ...]] = (
    ("25 rows a page, offset counts rows", "documented", "media, contributors and ingest videos"),
    ("bundles and clips have pages too", "guessed", "their documents name no offset: bundles_paged=False turns it off"),
    ("limit", "official client", "no document names it: limit= chooses whether it is honoured, capped or ignored"),
    ("sort_order[] in wire order; unknown values ignored", "documented", "the second half is a guess"),
    ("nulls sort first, ties by id", "guessed", "the first as MySQL does; the second so that answers repeat"),
    ("a filter that an endpoint does not document is ignored", "guessed", "as Rails does with unknown parameters"),
    ("an unreadable date or number: 400, code -3", "guessed", "no code is documented for it"),
    ("not found: 400, code -4; argument missing: 400, code -2", "documented", "there is no 404 for a record"),
    ("wrong state for an action: 400, code -5", "guessed", "only the states themselves are documented"),
    ("unknown access or signature: 401, codes -8 and -7", "guessed", "nothing is documented for either"),
    ("an access can expire; the next authorization gives another", "guessed", "no lifetime is documented"),
    ("update, delete and actions: 200 with an empty body", "documented", "'only success or failure, no content'"),
    ("an unknown path: 404 with an HTML page", "guessed", "as a Rails server does"),
    ("a deleted bundle keeps status -1, can be read, is not listed", "guessed", "the status exists, its use is untold"),
    ("a bundle is written 0 inactive, 1 active and read -2, 1", "documented", "the same document gives both"),
    ("a new bundle has status -3", "documented", "as in the example of POST"),
    ("JSON: an empty hash is []", "documented", "the tutorial on browsing containers"),
    ("JSON of counts, errors and show mirrors the XML", "guessed", "no example exists"),
    ("values in images, meta_data and properties", "guessed", "the documents only show empty ones"),
    ("ingest durations, stages and progress", "guessed", "the states and transitions are documented"),
    ("a removed ingest video can be read for a while, then is gone", "guessed", "'removed' would otherwise be unseen"),
    ("SourceSync: more than 100 rows, or a row that is not valid: 400 and nothing done", "guessed", "100 is advice"),
    ("SourceSync: refused requests do not count against the rate", "guessed", "only the limit is documented"),
)
"""What, on whose word, and a remark."""
