"""Who is let in: the signature over query and form, both escapings of the tilde, accesses and logins."""

import hashlib
from urllib.parse import urlencode

import httpx
import pytest

from synctv_async.sandbox import Sandbox
from synctv_async.signing import canonical_string, escape_pair, sign

from .caller import API, Caller, Pairs


def md5(text: str) -> str:
    return hashlib.md5(text.encode(), usedforsecurity=False).hexdigest()


def send(call: Caller, path: str, pairs: Pairs, signature: str, **more: str) -> httpx.Response:
    return call.http.get(f"{API}{path}?{urlencode([*pairs, ('signature', signature)])}", **more)  # type: ignore[arg-type]


@pytest.fixture
def pairs(box: Sandbox) -> list[tuple[str, str]]:
    box.media.insert(name="a b~c*d+é")
    return [("access_id", str(box.access_id)), ("named_like", "a b~c*d+é"), ("type_id[]", ""), ("a", "1"), ("a[]", "2")]


def test_missing_wrong_and_unknown(box: Sandbox, call: Caller) -> None:
    who = ("access_id", str(box.access_id))
    for pairs, text in (
        ([], "The access_id parameter is missing"),
        ([("access_id", "99")], "unknown"),
        ([who], "missing"),
        ([who, ("signature", "0" * 32)], "does not match"),
    ):
        for extension in ("json", "xml"):
            response = call.http.get(f"{API}media.{extension}?{urlencode(pairs)}")
            assert response.status_code == 401
            assert text in response.text
            assert sign(pairs, box.access_secret) not in response.text
            assert box.access_secret not in response.text


def test_values_of_every_kind(call: Caller, pairs: list[tuple[str, str]]) -> None:
    assert send(call, "media.json", pairs, sign(pairs, call.box.access_secret)).status_code == 200


@pytest.mark.parametrize(("way", "good"), [("any", "%7E ~"), ("%7E", "%7E"), ("~", "~")])
def test_tilde(way: str, good: str) -> None:
    with Sandbox(media=0, tilde=way) as box, Caller(box) as call:  # type: ignore[arg-type]
        pairs = [("access_id", str(box.access_id)), ("named_like", "~")]
        for used in ("%7E", "~"):
            response = send(call, "media.json", pairs, sign(pairs, box.access_secret, used))
            assert response.status_code == (200 if used in good.split() else 401)
            if response.status_code == 401:
                assert "escaped the other way" in response.text


def test_a_top_level_id_is_not_signed(call: Caller, pairs: list[tuple[str, str]]) -> None:
    secret = call.box.access_secret
    with_id = [*pairs, ("id", "7")]
    assert send(call, "media.json", with_id, sign(pairs, secret)).status_code == 200
    wrong = md5("&".join(sorted(escape_pair(*pair) for pair in with_id)) + secret)
    assert "top-level id" in send(call, "media.json", with_id, wrong).text


def test_mistakes_are_named(call: Caller, pairs: list[tuple[str, str]]) -> None:
    secret = call.box.access_secret
    for wrong, reason in (
        (sign(pairs, secret).upper(), "in upper case"),
        (md5(canonical_string(pairs).replace("+", "%20") + secret), "%20"),
        (md5("&".join(escape_pair(*pair) for pair in pairs) + secret), "sorted"),
        (md5("&".join(escape_pair(*pair) for pair in sorted(pairs)) + secret), "by their names"),
        (md5("&".join(sorted(map("=".join, pairs))) + secret), "escaped"),
    ):
        response = send(call, "media.json", pairs, wrong)
        assert response.status_code == 401
        assert reason in response.json()["response"]["messages"][1]


def test_repeated_scalars_may_be_signed_as_rack_reads_them(call: Caller) -> None:
    who = ("access_id", str(call.box.access_id))
    sent = [who, ("offset", "1"), ("offset", "2")]
    for signed in (sent, [who, ("offset", "2")]):
        assert send(call, "media.json", sent, sign(signed, call.box.access_secret)).status_code == 200
    assert send(call, "media.json", sent, sign(sent[:2], call.box.access_secret)).status_code == 401


def test_a_form_is_signed_with_the_query(box: Sandbox, call: Caller) -> None:
    form = [("bundle[name]", "A & B"), ("bundle[bundle_type_id]", "2"), ("bundle[media_ids][]", "1")]
    query = [("access_id", str(box.access_id))]
    query.append(("signature", sign([*query, *form], box.access_secret)))
    url = f"{API}bundles.json?{urlencode(query)}"
    header = {"Content-Type": "application/x-www-form-urlencoded"}
    made = call.http.post(url, content=urlencode(form), headers=header)
    assert made.json()["response"]["bundle"]["media_ids"] == [1]
    assert box.requests[-1].values("bundle[name]") == ["A & B"]
    changed = [*form[:-1], ("bundle[media_ids][]", "2")]
    assert call.http.post(url, content=urlencode(changed), headers=header).status_code == 401


def test_query_parameters_beside_a_json_body(box: Sandbox, call: Caller) -> None:
    fields = (("bundle[name]", "A"), ("bundle[bundle_type_id]", "2"))
    blank = call.call("POST", "bundles.json", *fields, body=b'{"name": "B"}', headers={"Content-Type": ""})
    assert blank.json()["response"]["bundle"]["name"] == "A"
    told = call.call("POST", "bundles.json", *fields, body=b"{}", headers={"Content-Type": "application/json"})
    assert told.status_code == 401
    assert "JSON body" in told.text
    assert len(box.bundles) == 1


def authorize(call: Caller, device: str, key: str | None = None) -> httpx.Response:
    form = {"client_key": key or call.box.client_key, "device_uid": device}
    return call.http.post(f"{API}authorization/user/client_authorize.json", data=form)


def test_each_device_has_its_own_access(box: Sandbox, call: Caller) -> None:
    first, again, other = (authorize(call, uid).json()["response"] for uid in ("tv-1", "tv-1", "tv-2"))
    assert first == again
    assert first["access_id"] != other["access_id"]
    assert list(first) == ["access_id", "access_secret", "code", "messages"]
    box.expire_access(first["access_id"])
    pairs = [("access_id", str(first["access_id"]))]
    refused = send(call, "media.json", pairs, sign(pairs, first["access_secret"]))
    assert refused.status_code == 401
    assert "expired" in refused.text
    assert authorize(call, "tv-1").json()["response"]["access_id"] not in {first["access_id"], other["access_id"]}
    with pytest.raises(KeyError):
        box.expire_access(1)


def test_client_authorize_refuses(call: Caller) -> None:
    assert authorize(call, "tv-1", "wrong").json()["response"]["code"] == -4
    absent = authorize(call, "")
    assert (absent.status_code, absent.json()["response"]["code"]) == (400, -2)
    assert call.box.client_key not in absent.text


def test_user_authorize(box: Sandbox, call: Caller) -> None:
    path = "authorization/user/user_authorize.xml"
    assert call.call("POST", path, ("email", box.email)).text.count("-2") == 1
    assert call.call("POST", path, ("email", box.email), ("password", "no")).status_code == 400
    assert box.logged_in(box.access_id) is None
    good = call.call("POST", path, ("email", box.email), ("password", box.password))
    assert good.text == (
        "<response>\n  <code>1</code>\n  <messages>\n    <message>Successfully completed.</message>\n"
        "  </messages>\n</response>\n"
    )
    assert box.logged_in(box.access_id) == box.email
    assert box.logged_in(1) is None
