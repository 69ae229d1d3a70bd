"""What lets somebody in: invitations, single-use links and sessions, by the hashes of their codes; and wrong codes."""

from datetime import datetime, timedelta

from sqlalchemy import Connection, delete, insert, select, update

from storage.tables.people import ATTEMPT, INVITATION, LINK, SESSION


def invite(connection: Connection, code: bytes, identity: int, now: datetime, ends_at: datetime) -> None:
    """Keeps an invitation by its code's hash."""
    connection.execute(insert(INVITATION).values(code=code, person=identity, made_at=now, ends_at=ends_at))


def take_invitation(connection: Connection, code: bytes, now: datetime) -> int | None:
    """Whose invitation it is, and uses it up; None where it is unknown, used or over."""
    used = (
        update(INVITATION)
        .where(INVITATION.c.code == code, INVITATION.c.used_at.is_(None), INVITATION.c.ends_at > now)
        .values(used_at=now)
        .returning(INVITATION.c.person)
    )
    return connection.execute(used).scalar()


def tried(connection: Connection, source: str, now: datetime, window: timedelta) -> int:
    """Counts one more wrong code from a source, and says how many there were within the window."""
    row = connection.execute(select(ATTEMPT.c.count, ATTEMPT.c.since).where(ATTEMPT.c.source == source)).first()
    if row is None:
        connection.execute(insert(ATTEMPT).values(source=source, count=1, since=now))
        return 1
    count, since = (row.count + 1, row.since) if row.since > now - window else (1, now)  # type: ignore[operator]
    connection.execute(update(ATTEMPT).where(ATTEMPT.c.source == source).values(count=count, since=since))
    return int(count)


def attempts(connection: Connection, source: str, now: datetime, window: timedelta) -> int:
    """How many wrong codes came from a source within the window."""
    found = select(ATTEMPT.c.count).where(ATTEMPT.c.source == source, ATTEMPT.c.since > now - window)
    return connection.execute(found).scalar() or 0


def add_link(connection: Connection, token: bytes, identity: int, page: str, ends_at: datetime) -> None:
    """Keeps a single-use link by its token's hash."""
    connection.execute(insert(LINK).values(token=token, person=identity, page=page, ends_at=ends_at))


def take_link(connection: Connection, token: bytes, now: datetime) -> tuple[int, str] | None:
    """Whose link it is and which page it opens, and uses it up; None where it is unknown, used or over."""
    used = (
        update(LINK)
        .where(LINK.c.token == token, LINK.c.used_at.is_(None), LINK.c.ends_at > now)
        .values(used_at=now)
        .returning(LINK.c.person, LINK.c.page)
    )
    row = connection.execute(used).first()
    return (row.person, row.page) if row else None


def add_session(
    connection: Connection, token: bytes, identity: int, csrf: str, now: datetime, ends_at: datetime
) -> None:
    """Keeps a session by its token's hash."""
    connection.execute(insert(SESSION).values(token=token, person=identity, csrf=csrf, made_at=now, ends_at=ends_at))


def session(connection: Connection, token: bytes, now: datetime) -> tuple[int, str, datetime] | None:
    """Who is signed in by this token, their CSRF token, and until when."""
    found = select(SESSION.c.person, SESSION.c.csrf, SESSION.c.ends_at)
    row = connection.execute(found.where(SESSION.c.token == token, SESSION.c.ends_at > now)).first()
    return (row.person, row.csrf, row.ends_at) if row else None


def prolong_session(connection: Connection, token: bytes, identity: int, ends_at: datetime) -> None:
    """A session that is still in use ends later."""
    mine = update(SESSION).where(SESSION.c.token == token, SESSION.c.person == identity)
    connection.execute(mine.values(ends_at=ends_at))


def end_session(connection: Connection, token: bytes) -> None:
    """Signs out."""
    connection.execute(delete(SESSION).where(SESSION.c.token == token))


def forget(connection: Connection, now: datetime, window: timedelta) -> None:
    """Drops sessions and links that are over, and wrong codes that count no more."""
    connection.execute(delete(SESSION).where(SESSION.c.ends_at <= now))
    connection.execute(delete(LINK).where(LINK.c.ends_at <= now))
    connection.execute(delete(ATTEMPT).where(ATTEMPT.c.since <= now - window))
