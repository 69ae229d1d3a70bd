"""The catalogues: complete, in step with the code, the same values on both sides, Chinese with its own punctuation."""

import re
from collections.abc import Iterator
from string import Formatter

import pytest
from babel.messages.catalog import Catalog, Message

from bot.languages import Languages
from tests.catalogues import LOCALES, extracted, read, singular, written

LANGUAGES = sorted(path.parent.parent.name for path in LOCALES.glob("*/LC_MESSAGES/cunqing.po"))
HAN = "[一-鿿㐀-䶿々〇]"
HALF_WIDTH = re.compile(rf"(?<={HAN})[,;:?!()](?={HAN}|\s|$)|(?<={HAN})\.(?={HAN}|\s|$)|[,;:?!(](?={HAN})")


def catalogue(language: str) -> Catalog:
    return read(LOCALES / language / "LC_MESSAGES" / "cunqing.po", language)


def messages(language: str) -> Iterator[Message]:
    return (message for message in catalogue(language) if message.id)


def forms(message: Message) -> tuple[str, ...]:
    return tuple(message.string) if isinstance(message.string, tuple | list) else (message.string or "",)


def values(text: str) -> set[str]:
    parsed = Formatter().parse(re.sub(r"\$\{[^{}]*\}", "", text))  # ${name} is XLSForm's, and said as it is
    return {name for _, name, _, _ in parsed if name is not None}


def test_chinese_and_english_are_there() -> None:
    assert {"zh", "en"} <= set(LANGUAGES)
    assert set(Languages.load(LOCALES).catalogues) == set(LANGUAGES)


def test_the_template_is_in_step_with_the_code() -> None:
    assert (LOCALES / "cunqing.pot").read_bytes() == written(extracted()), "python -m tests.catalogues"


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_sentence_of_the_code_is_there_and_no_other(language: str) -> None:
    code = {singular(message.id) for message in extracted() if message.id}
    there = {singular(message.id) for message in messages(language)}
    assert (code - there, there - code) == (set(), set()), "python -m tests.catalogues"
    assert not catalogue(language).obsolete, "python -m tests.catalogues prune"


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_sentence_is_translated_in_each_number(language: str) -> None:
    wanted = catalogue(language).num_plurals
    for message in messages(language):
        assert all(forms(message)), message.id
        assert not message.fuzzy, message.id
        if message.pluralizable:
            assert len(forms(message)) == wanted, message.id


@pytest.mark.parametrize("language", LANGUAGES)
def test_both_sides_name_the_same_values(language: str) -> None:
    for message in messages(language):
        ids = message.id if isinstance(message.id, tuple | list) else (message.id,)
        expected = set().union(*map(values, ids))
        for form in forms(message):
            spared = {"count"} if message.pluralizable else set()  # "one item" need not say the number
            assert values(form) - spared == expected - spared, message.id


def test_what_is_said_in_chinese_is_chinese() -> None:
    for message in messages("zh"):
        for form in forms(message):
            words = re.sub(r"\{\w+\}|/\w+", "", form)
            assert re.search(HAN, words) or not re.search(r"[a-z]{3}", words), f"{message.id} -> {form}"


def test_chinese_sentences_have_full_width_punctuation() -> None:
    assert [form for message in messages("zh") for form in forms(message) if HALF_WIDTH.search(form)] == []


@pytest.mark.parametrize("wrong", ["您好,欢迎", "好了.", "为什么?", "环县(曲子镇)", "编号:五"])
def test_half_width_punctuation_between_chinese_characters_is_noticed(wrong: str) -> None:
    assert HALF_WIDTH.search(wrong)


@pytest.mark.parametrize(
    "right", ["2026-000123，您好。", "发送“/start 邀请码”。", "3.5元", "中文 or English?", "8:30，到期"]
)
def test_numbers_and_commands_keep_theirs(right: str) -> None:
    assert not HALF_WIDTH.search(right)
