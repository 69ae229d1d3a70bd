"""The catalogues: complete, in step with the code, the same values on both sides, Chinese with its own punctuation."""

import json
import re
import sys
from collections.abc import Callable, Iterator
from io import StringIO
from pathlib import Path
from string import Formatter

import pytest
from babel.messages.catalog import Catalog, Message

from bot.languages import Languages
from tests import catalogues
from tests.catalogues import LOCALES, extracted, path_of, read, singular, written

LANGUAGES = sorted(path.parent.parent.name for path in LOCALES.glob("*/LC_MESSAGES/cunqing.po"))
HAN = "[一-鿿㐀-䶿々〇]"
HALF_WIDTH = re.compile(rf"(?<={HAN})[,;:?!()](?={HAN}|\s|$)|(?<={HAN})\.(?={HAN}|\s|$)|[,;:?!(](?={HAN})")


def catalogue(language: str) -> Catalog:
    return read(path_of(language), language)


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


BY_COMMAND = {  # said to nobody but whoever typed a command, though not by bot/commands itself
    "CUNQING_KEY is not 32 bytes in base64; “cunqing key” makes one.",
    "“{form}” is live as version {live}, and {version} is older. To go back to it all the same: --anyway.",
    "Export again, put your changes in, and import. To undo theirs, add --even-so.",
    (
        "Rules, units or other tables were changed here since the pack was loaded: loading it again would undo that."
        " For forms alone: cunqing forms load FILE. To undo all the same: --anyway."
    ),
}


def test_whoever_works_on_pages_or_in_chat_is_told_of_no_command() -> None:
    typed = re.compile(r"(?<![\w-])--[a-z]|cunqing [a-z]")
    for message in extracted():
        elsewhere = [name for name, _line in message.locations if not name.startswith("bot/commands")]
        if message.id and elsewhere and typed.search(singular(message.id)):
            assert singular(message.id) in BY_COMMAND, elsewhere


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


GREETING = "Good morning, {name}."


@pytest.fixture
def told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., str]:
    """Hands words to the command, on a folder of its own; what the catalogue then says of the greeting."""
    monkeypatch.setattr(catalogues, "LOCALES", tmp_path)
    template = Catalog()
    template.add(GREETING)
    template.add(("{count} thing", "{count} things"))
    monkeypatch.setattr(catalogues, "extracted", lambda: template)

    def tell(words: dict[str, str | list[str]], *options: str) -> str:
        monkeypatch.setattr(sys, "argv", ["catalogues", "zh", *options])
        monkeypatch.setattr(sys, "stdin", StringIO(json.dumps(words)))
        catalogues.main()
        return str(read(path_of("zh"), "zh")[GREETING].string)

    return tell


def test_a_translation_that_is_there_is_not_overwritten_unasked(told: Callable[..., str]) -> None:
    assert told({GREETING: "{name}，早上好。"}) == "{name}，早上好。"
    with pytest.raises(SystemExit, match=r"translated already.*Good morning"):
        told({GREETING: "早，{name}。", "{count} thing": "{count}件事"})
    assert told({GREETING: "{name}，早上好。", "{count} thing": "{count}件事"}) == "{name}，早上好。"
    assert told({GREETING: "早，{name}。"}, "--replace") == "早，{name}。"
