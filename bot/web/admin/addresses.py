"""The addresses of the admin pages; each endpoint asks for who may come (Admin, Decider)."""

from collections.abc import Callable
from typing import Any

from bot.web.admin import home, rules, version

PAGES: tuple[tuple[str, str, Callable[..., Any]], ...] = (
    ("GET", "/admin", home.home),
    ("GET", "/admin/rules", rules.rules),
    ("POST", "/admin/rules/back", version.back),
    ("GET", "/admin/rules/{version}", version.version),
    ("GET", "/admin/rules/{version}/workbook", rules.download),
    ("POST", "/admin/rules/{version}/publish", version.publish),
    ("POST", "/admin/rules/{version}/restore", version.restore),
)
UPLOADS: tuple[tuple[str, Callable[..., Any]], ...] = (("/admin/rules/upload", rules.upload),)
