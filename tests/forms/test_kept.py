"""What a turn keeps of the evaluation before it is what would be worked out anew."""

import random
from pathlib import Path

import pytest

from bot.forms import play
from bot.forms.engine import begin, current, step
from bot.forms.facts import Facts
from bot.forms.model import Form
from bot.forms.prompts import prompt
from bot.forms.reading import value_of
from bot.forms.state import AnyGiven, Change, Done, State
from bot.forms.walk import places, run_of
from bot.forms.xlsform import compile_form
from tests.forms.talk import survey

FORMS = sorted((Path(__file__).parent.parent.parent / "deploy" / "qingyang" / "forms").glob("*.md"))
# Calculations over a repeat, over each other and over what is not relevant any more.
FAMILY = survey(
    "integer | n | 几人 | | | |",
    "begin_repeat | m | 人 | | | ${n} |",
    "integer | age | 年龄 | | | |",
    "calculate | old | | | ${age} >= 60 | |",
    "end_repeat | | | | | |",
    "calculate | total | | | sum(${age}) | |",
    "calculate | half | | | ${total} div 2 | |",
    "integer | d | 缺省 | ${half} > 20 | | | 7",
    "calculate | last | | | if(${half} > 20, ${d} + 1, 0) | |",
    "text | t | 为什么 | ${last} > 5 | | |",
    head="type | name | label | relevant | calculation | repeat_count | default",
)
SEEDS = 40


def given_at_random(form: Form, state: State, facts: Facts, replies: object, chance: random.Random) -> AnyGiven:
    """Something that a person may do: mostly an answer, now and then a change of an earlier one."""
    answered = [path for path, node, _ in places(form, run_of(state, facts)) if path in state.answers and node.question]
    if answered and chance.random() < 0.25:
        return Change(chance.choice(answered))
    (message,) = prompt(form, state, replies, facts)  # type: ignore[arg-type] # those of the last step
    return play._answer(form, state, replies, message, chance, chance.randint(0, 8))  # type: ignore[arg-type]


@pytest.mark.parametrize("text", [FAMILY, *(path.read_text(encoding="utf-8") for path in FORMS)])
def test_what_is_kept_is_what_would_be_worked_out_anew(text: str) -> None:
    form = compile_form(text, "test.md")
    for seed in range(SEEDS):
        chance = random.Random(seed)
        facts = Facts(play.NOW, seed, lists=play.made_up(form))
        state, replies = begin(form, facts)
        for _ in range(60):
            state, replies = step(form, state, given_at_random(form, state, facts, replies, chance), facts)
            kept, anew = run_of(state, facts), run_of(state, Facts(play.NOW, seed, lists=facts.lists))
            worked_out = {path: value for path, value in kept.memo.items() if "[" not in path}
            assert worked_out == {path: value_of(form.nodes[path], anew) for path in worked_out}
            assert current(form, state, kept) == current(form, state, anew)
            if isinstance(replies[-1], Done):
                break
