# Generated from tests/_async/test_sourcesync.py: edit that and run tools/sync_codegen.py.
"""SourceSync: productions, distributions, activations, and batches of them."""

from typing import Any

import pytest

from synctv_async import (
    Activation,
    ArgumentError,
    AuthenticationError,
    BadRequestError,
    BatchError,
    DecodeError,
    Distribution,
    NotFoundError,
    PermissionDeniedError,
    Production,
    ServerError,
    SourceSync,
)
from synctv_async.sandbox import Sandbox

from .clients import sourcesync


def bodies(box: Sandbox, method: str) -> list[int]:
    """How many rows each batch of this method had."""
    return [request.body.count(b'"name"') for request in box.requests if request.method == method]


def test_the_life_of_a_production(ss: SourceSync) -> None:
    made = ss.productions.create(name="My New Production", settings={"key": "value"})
    assert isinstance(made, Production)
    assert isinstance(made.id, str)
    assert (made.name, made.settings) == ("My New Production", {"key": "value"})
    assert ss.productions.list().collect() == [made]
    changed = ss.productions.update(made.id, settings={"other": [1]})
    assert changed is not None
    assert (changed.name, changed.settings) == ("My New Production", {"other": [1]})
    ss.productions.delete(made.id)
    assert ss.productions.list().first() is None
    with pytest.raises(NotFoundError) as caught:
        ss.productions.update(made.id, name="x")
    assert (caught.value.outcome, caught.value.status) == ("refused", 404)


def test_the_life_of_distributions_and_activations(ss: SourceSync) -> None:
    production = ss.productions.create(name="P")
    kinds: list[tuple[Any, type]] = [(ss.distributions, Distribution), (ss.activations, Activation)]
    for resource, kind in kinds:
        made = resource.create(production.id, name="A", settings={"a": 1})
        assert isinstance(made, kind)
        assert isinstance(made.id, str)  # type: ignore[attr-defined]
        assert resource.get(made.id) == made  # type: ignore[attr-defined]
        assert resource.list(production.id).collect() == [made]
        changed = resource.update(production.id, int(made.id), name="B")  # type: ignore[attr-defined]
        assert changed.name == "B"
        resource.delete(production.id, made.id)  # type: ignore[attr-defined]
        with pytest.raises(NotFoundError):
            resource.get(made.id)  # type: ignore[attr-defined]
        with pytest.raises(NotFoundError):
            resource.list("99999").collect()


def test_a_record_that_does_not_come_is_an_error(ss: SourceSync, box: Sandbox) -> None:
    box.fault(method="GET", status=200, body=b'{"status":"success","data":[]}')
    with pytest.raises(NotFoundError, match="without a record"):
        ss.distributions.get(5)
    box.fault(method="POST", status=200, body=b'{"status":"success","data":[]}')
    with pytest.raises(DecodeError, match="shows no record") as caught:
        ss.productions.create(name="A")
    assert caught.value.outcome == "unknown"


def test_an_error_in_a_success_is_an_error(ss: SourceSync, box: Sandbox) -> None:
    box.fault(method="POST", status=200, body=b'{"status":"error","error":{"message":"No room"}}')
    with pytest.raises(BadRequestError, match="No room") as caught:
        ss.productions.create(name="A")
    assert caught.value.outcome == "refused"


def test_arguments_that_cannot_be_sent(ss: SourceSync, box: Sandbox) -> None:
    wrong: Any
    for wrong in ("a/b", "../x", "", None, True, 1.5, "ä"):
        with pytest.raises(ArgumentError, match="is an id as text or number"):
            ss.productions.delete(wrong)
    with pytest.raises(ArgumentError, match="name is required"):
        ss.productions.create(name="")
    with pytest.raises(ArgumentError, match="is not JSON"):
        ss.productions.create(name="A", settings={"a": object()})
    with pytest.raises(ArgumentError, match="nothing to change"):
        ss.productions.update("1")
    assert box.requests == ()


def test_many_are_created_in_their_order(ss: SourceSync, box: Sandbox) -> None:
    result = ss.productions.create_many({"name": f"P{number}"} for number in range(250))
    result.raise_for_failures()
    assert len(result) == 250
    assert [row.status for row in result] == ["done"] * 250
    assert [row.item and row.item.name for row in result] == [f"P{number}" for number in range(250)]
    assert sorted(bodies(box, "POST")) == [50, 100, 100]
    held = ss.productions.list().collect()
    assert {row.name: row.id for row in held} == {row.item.name: row.item.id for row in result if row.item}


def test_no_rows_are_no_request(ss: SourceSync, box: Sandbox) -> None:
    assert len(ss.productions.create_many([])) == 0
    assert len(ss.productions.delete_many([])) == 0
    assert box.requests == ()


BAD = (0, 99, 100, 137, 249)


def test_bad_rows_are_found_by_splitting(ss: SourceSync, box: Sandbox) -> None:
    rows = [{"name": f"P{number}", "settings": [] if number in BAD else {}} for number in range(250)]
    result = ss.productions.create_many(rows)
    assert [index for index, row in enumerate(result) if row.status == "failed"] == [*BAD]
    assert all(row.item is not None and row.item.name == f"P{i}" for i, row in enumerate(result) if i not in BAD)
    error = result.rows[137].error
    assert isinstance(error, BadRequestError)
    assert error.outcome == "refused"
    assert "settings must be an object" in str(error)
    held = ss.productions.list().collect()
    assert sorted(row.name for row in held) == sorted(f"P{number}" for number in range(250) if number not in BAD)
    with pytest.raises(BatchError, match="of 250 rows 5 failed and 0 are unknown; first row 0") as caught:
        result.raise_for_failures()
    assert caught.value.result is result


def test_rows_that_cannot_be_sent_fail_alone(ss: SourceSync, box: Sandbox) -> None:
    rows: list[Any] = [{"name": "A"}, {"nme": "B"}, 5, None, {"name": "C", "settings": {1, 2}}, {"name": "D"}]
    result = ss.productions.create_many(rows)
    assert [row.status for row in result] == ["done", "failed", "failed", "failed", "failed", "done"]
    assert all(isinstance(row.error, ArgumentError) for row in result.rows[1:5])
    assert len(box.requests) == 1


@pytest.mark.parametrize("fault", [{"reset_after": True}, {"status": 503}, {"cut": 0.5}, {"corrupt": True}])
def test_a_chunk_that_may_have_been_done_is_unknown_and_never_sent_again(
    ss: SourceSync, box: Sandbox, fault: dict[str, Any]
) -> None:
    box.fault(method="POST", when=lambda request: b'"P100"' in request.body, **fault)
    result = ss.productions.create_many([{"name": f"P{number}"} for number in range(250)])
    assert [row.status for row in result] == ["done"] * 100 + ["unknown"] * 100 + ["done"] * 50
    assert all(row.error is not None and row.error.outcome == "unknown" for row in result.rows[100:200])
    sent = [request for request in box.requests if b'"P100"' in request.body]
    assert len(sent) == 1
    assert len(box.requests) == 3
    with pytest.raises(BatchError, match="0 failed and 100 are unknown; first row 100"):
        result.raise_for_failures()


def test_an_answer_that_shows_other_rows_leaves_them_unknown(ss: SourceSync, box: Sandbox) -> None:
    box.fault(method="POST", body=b'{"status":"success","data":[{"id":1,"name":"A"}]}')
    result = ss.productions.create_many([{"name": "A"}, {"name": "B"}])
    assert [row.status for row in result] == ["unknown", "unknown"]
    assert isinstance(result.rows[0].error, DecodeError)
    assert len(box.requests) == 1


def test_a_refused_key_ends_a_batch(box: Sandbox) -> None:
    with SourceSync("app.v1.wrong", base_url=box.url) as ss:
        result = ss.productions.create_many([{"name": f"P{number}"} for number in range(1000)])
    assert {row.status for row in result} == {"failed"}
    assert all(isinstance(row.error, AuthenticationError) for row in result)
    assert {row.error.outcome for row in result if row.error} <= {"refused", "not_sent"}
    assert len(box.requests) <= 4
    with SourceSync(box.read_only_key, base_url=box.url) as ss:
        denied = ss.productions.create_many([{"name": "A"}, {"name": "B"}])
    assert all(isinstance(row.error, PermissionDeniedError) for row in denied)


def test_many_are_updated_and_deleted(ss: SourceSync, box: Sandbox) -> None:
    made = ss.productions.create_many([{"name": f"P{number}"} for number in range(150)])
    ids = [row.item.id for row in made if row.item]
    box.reset()
    changes: list[dict[str, Any]] = [{"id": row_id, "name": f"Q{row_id}"} for row_id in ids]
    changes[7] = {"id": "999999", "name": "missing"}
    changes[120] = {"name": "no id"}
    updated = ss.productions.update_many(changes)
    assert [index for index, row in enumerate(updated) if row.status != "done"] == [7, 120]
    assert isinstance(updated.rows[7].error, NotFoundError)
    assert isinstance(updated.rows[120].error, ArgumentError)
    assert all(row.item and row.item.name == f"Q{row.item.id}" for row in updated if row.status == "done")
    deleted = ss.productions.delete_many([*ids, "999999", "a/b"])
    assert [row.status for row in deleted] == ["done"] * 150 + ["failed", "failed"]
    assert all(row.item is None for row in deleted)
    assert ss.productions.list().collect() == []


def test_a_batch_of_deletions_that_was_done_at_a_first_attempt_counts_as_done(ss: SourceSync, box: Sandbox) -> None:
    made = ss.productions.create_many([{"name": f"P{number}"} for number in range(5)])
    box.fault(method="DELETE", reset_after=True)
    result = ss.productions.delete_many([row.item.id for row in made if row.item])
    assert [row.status for row in result] == ["done"] * 5


def test_a_batch_of_updates_is_repeated(ss: SourceSync, box: Sandbox) -> None:
    made = ss.productions.create_many([{"name": "A"}])
    assert made.rows[0].item is not None
    box.fault(method="PATCH", reset_after=True)
    result = ss.productions.update_many([{"id": made.rows[0].item.id, "name": "B"}])
    result.raise_for_failures()
    box.fault(method="PATCH", status=503, times=None)
    unknown = ss.productions.update_many([{"id": made.rows[0].item.id, "name": "C"}])
    assert [row.status for row in unknown] == ["unknown"]
    assert isinstance(unknown.rows[0].error, ServerError)


def test_batches_of_distributions_and_activations(box: Sandbox) -> None:
    with sourcesync(box) as ss:
        production = ss.productions.create(name="P")
        resource: Any
        for resource in (ss.distributions, ss.activations):
            box.reset()
            made = resource.create_many(production.id, [{"name": f"A{number}"} for number in range(120)])
            made.raise_for_failures()
            assert sorted(bodies(box, "POST")) == [20, 100]
            ids = [row.item.id for row in made]
            changes = [{"id": row_id, "name": f"B{row_id}"} for row_id in ids[:10]]
            updated = resource.update_many(production.id, [*changes, {"id": 999_999, "name": "x"}, {"x": 1}])
            assert [row.status for row in updated] == ["done"] * 10 + ["failed"] * 2
            assert [row.item.name for row in updated.rows[:10]] == [f"B{row_id}" for row_id in ids[:10]]
            deleted = resource.delete_many(production.id, [*ids, "999999"])
            assert [row.status for row in deleted] == ["done"] * 120 + ["failed"]
            assert resource.list(production.id).collect() == []
            with pytest.raises(ArgumentError):
                resource.create_many("a/b", [{"name": "A"}])
