"""What the sandbox does and how it knows: the SourceSync Client API."""

from typing import Final

from synctv_async.sandbox.behaviour.row import Behaviour

__all__ = ["SOURCESYNC"]

SOURCESYNC: Final = (
    Behaviour(
        "api_key",
        "every request needs a known `X-API-Key`; else 401. A second key may only read; else 403",
        "documented",
        "Overview, Authentication and Common Errors; which permissions a key has is not described",
    ),
    Behaviour(
        "key",
        "`GET /key` answers a bare object",
        "documented",
        "Overview, Verifying Your API Key; the official Android client reads it so",
    ),
    Behaviour(
        "envelope",
        "everything else answers `status` success and a list in `data`; errors `status` error and a message",
        "documented",
        "Overview, Response Format",
    ),
    Behaviour(
        "productions",
        "productions are listed, created, updated and deleted; by id and, but for the first two, in batches",
        "documented",
        "Overview, Working with Productions",
    ),
    Behaviour(
        "owned",
        "distributions and activations belong to a production: listed, created, updated and deleted below it",
        "documented",
        "Overview, Working with Distributions and with Activations",
    ),
    Behaviour(
        "by_id",
        "`GET /distributions/{id}` and `GET /activations/{id}` answer one",
        "official client",
        "the Android client reads both; the overview does not name them",
    ),
    Behaviour(
        "production_by_id",
        "there is no `GET /productions/{id}` [there is]",
        "guessed",
        "neither the overview nor the official client has it",
        "production_by_id",
    ),
    Behaviour(
        "owned_batches",
        "distributions and activations have no batches of updates and deletes [they have]",
        "guessed",
        "the overview calls the endpoints similar to the productions' and lists none of these",
        "owned_batches",
    ),
    Behaviour(
        "single_data",
        "where one object is meant `data` is a list of one [the object]",
        "official client",
        "the Android client takes the first of the list; for updates and deletes it is concluded",
        "single_data",
    ),
    Behaviour(
        "ids",
        "productions' ids are texts, all others numbers [all texts, or all numbers]; both are taken",
        "guessed",
        "the overview prints a production's as a text, the Android client reads the others as numbers",
        "ids",
    ),
    Behaviour(
        "arrays",
        "a POST takes an array, of one too; a batch takes an array with an id in each object",
        "documented",
        "Overview, Creating a Production and Batch update",
    ),
    Behaviour(
        "name",
        "name is required and settings are an object",
        "documented",
        "Overview, Creating a Production: notes; for the others concluded",
    ),
    Behaviour(
        "json_bodies",
        "a body is read as JSON, whatever its Content-Type",
        "documented",
        "Overview, Batch delete: its example has an array and no Content-Type",
    ),
    Behaviour(
        "other_members",
        "members beside name and settings are kept and shown",
        "guessed",
        "untold. No switch: the overview sends name and settings alone",
    ),
    Behaviour(
        "invalid_status",
        "a body that is not as it should be: 400 [422]",
        "guessed",
        "the overview's table of errors has neither",
        "invalid_status",
    ),
    Behaviour(
        "batch_errors",
        "a batch with a row that is not valid or not there is refused whole [that row alone is left out]",
        "guessed",
        "untold",
        "batch_errors",
    ),
    Behaviour(
        "oversized_batch",
        "a batch of more than 100 rows is refused [accepted]",
        "guessed",
        "Overview, Batch Operations recommends at most 100 and does not say what happens beyond",
        "oversized_batch",
    ),
    Behaviour(
        "patched_settings",
        "a PATCH replaces `settings` [it merges the keys given]",
        "guessed",
        "Overview, Individual update shows an object of one key and no answer",
        "patched_settings",
    ),
    Behaviour(
        "deleted_data",
        "after a delete `data` holds the ids [the objects, or nothing]",
        "guessed",
        "no answer is printed",
        "deleted_data",
    ),
    Behaviour(
        "deleted_production",
        "with a production goes all that is below it",
        "guessed",
        "untold. No switch: what is below could be reached by no list any more",
    ),
    Behaviour(
        "missing_object",
        "an object, a production above it or a route that is not there: 404",
        "documented",
        "Overview, Common Errors",
    ),
    Behaviour(
        "lists",
        "a list is one answer, in the order of creation",
        "guessed",
        "no page is named. No switch: nothing is documented that could ask for a second one",
    ),
    Behaviour(
        "object_data",
        "objects carry created_at, updated_at and production_id, a timeline, a preview and template blocks",
        "official client",
        "the Android client reads the last three; the times are a guess",
    ),
    Behaviour(
        "rate",
        "1000 requests in any 60 seconds, for each key; a batch is one; beyond that 429",
        "documented",
        "Overview, Rate Limits and Common Errors. The window slides: who keeps to that keeps to fixed minutes as well",
        "rate_limit",
    ),
    Behaviour(
        "rate_period",
        "the rate's minute can be made shorter or longer",
        "documented",
        "Overview, Rate Limits: a minute",
        "rate_period",
    ),
    Behaviour(
        "refused_count",
        "requests answered 429 do not count against the rate [they do]",
        "guessed",
        "untold",
        "refused_count",
    ),
    Behaviour(
        "retry_after",
        "a 429 has no `Retry-After` [it has]",
        "guessed",
        "none is documented",
        "retry_after",
    ),
    Behaviour(
        "unknown_key_rate",
        "requests without a known key count against no rate; those refused with 400, 403 or 404 count",
        "guessed",
        "untold. No switch: a rate that is kept by counting every request is kept either way",
    ),
)
