"""Secrets that do not show themselves, and the mark of an absent value."""

import copy
import pickle
import traceback

import pytest
from hypothesis import given
from hypothesis import strategies as st

from synctv_async._types import UNSET, Secret, Unset

TEXT = "correct horse battery staple"


@pytest.mark.parametrize("show", [repr, str, ascii, "{}".format, "{!r}".format, "%s".__mod__, "%r".__mod__])
def test_a_secret_shows_as_stars(show):
    assert show(Secret(TEXT)) == "***"


def test_a_secret_shows_as_stars_inside_of_other_things():
    assert f"{Secret(TEXT)} {[Secret(TEXT)]} { ({'k': Secret(TEXT)}) }" == "*** [***] {'k': ***}"


def test_a_secret_formatted_with_a_width_does_not_show_itself_either():
    with pytest.raises(TypeError) as caught:
        f"{Secret(TEXT):>40}"
    assert TEXT not in "".join(traceback.format_exception(caught.value))


def test_only_reveal_returns_the_text():
    assert Secret(TEXT).reveal() == TEXT
    assert Secret(Secret(TEXT)).reveal() == TEXT


@pytest.mark.parametrize("protocol", range(pickle.HIGHEST_PROTOCOL + 1))
def test_a_secret_refuses_to_be_pickled(protocol):
    with pytest.raises(TypeError, match="a Secret is not pickled: pass the text itself"):
        pickle.dumps({"key": [Secret(TEXT)]}, protocol)


def test_a_copy_of_a_secret_is_itself():
    secret = Secret(TEXT)
    assert copy.copy(secret) is secret
    assert copy.deepcopy([secret])[0] is secret


def test_secrets_compare_by_their_text_and_with_secrets_only():
    assert Secret(TEXT) == Secret(TEXT)
    assert Secret(TEXT) != Secret("other")
    assert Secret(TEXT) != TEXT
    assert len({Secret(TEXT), Secret(TEXT)}) == 1


def test_an_empty_secret_is_false():
    assert not Secret("")
    assert Secret("x")


def test_a_secret_takes_no_attributes():
    with pytest.raises(AttributeError):
        Secret(TEXT).note = TEXT


@given(st.text(st.characters(codec="utf-8"), min_size=4))
def test_no_text_is_shown_whatever_it_is(text):
    shown = f"{Secret(text)!r} {Secret(text)}"
    assert shown == "*** ***"


def test_unset_is_one_false_object_that_survives_copying_and_pickling():
    assert Unset() is UNSET
    assert not UNSET
    assert repr(UNSET) == "UNSET"
    assert copy.copy(UNSET) is copy.deepcopy(UNSET) is UNSET
    for protocol in range(pickle.HIGHEST_PROTOCOL + 1):
        assert pickle.loads(pickle.dumps(UNSET, protocol)) is UNSET  # noqa: S301 - our own


def test_a_secret_of_broken_bytes_is_compared_without_an_error_that_would_hold_it():
    assert Secret("a\udce9") == Secret("a\udce9")
    assert Secret("a\udce9") != Secret("a\udcea")
