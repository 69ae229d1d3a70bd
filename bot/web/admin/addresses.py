"""The addresses of the admin pages; each endpoint asks for who may come (Admin, Decider)."""

from collections.abc import Callable
from typing import Any

from bot.web.admin import (
    astray,
    changes,
    departments,
    explain,
    home,
    inviting,
    letters,
    newcomer,
    numbers,
    returned,
    rules,
    split,
    tables,
    unit,
    version,
    work,
)
from bot.web.admin.listing import pages

PAGES: tuple[tuple[str, str, Callable[..., Any]], ...] = (
    ("GET", "/admin", home.home),
    ("GET", "/admin/rules", rules.rules),
    ("POST", "/admin/rules/back", version.back),
    ("GET", "/admin/rules/{version}", version.version),
    ("GET", "/admin/rules/{version}/workbook", rules.download),
    ("POST", "/admin/rules/{version}/publish", version.publish),
    ("POST", "/admin/rules/{version}/restore", version.restore),
    ("GET", "/admin/astray", astray.astray),
    ("POST", "/admin/astray", astray.send),
    ("GET", "/admin/explain", explain.page),
    ("GET", "/admin/returned", returned.returned),
    ("POST", "/admin/returned", returned.learn),
    ("GET", "/admin/lists", pages.first),
    ("GET", "/admin/lists/{noun}", pages.listed),
    ("GET", "/admin/lists/{noun}/workbook", tables.download),
    ("POST", "/admin/lists/{noun}/take-in", tables.take_in),
    ("POST", "/admin/lists/{noun}/protected", numbers.take_out),
    ("GET", "/admin/invitations", inviting.page),
    ("POST", "/admin/invitations", inviting.invite),
    ("POST", "/admin/invitations/new", newcomer.add),
    ("GET", departments.PAGE, departments.page),
    ("POST", f"{departments.PAGE}/begin", departments.begin),
    ("GET", "/admin/units/{code}", unit.unit),
    ("POST", "/admin/units/{code}", unit.change),
    ("GET", "/admin/units/{code}/split", split.table),
    ("GET", "/admin/work/{work}", work.work),
    ("GET", "/admin/audit", changes.changes),
    ("GET", "/admin/letters", letters.letters),
    ("POST", "/admin/letters/{reference}", letters.again),
)
UPLOADS: tuple[tuple[str, Callable[..., Any]], ...] = (
    (f"{departments.PAGE}/upload", departments.upload),
    ("/admin/rules/upload", rules.upload),
    ("/admin/lists/{noun}/upload", tables.upload),
    ("/admin/units/{code}/split/upload", split.upload),
)
