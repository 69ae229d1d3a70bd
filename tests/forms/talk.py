"""A form talked through in a test: after each turn the state goes through JSON, as a stored one does."""

from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

import msgspec

from bot.forms.engine import begin, step
from bot.forms.facts import Entry, Facts, Rows
from bot.forms.model import Form
from bot.forms.prompts import prompt
from bot.forms.state import AnyGiven, Ask, Done, Record, Refused, Reply, Said, State, given_of
from bot.forms.xlsform import compile_form
from bot.languages import SHANGHAI, Languages
from bot.messages import Choice, Labels, Message
from bot.messages import Said as Saying

NOW = datetime(2026, 11, 24, 9, 0, tzinfo=SHANGHAI)  # a Tuesday
CHINESE = Languages.load(Path(__file__).parent.parent.parent / "locales")

HOUSEHOLDS = [
    ("h1", "王某甲", "2", "lifted", "脱贫户", "same", "13800000000"),
    ("h2", "王某乙", "5", "unstable", "脱贫不稳定户", "less", ""),
    ("h3", "李某", "4", "ordinary", "一般农户", "", ""),
]
TOPICS = [("water", "饮水不足、水质或断水", "living"), ("road", "道路", "living"), ("clinic", "看病", "services")]


def _household(row: tuple[str, ...]) -> Entry:
    name, head, members, category, label, income, phone = row
    fields = {
        "head": head,
        "members": int(members),
        "category": category,
        "category_label": Labels({"zh": label, "en": category}),
    }
    fields |= {"area": "621022101204", "last_visit": NOW.date(), "last_income": income, "phone": phone}
    return Entry(name, Labels({"zh": f"{head}家", "en": head}), fields)


def lists() -> dict[str, Rows]:
    """Outside lists with a few rows: a flat one that knows whom one wants, one with groups, one with many rows."""
    groups = [Entry("living", "生活条件"), Entry("services", "公共服务")]
    return {
        "households": Rows(map(_household, HOUSEHOLDS), suggested=["h2", "h1"]),
        "topics": Rows([Entry(name, label, {}, group) for name, label, group in TOPICS], groups),
        "areas": Rows([Entry(f"v{number}", f"第{number}村", {"parent": f"t{number % 3}"}) for number in range(1, 31)]),
    }


def facts(now: datetime = NOW, seed: int = 7) -> Facts:
    return Facts(now, seed, "李某", lists())


def form(markdown: str) -> Form:
    """The form of a Markdown workbook."""
    return compile_form(markdown, "test.md")


def survey(*rows: str, head: str = "type | name | label", choices: tuple[str, ...] = ()) -> str:
    """A workbook of a few rows."""
    lines = ["| survey |", f"| | {head} |", *(f"| | {row} |" for row in rows)]
    lines += ["| choices |", "| | list_name | name | label |", *(f"| | {row} |" for row in choices)] if choices else []
    return "\n".join(lines)


NAMESPACE = '| settings |\n| | form_id | namespaces |\n| | test | cq="https://cunqing.org/xlsform" |\n'


class Talk:
    """One conversation. `say` and `tap` are what a person does; `asked` and `buttons` what they see."""

    def __init__(self, form: Form, known: Mapping[str, Any] | None = None, facts_: Facts | None = None) -> None:
        self.form, self.facts = form, facts_ or facts()
        self.state, self.replies = begin(form, self.facts, known)
        self._through_json()

    def _through_json(self) -> None:
        self.state = msgspec.json.decode(msgspec.json.encode(self.state), type=State)

    def give(self, given: AnyGiven) -> "Talk":
        self.state, self.replies = step(self.form, self.state, given, self.facts)
        self._through_json()
        return self

    def say(self, *texts: str) -> "Talk":
        for text in texts:
            self.give(Said(text))
        return self

    def tap(self, *labels: str) -> "Talk":
        """Presses buttons by what stands on them."""
        for label in labels:
            found = [choice for choice in self._choices() if CHINESE.said(choice.label, "zh") == label]
            assert found, f"no button {label} among {self.buttons}"
            assert found[0].action is not None
            self.give(given_of(found[0].action.values["given"]))
        return self

    @property
    def path(self) -> str:
        """The path of the question that is asked now; empty at the review."""
        last = self.replies[-1]
        return last.path if isinstance(last, Ask) else ""

    @property
    def refused(self) -> str:
        """Why the last answer was refused; empty where it was not."""
        return next((words(reply.why) for reply in self.replies if isinstance(reply, Refused)), "")

    @property
    def message(self) -> Message:
        (message,) = prompt(self.form, self.state, self.replies, self.facts)
        return message

    @property
    def text(self) -> str:
        return words(self.message.text)

    @property
    def asked(self) -> str:
        """The last line of the message."""
        return self.text.split("\n")[-1]

    def _choices(self) -> list[Choice]:
        return [choice for row in self.message.choices for choice in row]

    @property
    def buttons(self) -> list[str]:
        return [words(choice.label) for choice in self._choices()]

    @property
    def record(self) -> Record:
        last: Reply = self.replies[-1]
        assert isinstance(last, Done), last
        return last.record


def words(saying: Saying) -> str:
    return CHINESE.said(saying, "zh")
