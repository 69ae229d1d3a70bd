"""How places are called: a village's office stands in the tables (西沟村委会), people say the village (西沟村)."""

import re

_VILLAGE = re.compile(r"^(.+?)(?:村民委员会|村委员会|村委会|村)$")
_QUARTER = re.compile(r"^(.+?)(?:社区居民委员会|社区居委会|社区|居民委员会|居委会)$")
_STREET = re.compile(r"^(.+?)(?:街道办事处|办事处街道|办事处|街道)$")
_SPACES = re.compile(r"\s+")


def label(name: str) -> str:
    """The name as people say it; what has no such ending stays as it is.

    >>> label("西沟村委会"), label("吕村村委会"), label("东湖社区居委会"), label("北街办事处街道")
    ('西沟村', '吕村', '东湖社区', '北街街道')
    """
    if name.endswith(("委员会", "村委会")) and (village := _VILLAGE.match(name)):
        return village[1] if village[1].endswith("村") else village[1] + "村"
    if name.endswith(("社区居民委员会", "社区居委会")):
        return name[: name.rindex("社区") + 2]
    if name.endswith(("街道办事处", "办事处街道")) and (found := _STREET.match(name)):
        return found[1] + "街道"
    return name


def stem(name: str) -> str:
    """What is left without the ending: 西沟 for 西沟村, 西沟村委会; 东湖 for 东湖社区; else the name."""
    for pattern in (_QUARTER, _VILLAGE, _STREET):
        if found := pattern.match(name):
            return found[1]
    return name


def tidy(typed: str) -> str:
    """What somebody typed, without blanks."""
    return _SPACES.sub("", typed)
