"""`cunqing check`, `backup`, `restore`, `key`, `letters`: what an operator does."""

import asyncio
import contextlib
import secrets
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated

import msgspec
import typer

from bot import backups
from bot.commands.failing import refused
from bot.commands.options import Json
from bot.commands.reaching import reading, submitting, there
from bot.commands.saying import as_json, fail, said, writing_to
from bot.keyring import vault_of
from bot.messages import Action, Incoming, say, say_n
from bot.settings import Settings, read
from storage import dead_letters
from storage.store import Unavailable, open_store
from storage.vault import new_key


def check(json: Json = False) -> None:
    """Says whether what must always hold holds in this database; ends with 1 where it does not."""
    from bot.checks import check as find

    settings = read()
    with reading(settings) as connection, reaching(settings):
        findings = find(connection, vault_of(settings, connection), open_store(settings.files, settings.data))
    broken = [finding for finding in findings if not finding.note]
    if json:
        as_json([{"invariant": f.invariant, "where": f.where, "note": f.note} for f in findings])
    else:
        for finding in findings:
            said(
                say(
                    "{invariant}: {where}: {message}",
                    invariant=finding.invariant,
                    where=finding.where,
                    message=finding.message,
                )
            )
        if not broken:
            said(say("Everything that must hold, holds."))
    if broken:
        raise typer.Exit(1)


def backup(file: Annotated[Path, typer.Argument(help="Where the copy goes")]) -> None:
    """Copies the database and the files into one archive, also while the server runs. The key is not in it."""
    settings = read()
    if settings.database_url:
        fail(
            say(
                "A PostgreSQL is backed up with its own tools (pg_dump); the files are in {folder}.",
                folder=settings.files or str(settings.data / "files"),
            )
        )
    there(settings)  # one of an older version too: it is backed up before it is brought up
    try:
        with writing_to(file), reaching(settings):
            size = backups.write(settings.data, settings.database, open_store(settings.files, settings.data), file)
    except backups.Occupied:
        fail(say("{file} is there already and is no backup: nothing was written. Name another file.", file=str(file)))
    except backups.Inside:
        fail(say("A backup is kept outside of the data folder {folder}: nothing was written. Name another place.",
                 folder=str(settings.data)))  # fmt: skip
    key = "CUNQING_KEY" if settings.key else str(settings.data / "key")
    said(
        say("{file}: {size} MB. Keep the key apart from it: {key}.", file=str(file), size=round(size / 1e6, 1), key=key)
    )


def restore(file: Annotated[Path, typer.Argument(help="A backup")]) -> None:
    """Puts a backup into an empty data folder."""
    settings = read()
    if settings.database_url:
        fail(say("A PostgreSQL is restored with its own tools (pg_restore); CUNQING_DATABASE_URL names one."))
    if settings.database.exists():
        fail(say("{folder} holds a database. Restore into an empty data folder.", folder=str(settings.data)))
    try:
        with reaching(settings):
            backups.unpack(file, settings.data, open_store(settings.files, settings.data))
    except backups.NoBackup:
        fail(say("{file} is no backup of Cunqing, or a part of it is missing.", file=str(file)))
    except OSError as error:
        fail(refused(error, error.filename or settings.data))
    said(say("Restored into {folder}. Put the key there too, then check: cunqing check.", folder=str(settings.data)))


@contextlib.contextmanager
def reaching(settings: Settings) -> Iterator[None]:
    """Ends with a sentence where the store of files does not answer."""
    try:
        yield
    except Unavailable as error:
        where = settings.files or str(settings.data)
        fail(say("The files in {where} cannot be reached: {why}", where=where, why=str(error)))


def key() -> None:
    """Prints a new key for CUNQING_KEY."""
    typer.echo(new_key())


def letters(
    again: Annotated[str, typer.Option("--again", help="Run this one again, by its reference")] = "", json: Json = False
) -> None:
    """Lists what could not be dealt with; runs one of them again."""
    settings = read()
    with reading(settings) as connection:
        found = dead_letters.listed(connection)
        content = dead_letters.content(connection, vault_of(settings, connection), again) if again else None
    if again:
        if content is None:
            fail(say("There is no letter {reference}.", reference=again))
        asyncio.run(_again(again, content))
        said(say("{reference} was run again.", reference=again))
        return
    if json:
        as_json([{"reference": dead.reference, "at": dead.at.isoformat(), "reason": dead.reason} for dead in found])
        return
    said(say_n("{count} letter could not be dealt with.", "{count} letters could not be dealt with.", len(found)))
    for dead in found:
        said(say("{reference} {at} {reason}", reference=dead.reference, at=dead.at, reason=dead.reason))


async def _again(reference: str, content: bytes) -> None:
    """The same Incoming under an id of its own; a second failure makes a new letter."""
    incoming = msgspec.json.decode(content, type=Incoming)
    again = msgspec.structs.replace(incoming, id=f"{incoming.id}/again/{secrets.token_hex(4)}", unreadable="")
    async with submitting(read()) as submit:
        await submit(again)
        await submit(Incoming(id=f"command/{secrets.token_hex(12)}", action=Action("letter_rerun", reference)))
