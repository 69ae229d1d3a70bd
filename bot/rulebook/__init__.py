"""The rules of a place over time: checked, compared with what was filed, told apart, found for who may change them."""

from bot.rulebook.checking import STEPS, Checked, Progress, check, questions, sound, stored
from bot.rulebook.comparing import PERIOD, Compared, case_of, compare, compare_filed, left_out, sentences, untried
from bot.rulebook.differing import Difference, differ, read_rows
from bot.rulebook.elsewhere import Astray, astray, learnt
from bot.rulebook.rights import beyond, whole

__all__ = [
    "PERIOD",
    "STEPS",
    "Astray",
    "Checked",
    "Compared",
    "Difference",
    "Progress",
    "astray",
    "beyond",
    "case_of",
    "check",
    "compare",
    "compare_filed",
    "differ",
    "learnt",
    "left_out",
    "questions",
    "read_rows",
    "sentences",
    "sound",
    "stored",
    "untried",
    "whole",
]  # fmt: skip
