"""Recorded updates, damaged in every way that a wire or an enemy could think of: reading one never raises.

python -m tests.channels.fuzz 100000 [seed]
"""

import json
import random
import sys
import time
from collections.abc import Callable
from copy import deepcopy
from typing import Any

import msgspec

from bot.channels.telegram import answer, read
from tests.channels.recorded import BOT, USERNAME, updates

VALUES: list[Any] = [
    None, True, False, 0, -1, 1, 2**31, 2**63, -(2**63), 10**30, 1e308, 0.5,
    "", "\0", "水\0", "\ud83d", "/", "/@", "@", "a" * 5000,
    "private", "group", "channel", [], [[]], {}, {"id": 1}, {"id": True}, {"id": "7"}, [None], ["a"] * 50,
]  # fmt: skip

Tree = Any
Damage = Callable[[random.Random, Tree], Tree]


def places(tree: Tree) -> list[tuple[Any, Any]]:
    """Every (container, key) of a tree of dicts and lists."""
    found: list[tuple[Any, Any]] = []
    pairs = tree.items() if isinstance(tree, dict) else enumerate(tree) if isinstance(tree, list) else ()
    for key, value in pairs:
        found += [(tree, key), *places(value)]
    return found


def lose(chance: random.Random, tree: Tree) -> Tree:
    where, key = chance.choice(places(tree))
    del where[key]
    return tree


def change(chance: random.Random, tree: Tree) -> Tree:
    where, key = chance.choice(places(tree))
    where[key] = deepcopy(chance.choice(VALUES))
    return tree


def swap(chance: random.Random, tree: Tree) -> Tree:
    (one, first), (two, second) = chance.sample(places(tree), 2)
    one[first], two[second] = deepcopy(two[second]), deepcopy(one[first])
    return tree


def bury(chance: random.Random, tree: Tree) -> Tree:
    where, key = chance.choice(places(tree))
    for _ in range(chance.choice([1, 3, 40])):
        where[key] = [where[key]] if chance.random() < 0.5 else {"id": where[key]}
    return tree


def rename(chance: random.Random, tree: Tree) -> Tree:
    named = [place for place in places(tree) if isinstance(place[0], dict)]
    if named:
        other = chance.choice(named)[1]
        where, key = chance.choice(named)
        where[other] = where.pop(key)
    return tree


DAMAGES: list[Damage] = [lose, change, change, swap, bury, rename]


def damaged(chance: random.Random, update: bytes) -> bytes:
    """One to three damages of the tree, and at times of the bytes."""
    try:
        tree = json.loads(update)
    except ValueError:
        return torn(chance, update)
    for _ in range(chance.choice([1, 1, 1, 2, 3])):
        if len(places(tree)) > 1:
            tree = chance.choice(DAMAGES)(chance, tree)
    written = json.dumps(tree, ensure_ascii=chance.random() < 0.5).encode("utf-8", "surrogatepass")
    return torn(chance, written) if chance.random() < 0.1 else written


def torn(chance: random.Random, update: bytes) -> bytes:
    """Cut, with a byte changed, or with bytes put in."""
    at = chance.randrange(len(update) + 1)
    match chance.randrange(3):
        case 0:
            return update[:at]
        case 1:
            return update[:at] + bytes([chance.randrange(256)]) + update[at + 1 :]
        case _:
            return update[:at] + chance.randbytes(chance.randint(1, 8)) + update[at:]


def check(update: bytes) -> str:
    """Reads one damaged update, and says what became of it."""
    incoming = read(update, BOT, USERNAME)
    answer(update)
    if incoming is None:
        return "ignored"
    assert incoming.id.startswith(f"telegram/{BOT}/")
    assert incoming.unreadable or incoming.chat
    assert incoming.unreadable or not incoming.raw
    msgspec.json.encode(incoming)
    return "unreadable" if incoming.unreadable else "read"


def fuzz(count: int, seed: int) -> dict[str, int]:
    """How many damaged updates were read, ignored and unreadable."""
    chance = random.Random(seed)
    corpus = list(updates().values())
    became = {"read": 0, "ignored": 0, "unreadable": 0}
    for _ in range(count):
        update = damaged(chance, chance.choice(corpus))
        try:
            became[check(update)] += 1
        except Exception:
            print("seed", seed, "update", update)
            raise
    return became


if __name__ == "__main__":
    many, start = int(sys.argv[1]), int(sys.argv[2]) if len(sys.argv) > 2 else 20251124
    began = time.perf_counter()
    print(f"{many} damaged updates, seed {start}: {fuzz(many, start)}, {time.perf_counter() - began:.1f} s")
