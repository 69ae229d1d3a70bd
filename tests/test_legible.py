"""What no database takes does not get in."""

from typing import Any

import pytest

from bot.door.legible import kept, legible
from bot.messages import Action, Contact, Incoming, Location


def said(**what: Any) -> Incoming:
    """Something that somebody says."""
    return Incoming(id="console/1", **what)


def test_what_is_sound_stays_the_same_object() -> None:
    incoming = said(text="五组水管冻裂 🚰", raw=b"\0", location=Location(36.5, 107.3))
    assert legible(incoming) is incoming


@pytest.mark.parametrize(
    ("odd", "clean"),
    [
        ("\ud800 hello", "\ufffd hello"),
        ("水\udc00", "水\ufffd"),
        ("\ud83d\ude00", "😀"),
        ("水\0管", "水管"),
        ("\\u0000", "\\u0000"),  # six characters that somebody wrote
        ("", ""),
    ],
)
def test_half_a_character_is_shown_as_missing_wherever_it_stands(odd: str, clean: str) -> None:
    assert legible(said(text=odd)).text == clean
    assert legible(said(contact=Contact(phone=odd, name=odd))).contact == Contact(phone=clean, name=clean)
    found = legible(said(action=Action("comment", odd, {"text": odd, "all": [odd, {odd: 1}]})))
    assert found.action == Action("comment", clean, {"text": clean, "all": [clean, {clean: 1}]})


@pytest.mark.parametrize("odd", ["\ud800", object(), 2**80, {"a": {1, 2}}, [b"\xff"]])
def test_anything_at_all_can_be_kept(odd: Any) -> None:
    assert kept(said(action=Action("comment", values={"text": odd}))).startswith(b'{"id":"console/1"')
