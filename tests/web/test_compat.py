"""Chat apps carry old browsers: our scripts and stylesheets use nothing that Chromium 86 does not have.

What is used is read from the files; since when it is there stands in compat/chromium.json, which compat/made.py makes
from MDN's browser-compat data.
"""

import pytest

from tests.web.compat import scripts, sheets, table

# Used where it is there: the script asks first, and does without.
ASKED_FOR = {"member setAppBadge", "member clearAppBadge"}


def too_new(wanted: set[str]) -> dict[str, object]:
    """What is newer than the oldest browser, or what has to be done before that is clear."""
    found: dict[str, object] = {}
    mine = table.own()
    for need in sorted(wanted):
        try:
            path, since = table.since(need, mine)
        except table.Unclear as error:
            found[need] = str(error)
        else:
            if since > table.OLDEST:
                found[need] = (path, since)
    return found


def test_scripts_and_stylesheets_need_nothing_newer_than_chromium_86() -> None:
    assert {need: found for need, found in too_new(table.used()).items() if need not in ASKED_FOR} == {}


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


@pytest.mark.parametrize(
    ("script", "need"),
    [
        ("class A { static { go(); } }", "syntax javascript.classes.static.initialization_blocks"),
        ("structuredClone(rows)", "global structuredClone"),
        ("rows.findLast(Boolean)", "member findLast"),
        ("Object.hasOwn(row, name)", "member hasOwn"),
        ("box.showPicker()", "member showPicker"),
        ("navigator.clipboard.writeText(text)", "member writeText"),  # of an interface that nobody named yet
    ],
)
def test_what_is_too_new_for_a_script_is_said(script: str, need: str) -> None:
    assert need in too_new(scripts.needs(script.encode()))


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
def test_what_is_too_new_for_a_stylesheet_is_said(sheet: str, need: str) -> None:
    assert need in too_new(sheets.needs(sheet))
