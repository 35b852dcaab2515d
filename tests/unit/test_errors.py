"""The tree of errors, and that each of them travels: pickled, copied, read as a sentence."""

import builtins
import copy
import pickle

import pytest

from synctv_async import errors
from synctv_async.models import BatchResult, BatchRow, IngestVideo

TREE = {
    "SyncTVError": Exception,
    "ConfigError": errors.SyncTVError,
    "ArgumentError": errors.ConfigError,
    "CheckpointError": errors.ConfigError,
    "TransportError": errors.SyncTVError,
    "ConnectError": errors.TransportError,
    "TimeoutError": errors.TransportError,
    "ProtocolError": errors.TransportError,
    "ApiError": errors.SyncTVError,
    "BadRequestError": errors.ApiError,
    "AuthenticationError": errors.ApiError,
    "PermissionDeniedError": errors.ApiError,
    "NotFoundError": errors.ApiError,
    "ConflictError": errors.ApiError,
    "RateLimitError": errors.ApiError,
    "ServerError": errors.ApiError,
    "DecodeError": errors.SyncTVError,
    "PaginationError": errors.SyncTVError,
    "IngestFailedError": errors.SyncTVError,
    "WaitTimeoutError": errors.SyncTVError,
    "BatchError": errors.SyncTVError,
}
BUILTIN = {
    "ArgumentError": ValueError,
    "CheckpointError": ValueError,
    "TimeoutError": builtins.TimeoutError,
    "WaitTimeoutError": builtins.TimeoutError,
}
KINDS = [getattr(errors, name) for name in TREE]
API = {
    "status": 429,
    "code": -2,
    "messages": ("slow down", "please"),
    "method": "POST",
    "path": "/api/v2/bundles.json",
    "attempts": 3,
    "request_id": "r-1",
    "body": "slow down",
    "outcome": "refused",
}


def full(kind):
    """Make an error of a kind with everything that it can carry."""
    if issubclass(kind, errors.ApiError):
        error = kind("it failed", **API)
        error.retry_after, error.after_doubt = 7.5, True
    elif issubclass(kind, errors.TransportError):
        error = kind("it failed", sent=False, outcome="not_sent")
    elif kind is errors.DecodeError:
        error = kind("it failed", field="response.medias[3].id", damaged=True, outcome="unknown")
    elif kind in (errors.IngestFailedError, errors.WaitTimeoutError):
        error = kind("it failed", video=IngestVideo(id=7))
    elif kind is errors.BatchError:
        error = kind(
            "it failed", result=BatchResult([BatchRow("done"), BatchRow("failed", error=errors.ApiError("no"))])
        )
    else:
        error = kind("it failed", outcome="refused")
    error.checkpoint = '{"v":1}'
    return error


def told(error):
    """Return all that an error says, with the errors inside of it as theirs."""
    attributes = dict(vars(error))
    if attributes.get("result") is not None:
        attributes["result"] = [(row.status, row.item, row.error and told(row.error)) for row in attributes["result"]]
    return type(error), error.args, attributes


def test_the_tree_is_the_documented_one():
    assert {name: getattr(errors, name).__bases__[0] for name in TREE} == TREE
    assert sorted(errors.__all__) == sorted(TREE)


@pytest.mark.parametrize(("name", "builtin"), BUILTIN.items())
def test_some_errors_are_of_a_builtin_kind_as_well(name, builtin):
    assert issubclass(getattr(errors, name), builtin)


def test_no_other_error_is_of_a_builtin_kind():
    others = [kind for kind in KINDS if issubclass(kind, ValueError | OSError | builtins.TimeoutError)]
    assert {kind.__name__ for kind in others} == set(BUILTIN)


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.__name__)
@pytest.mark.parametrize("protocol", range(2, pickle.HIGHEST_PROTOCOL + 1))
def test_an_error_survives_pickling_with_all_that_it_tells(kind, protocol):
    error = full(kind)
    again = pickle.loads(pickle.dumps(error, protocol))  # noqa: S301 - our own
    assert told(again) == told(error)
    assert str(again) == "it failed"


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.__name__)
@pytest.mark.parametrize("copied", [copy.copy, copy.deepcopy])
def test_an_error_survives_copying_with_all_that_it_tells(kind, copied):
    error = full(kind)
    assert told(copied(error)) == told(error)


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.__name__)
def test_an_error_can_be_made_without_anything(kind):
    error = kind()
    assert error.checkpoint is None
    assert error.outcome is None
    assert pickle.loads(pickle.dumps(error)).args == error.args  # noqa: S301 - our own


def test_everything_but_the_message_is_a_keyword():
    for kind in KINDS:
        with pytest.raises(TypeError):
            kind("message", "outcome")


def test_a_refusal_tells_what_was_answered():
    error = errors.RateLimitError("slow down", **API)
    assert {name: getattr(error, name) for name in API} == API
    assert error.retry_after is None
    assert error.after_doubt is False


def test_a_transport_error_has_to_be_taken_as_sent_unless_it_is_known():
    assert errors.ProtocolError("x").sent
    assert not errors.ConnectError("x", sent=False).sent


def test_a_batch_error_names_the_first_row_that_is_not_done():
    rows = [BatchRow("done"), BatchRow("unknown", error=errors.TimeoutError("no answer")), BatchRow("failed")]
    result = BatchResult(rows)
    with pytest.raises(errors.BatchError) as caught:
        result.raise_for_failures()
    assert str(caught.value) == "of 3 rows 1 failed and 1 are unknown; first row 1: no answer"
    assert caught.value.result is result


def test_a_batch_without_failures_raises_nothing():
    result = BatchResult([BatchRow("done", item=1), BatchRow("done")])
    assert result.raise_for_failures() is None
    assert len(result) == 2
    assert [row.item for row in result] == [1, None]


def test_a_batch_error_pickles_with_its_rows():
    error = full(errors.BatchError)
    again = pickle.loads(pickle.dumps(error))  # noqa: S301 - our own
    assert [row.status for row in again.result.rows] == ["done", "failed"]
    assert str(again.result.rows[1].error) == "no"
