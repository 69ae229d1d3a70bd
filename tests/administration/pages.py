"""Who may open which of the admin's pages: the table that the tests go through cell by cell.

李某 has an item in 环县, and whoever is named here looks at its place, or at another one. Who is not named finds
nothing there, as if the page did not exist; a press of theirs finds nothing either.
"""

from collections.abc import Mapping

CITY, COUNTY, FAR, COORDINATOR = "市管理员", "县管理员", "别县管理员", "县协调员"
WHO = ("生人", "驻村干部", "经办人", "负责人", COORDINATOR, FAR, COUNTY, CITY)
ADMINS = (FAR, COUNTY, CITY)
OPEN: Mapping[str, tuple[str, ...]] = {
    "/admin": ADMINS,
    "/admin/rules": ADMINS,
    "/admin/rules/1": ADMINS,
    "/admin/rules/1/workbook": ADMINS,
    "/admin/astray": ADMINS,
    "/admin/explain": ADMINS,
    "/admin/explain?number=2026-000001": (COUNTY, CITY),
    "/admin/returned": (COORDINATOR, *ADMINS),
    "/admin/lists": ADMINS,
    "/admin/departments": ADMINS,
    "/admin/lists/items": ADMINS,
    "/admin/lists/units/workbook": ADMINS,
    "/admin/invitations": ADMINS,
    "/admin/units/621022-water": (COUNTY, CITY),
    "/admin/units/621022-water/split": (COUNTY, CITY),
    "/admin/work/nothing": (),
    "/admin/audit": ADMINS,
    "/admin/letters": (CITY,),
}
PRESS: Mapping[str, tuple[str, ...]] = {
    "/admin/rules/upload": ADMINS,
    "/admin/departments/upload": ADMINS,
    "/admin/departments/begin": ADMINS,
    "/admin/rules/back": ADMINS,
    "/admin/rules/1/publish": ADMINS,
    "/admin/rules/1/restore": ADMINS,
    "/admin/astray": ADMINS,
    "/admin/returned": (COORDINATOR, *ADMINS),
    "/admin/lists/units/upload": ADMINS,
    "/admin/lists/units/take-in": ADMINS,
    "/admin/lists/people/protected": (CITY,),
    "/admin/invitations": ADMINS,
    "/admin/invitations/new": ADMINS,
    "/admin/units/621022-water": (COUNTY, CITY),
    "/admin/units/621022-water/split/upload": (COUNTY, CITY),
    "/admin/letters/D0001": (CITY,),
}
