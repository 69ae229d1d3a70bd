"""Rows of buttons are put into words once, and never mistaken for each other."""

import gc

from bot.door.faces import Faces
from bot.messages import Action, Choice, Lasting, Said, say


def said(saying: Said, language: str) -> str:
    """The language and the msgid."""
    return f"{language}:{getattr(saying, 'msgid', saying)}"


def row(*labels: str) -> tuple[Choice, ...]:
    return tuple(Choice(say(label), Action("answer", values={"given": label})) for label in labels)


def test_a_row_is_shown_with_its_places_and_what_it_asks_for() -> None:
    link = Choice("site", url="https://cunqing.example")
    shown, asked = Faces().of((*row("yes"), link, *row("no")), "zh", 3, said)
    assert shown == [["zh:yes", 3, ""], ["zh:site", -1, "https://cunqing.example"], ["zh:no", 4, ""]]
    assert [each["values"] for each in asked] == [{"given": "yes"}, {"given": "no"}]


def test_the_same_row_is_the_same_face_in_one_language_and_place() -> None:
    faces, line = Faces(), Lasting(row("yes"))
    assert faces.of(line, "zh", 0, said) == faces.of(line, "zh", 0, said)
    assert faces.of(line, "zh", 0, said)[0] is faces.of(line, "zh", 0, said)[0]
    assert faces.of(line, "en", 0, said)[0] == [["en:yes", 0, ""]]
    assert faces.of(line, "zh", 2, said)[0] == [["zh:yes", 2, ""]]


def test_rows_that_come_and_go_are_never_taken_for_each_other() -> None:
    faces = Faces()
    for number in range(20_000):
        shown, _ = faces.of(Lasting(row(f"{number}")), "zh", 0, said)
        assert shown == [[f"zh:{number}", 0, ""]]
    gc.collect()


def test_a_row_of_one_time_is_not_kept() -> None:
    faces, line = Faces(), row("yes")
    assert faces.of(line, "zh", 0, said)[0] is not faces.of(line, "zh", 0, said)[0]
