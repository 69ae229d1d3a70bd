"""Villagers' and cadres' words find the topic: in the first three, nearly always at the top."""

import csv
from pathlib import Path

import pytest

from bot.packs import read_pack
from bot.routing.model import Topic
from bot.routing.topics import propose, tells_of
from tests.routing.small import TOPICS

FOLDER = Path(__file__).parents[2] / "deploy" / "qingyang"
QINGYANG = read_pack(FOLDER).topics


def written(name: str) -> list[dict[str, str]]:
    """The rows of a file: sentences, each with its topic, and maybe another one that would do."""
    with (Path(__file__).parent / name).open(encoding="utf-8", newline="") as source:
        return list(csv.DictReader(source))


SENTENCES = [(row["words"], row["topic"]) for row in written("sentences.csv")]
# Written without a look at the keywords, which are not to be fitted to them.
UNSEEN = [(row["words"], {row["topic"], row["also"]}) for row in written("unseen.csv")]


def proposed(words: str, limit: int = 3) -> list[str]:
    return [topic.code for topic in propose(QINGYANG, words, limit)]


@pytest.mark.parametrize(("words", "topic"), SENTENCES)
def test_the_words_of_a_problem_propose_its_topic(words: str, topic: str) -> None:
    assert topic in proposed(words)


def test_nearly_every_sentence_has_its_topic_first() -> None:
    first = sum(proposed(words, 1) == [topic] for words, topic in SENTENCES)
    assert len(SENTENCES) >= 60
    assert first / len(SENTENCES) >= 0.9


def test_most_sentences_that_nobody_had_in_mind_find_their_topic_all_the_same() -> None:
    found = [(set(proposed(words)), set(proposed(words, 1)), fitting) for words, fitting in UNSEEN]
    assert len(UNSEEN) >= 300
    assert sum(bool(offered & fitting) for offered, _first, fitting in found) / len(UNSEEN) >= 0.8
    assert sum(bool(first & fitting) for _offered, first, fitting in found) / len(UNSEEN) >= 0.65


def test_a_sentence_without_any_keyword_is_offered_what_it_resembles() -> None:
    words = "圈里的猪身上起红点，两天倒了五头"
    assert not tells_of(QINGYANG, words)
    assert proposed(words, 1) == ["animal_disease"]


def test_what_a_keyword_names_is_told_of() -> None:
    assert tells_of(TOPICS, "老屋漏雨")
    assert not tells_of(TOPICS, "老屋很旧")


def test_the_sentences_touch_every_topic_but_other() -> None:
    assert {topic.code for topic in QINGYANG} - {topic for _words, topic in SENTENCES} == {"other"}


def test_a_broken_pipe_proposes_drinking_water_and_the_works() -> None:
    assert proposed("村里水管冻裂了，五组三户停水三天")[:2] == ["drinking_water", "water_supply_works"]


@pytest.mark.parametrize(
    "words", ["", "   ", "！？", "😀😀", "你好", "今天天气不错", "谢谢", "hello", "1", "好的，收到"]
)
def test_where_nothing_fits_nothing_is_proposed(words: str) -> None:
    assert proposed(words) == []


def test_a_topic_s_own_name_or_code_finds_it() -> None:
    for topic in QINGYANG:
        assert proposed(topic.name, 1) == [topic.code]
        assert proposed(topic.code, 1) == [topic.code]


def test_longer_words_weigh_more_and_shared_ones_less() -> None:
    short = Topic("short", "甲", "一", keywords=("水",))
    long = Topic("long", "乙", "二", keywords=("水管爆裂",))
    shared = [Topic(code, "丙", code, keywords=("停水",)) for code in ("x", "y")]
    own = Topic("own", "丁", "三", keywords=("断水",))
    assert [topic.code for topic in propose([short, long], "水管爆裂", 2)] == ["long", "short"]
    assert propose([*shared, own], "停水断水", 1) == [own]


def test_words_in_spaces_and_punctuation_are_found_all_the_same() -> None:
    assert [topic.code for topic in propose(TOPICS, "停 水，三天！", 3)] == ["drinking"]


def test_the_limit_is_kept() -> None:
    assert len(proposed("停水 漏雨 低保 停电", 2)) == 2
