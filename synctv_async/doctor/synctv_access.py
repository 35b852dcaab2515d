"""Probes of SyncTV: who may ask, and how a refusal looks."""

from synctv_async.doctor.asking import Answer
from synctv_async.doctor.findings import Outcome, Probe, differs, holds, unknown
from synctv_async.doctor.pages import page_of
from synctv_async.doctor.synctv_view import SyncTVView

__all__ = ["PROBES"]

_ACCESS = "Access and signatures"
_REFUSALS = "Refusals"


def _json(view: SyncTVView) -> Outcome:
    return holds("yes") if view.first.answer.ok else unknown("the list was not understood")


def _xml(view: SyncTVView) -> Outcome:
    answer = view.xml
    if answer.failed:
        return unknown(f"answered {answer.summary}")
    if not answer.ok:
        return differs(f"refused: {answer.summary}", 'leave wire_format="json" as it is')
    if answer.document is not None:
        return differs("no, in JSON", 'leave wire_format="json" as it is')
    view.media_in(answer)
    return holds("yes")


def _tilde(view: SyncTVView) -> Outcome:
    escaped = view.get("/media", ("named_like", "~"))
    plain = view.get("/media", ("named_like", "~"), by=view.plain_tilde)
    if escaped.failed or plain.failed:
        return unknown(f"answered {escaped.summary} and {plain.summary}")
    match escaped.ok, plain.ok:
        case True, True:
            return holds("both are accepted")
        case True, False:
            return holds("%7E")
        case False, True:
            return differs(
                "~", 'SyncTV(..., tilde="~"), AsyncSyncTV(..., tilde="~"), --tilde \'~\'; Sandbox(tilde="~")'
            )
        case _:
            return unknown(
                f"neither is accepted ({escaped.summary} and {plain.summary}): avoid '~' in what you ask for"
            )


def _refused(answer: Answer, rehearse: str) -> Outcome:
    """Judge how a caller is refused who is not the one that he says."""
    if answer.failed:
        return unknown(f"answered {answer.summary}")
    if answer.ok:
        return differs("it is accepted", "tell whoever runs the service: it answers requests that it should refuse")
    if answer.status == 401:  # noqa: PLR2004 - what this package takes for "log in again"
        return holds(answer.summary)
    return differs(
        answer.summary,
        "with client_key= a login that runs out is not renewed by itself: catch "
        f"{type(answer.refusal).__name__} and make a new client{rehearse}",
    )


def _wrong_signature(view: SyncTVView) -> Outcome:
    answer = view.get("/media/count", by=view.wrong_secret)
    rehearse = f"; Sandbox(unauthorized={answer.status})" if answer.status in {400, 403} else ""
    return _refused(answer, rehearse)


def _unknown_access(view: SyncTVView) -> Outcome:
    return _refused(view.get("/media/count", by=view.wrong_id), "")


def _login(view: SyncTVView) -> Outcome:
    if view.logged_in:
        return holds("in a form body", "this examination logged in so; whether a query would do was not tried")
    return unknown("an access was given, so nothing was logged in: give client_key= and device_uid= to see")


def _not_found(view: SyncTVView) -> Outcome:
    answer = view.missing
    if answer.failed:
        return unknown(f"answered {answer.summary}")
    if answer.ok:
        return unknown("there is a media with the id that was asked for", answer.summary)
    if answer.code == -4 and answer.status == 400:  # noqa: PLR2004 - as the documents have it
        return holds(answer.summary)
    if answer.status == 404 or answer.code == -4:  # noqa: PLR2004 - the other way to say it
        return differs(answer.summary, "nothing: it is a NotFoundError all the same")
    return differs(answer.summary, f"catch {type(answer.refusal).__name__} where a record may be missing")


def _errors(view: SyncTVView) -> Outcome:
    if view.missing.ok or view.missing.failed:
        return unknown(f"answered {view.missing.summary}")
    content = view.missing.content
    if not content:
        return differs("no JSON", "nothing: the error has the status, and no code")
    messages = content.get("messages")
    if "code" in content and isinstance(messages, list):
        return holds("code and a list of messages")
    found = " and ".join(name for name in ("code", "message", "messages") if name in content)
    return differs(found or "neither code nor messages", "nothing: all forms of it are understood")


def _unknown_path(view: SyncTVView) -> Outcome:
    answer = view.get("/doctor_looks_for_nothing")
    if answer.failed:
        return unknown(f"answered {answer.summary}")
    if answer.status == 404:  # noqa: PLR2004 - not found
        return holds(answer.summary)
    return differs(answer.summary, "nothing: what resource() is not there for cannot be told from other errors")


def _missing_parent(view: SyncTVView) -> Outcome:
    answer = view.below_nothing
    if answer.failed:
        return unknown(f"answered {answer.summary}")
    if not answer.ok:
        advice = f'catch {type(answer.refusal).__name__} around lists of a media; Sandbox(missing_parent="refuse")'
        return differs(f"refused: {answer.summary}", advice)
    if page_of(answer, "ingest_videos").rows:
        return unknown("there is a media with the id that was asked for")
    return holds("it is empty")


def _unreadable(view: SyncTVView) -> Outcome:
    answer = view.get("/media", ("created_at_greater", "no-date"))
    if answer.failed:
        return unknown(f"answered {answer.summary}: it may have failed by chance, or it cannot take such a value")
    if answer.ok:
        return differs(
            "it is ignored",
            'nothing for this package, which sends none; in others\' requests: Sandbox(unreadable="ignore")',
        )
    return holds(f"refused: {answer.summary}")


PROBES: tuple[Probe[SyncTVView], ...] = (
    Probe("json_list", _ACCESS, "Is a signed read answered in JSON?", "yes", _json),
    Probe("xml", _ACCESS, "Is a signed read answered in XML?", "yes", _xml),
    Probe("tilde", _ACCESS, "How is '~' escaped in what is signed?", "%7E", _tilde),
    Probe("unauthorized", _ACCESS, "How is a wrong signature refused?", "401", _wrong_signature),
    Probe("unknown_access", _ACCESS, "How is an unknown access_id refused?", "401", _unknown_access),
    Probe("login_in", _ACCESS, "Where does a login take its arguments?", "in a form body", _login),
    Probe("not_found", _REFUSALS, "How is a record refused that is not there?", "400, code -4", _not_found),
    Probe("json_errors", _REFUSALS, "What does an error's JSON hold?", "code and a list of messages", _errors),
    Probe("unknown_path", _REFUSALS, "How is a path refused that is not there?", "404", _unknown_path),
    Probe(
        "missing_parent", _REFUSALS, "What is a list below a media that is not there?", "it is empty", _missing_parent
    ),
    Probe("unreadable", _REFUSALS, "What becomes of a date that cannot be read?", "refused", _unreadable),
)
