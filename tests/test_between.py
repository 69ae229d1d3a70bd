"""What is said between the questions of a form leads back to it."""

from bot.messages import Outgoing
from tests.deployment import Deployment, texts

HERE = "李某"
QUESTION = "水表在谁家？"


def talk(place: Deployment, *said: str) -> list[Outgoing]:
    """What the product says to the last of these words."""
    last: list[Outgoing] = []
    for words in said:
        last = place.said(HERE, text=words)
    return last


def labels(said: list[Outgoing]) -> list[str]:
    return [button.label for message in said for row in message.buttons for button in row]


def asked(place: Deployment, number: str) -> None:
    place.asked("张某", "ask", number, text=QUESTION)


# --- what leads back ----------------------------------------------------------------------------------------------


def test_the_language_changed_in_a_form_asks_its_question_in_that_one(place: Deployment) -> None:
    talk(place, "走访日志", "王某甲·二组")
    assert "Whom did you meet?" in talk(place, "/language en")[-1].text


def test_two_forms_of_one_name_are_told_apart_by_when_they_were_begun(place: Deployment) -> None:
    talk(place, "走访日志", "王某甲·二组", "取消")
    place.clock.move(hours=2)
    talk(place, "走访日志", "王某甲·二组", "取消")
    offered = [label for label in labels(talk(place, "菜单")) if label.startswith("接着填")]
    assert len(offered) == 2
    assert len(set(offered)) == 2
    assert "开始填" in offered[0]
    assert [label for label in labels(talk(place, "/resume")) if label.startswith("接着填")] == offered


def test_what_waits_for_the_reporter_comes_first(either: Deployment) -> None:
    first, second, third = (either.filed(HERE, f"{n}组水管冻裂") for n in "一二三")
    either.asked("张某", "accept", first)
    asked(either, first)
    either.asked("张某", "accept", second)
    either.asked("张某", "resolve", second, text="已修好")
    lines = texts(talk(either, "我的上报")).split("\n")[1:]
    assert [line[:11] for line in lines] == [second, first, third]
