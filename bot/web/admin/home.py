"""Where an admin arrives."""

from fastapi import Response
from fastapi.responses import RedirectResponse

from bot.web.admin.reach import Admin


def home(visitor: Admin) -> Response:
    """The rules: what an admin looks after first."""
    return RedirectResponse("/admin/rules", 303)
