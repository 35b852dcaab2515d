"""What the sandbox does and how it knows: SyncTV's writes and the life of ingest videos."""

from typing import Final

from synctv_async.sandbox.behaviour.row import Behaviour

__all__ = ["WRITES"]

WRITES: Final = (
    Behaviour(
        "created",
        "a POST that made something answers 200 with the record [201]; SourceSync's too",
        "guessed",
        "the record is printed, the status is not; the official client's tests pretend 201",
        "created",
    ),
    Behaviour(
        "success",
        "an update, delete or action without content answers 200 and no body [a status block, or 204]",
        "guessed",
        "documented are 200 and that no content comes; whether a status block counts as content is open",
        "success",
    ),
    Behaviour(
        "bundle_update",
        "the update of a bundle answers the bundle",
        "documented",
        "Bundles, update: its example; the other updates say that they have no content",
    ),
    Behaviour(
        "partial_update",
        "an update changes the fields that are given and leaves the rest; an empty date takes the date away",
        "guessed",
        "as the request fields suggest. No switch: no document names a way to take the rest away",
    ),
    Behaviour(
        "unknown_fields",
        "fields of a write that no document names are ignored",
        "guessed",
        "as Rails does. No switch: a client sends the documented ones",
    ),
    # Bundles
    Behaviour(
        "bundle_required",
        "a bundle needs a name and a bundle_type_id",
        "documented",
        "Bundles, create: required arguments, though its example lacks the second",
    ),
    Behaviour(
        "bundle_born",
        "a bundle without a status is created with -3",
        "documented",
        "Bundles, create: its example",
    ),
    Behaviour(
        "bundle_status",
        "the status 0 INACTIVE of create and count is the list's -2 INACTIVE [the list's 0 ENABLED]",
        "guessed",
        "Bundles lists two sets of numbers; that equal names mean the same is concluded",
        "bundle_status",
    ),
    Behaviour(
        "bundle_links",
        "ids of media and policies need not exist; `media[ownership_policy_ids]` is taken for the bundle's",
        "documented",
        "Bundles, create: its example writes so; of missing records only Contributors speaks",
    ),
    Behaviour(
        "deleted_bundles",
        "a deleted bundle has status -1, can be read, and is listed where asked for [listed always, or gone]",
        "guessed",
        "Bundles names the status and filters by it; what a delete does is untold",
        "deleted_bundles",
    ),
    Behaviour(
        "deleted_twice",
        "a deleted bundle cannot be updated or deleted: code -4",
        "guessed",
        "untold. No switch: a client that deletes twice must take both answers, and the read tells which it was",
    ),
    # Contributors
    Behaviour(
        "contributor_written",
        "a contributor is written by ids of media, role and person, all required, and read by names",
        "documented",
        "Contributors, create",
    ),
    Behaviour(
        "contributor_missing",
        "whatever is not there is named, each in a message of its own, under code -4",
        "documented",
        "Contributors, create: they must exist; update: its error has two messages",
    ),
    Behaviour(
        "contributor_deleted",
        "a deleted contributor is gone",
        "documented",
        "Contributors, delete",
    ),
    # Ingest videos
    Behaviour(
        "ingest_of_media",
        "an ingest video is found under its own media alone, and a media must be there to get one",
        "documented",
        "Ingest videos: they must belong to a media; the paths",
    ),
    Behaviour(
        "ingest_required",
        "file_path and audio_languages are required",
        "documented",
        "Ingest videos, create: required arguments",
    ),
    Behaviour(
        "ingest_born",
        "a new one is reset, ok, stage none, priority 3, iteration 0",
        "documented",
        "Ingest videos, create: its example and the description of priority",
    ),
    Behaviour(
        "ingest_states",
        "start, stop, reset and remove ask for a state, pass through another, and end after a while",
        "documented",
        "Ingest videos: the notes of the four actions",
    ),
    Behaviour(
        "ingest_times",
        "how long each state lasts, and that a removed video can be read for a while before it is gone",
        "guessed",
        "the actions are asynchronous, of durations nothing is said; `removed` would otherwise never be seen",
        "ingest_times",
    ),
    Behaviour(
        "ingest_update",
        "an update is allowed in the state reset alone",
        "documented",
        "Ingest videos, update: its note",
    ),
    Behaviour(
        "wrong_state",
        "an action or update in another state: 400, code -5, nothing is done",
        "guessed",
        "the status is documented for errors, the number is not. No switch: a client can rely on no number here",
    ),
    Behaviour(
        "ingest_progress",
        "progress grows evenly, stages are download, transcode, package, publish, archive; a stop keeps what is done",
        "guessed",
        "that a stopped one resumes is documented, stages have no list. No switch: a client shows them as they come",
    ),
    Behaviour(
        "iteration",
        "a reset adds one to iteration when it is through, and makes progress and status new",
        "guessed",
        "that it grows is documented, the moment is not. No switch: between the two a client sees the state resetting",
    ),
    Behaviour(
        "failed_ingest",
        "failed work leaves the state stopped, status error and a message [started, done]; a start clears the latter",
        "guessed",
        "status error and message are documented, the state beside them is not",
        "failed_ingest",
    ),
)
