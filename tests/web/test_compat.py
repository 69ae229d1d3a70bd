"""Chat apps carry old browsers: our scripts and stylesheets use nothing that Chromium 86 does not have.

What is used is read from the files; since when it is there stands in compat/chromium.json, which is made from MDN's
browser-compat data by compat/table.py. What is used and not in the table fails too: make the table anew.
"""

import json

import pytest

from tests.web.compat import scripts, sheets, table

OLDEST = 86
# Used where it is there: the script asks first, and does without.
ASKED_FOR = {"member setAppBadge", "member clearAppBadge"}


def known() -> dict[str, tuple[str, int]]:
    content = json.loads(table.TABLE.read_text(encoding="utf-8"))
    return {need: tuple(found) for need, found in content.items() if need}


def too_new(wanted: set[str]) -> dict[str, object]:
    """What is used and either newer than the oldest browser or in no table."""
    there = known()
    allowed = {need for need in wanted if need in there and there[need][1] <= OLDEST}
    return {need: there.get(need, "not in the table") for need in sorted(wanted - allowed)}


def test_scripts_and_stylesheets_need_nothing_newer_than_chromium_86() -> None:
    assert {need: found for need, found in too_new(table.used()).items() if need not in ASKED_FOR} == {}


def test_the_table_has_nothing_that_is_not_used() -> None:
    assert set(known()) == table.used()


@pytest.mark.parametrize(
    ("script", "need"),
    [
        ("a?.b", "syntax javascript.operators.optional_chaining"),
        ("a ??= 1", "syntax javascript.operators.nullish_coalescing_assignment"),
        ("class A { #b = 1 }", "syntax javascript.classes.private_class_fields"),
        ("class A { static { go(); } }", "syntax javascript.classes.static.initialization_blocks"),
        ("try { go(); } catch { stop(); }", "syntax javascript.statements.try_catch.optional_catch_binding"),
        ("structuredClone(rows)", "global structuredClone"),
        ("rows.findLast(Boolean)", "member findLast"),
        ("text.replaceAll('a', 'b')", "member replaceAll"),
        ("navigator.share({})", "member share"),
    ],
)  # fmt: skip
def test_what_a_script_needs_is_seen(script: str, need: str) -> None:
    assert need in scripts.needs(script.encode())


def test_what_a_script_names_itself_is_no_global() -> None:
    assert "global rows" not in scripts.needs(b"function show(rows, ...more) { for (const row of rows) row.go(more); }")


@pytest.mark.parametrize(
    ("sheet", "need"),
    [
        ("a:has(b) { color: red }", "selector has"),
        ("a:not(b, c) { color: red }", "selector not selector_list"),
        ("a { b { color: red } }", "selector nesting"),
        ("a { inset: 0 }", "property inset"),
        ("a { height: 100dvh }", "unit dvh"),
        ("a { overflow: clip }", "value overflow clip"),
        ("a { color: color-mix(in srgb, red, blue) }", "function color color-mix"),
        ("@layer base { a { color: red } }", "at-rule layer"),
        ("@media (prefers-contrast: more) { a { color: red } }", "at-rule media prefers-contrast"),
    ],
)
def test_what_a_stylesheet_needs_is_seen(sheet: str, need: str) -> None:
    assert need in sheets.needs(sheet)
