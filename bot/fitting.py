"""What settings must be and keep together; the first that does not is said in a sentence."""

import base64
import binascii
import re
import sys
from email.utils import parseaddr
from importlib.util import find_spec
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from bot import boundaries, located
from bot.messages import Lines, Said, say

if TYPE_CHECKING:
    from bot.settings import Settings

CHANNELS = ("web", "telegram_ptb", "telegram_aiogram", "email")
ADDRESS = re.compile(r"[^\s@]+@[^\s@]+\.[^\s@]+")
HTTP = re.compile(r"https?://[^\s/]+(/\S*)?")
TOKEN = re.compile(r"\d+:[A-Za-z0-9_-]+")
SAFE = re.compile(r"https://|http://(127\.0\.0\.1|localhost)([:/]|$)")  # browsers trust their own machine too
INBOX = re.compile(r"imaps?://(?:[^\s@/]+@)?[^\s@/:]+(?::\d{1,5})?(?:/\S*)?")


class Wrong(Exception):
    """A setting that is missing or cannot be; `message` is the sentence that says so."""

    def __init__(self, message: Said) -> None:
        super().__init__("wrong setting")
        self.message = message


def check(settings: "Settings") -> None:
    """Raises Wrong for the first that cannot be."""
    unknown = [name for name in settings.channels if name not in CHANNELS]
    if unknown:
        known = ", ".join(CHANNELS)
        raise Wrong(say("CUNQING_CHANNELS names “{name}”; it may name: {known}.", name=unknown[0], known=known))
    _check_addresses(settings)
    _check_telegram(settings)
    _check_email(settings)
    _check_files(settings.files)
    _check_identity(settings)
    _check_map(settings)


def _check_addresses(settings: "Settings") -> None:
    if settings.public_url and not HTTP.fullmatch(settings.public_url):
        raise Wrong(say("CUNQING_PUBLIC_URL has to begin with https:// or http://, as https://cunqing.example.cn."))
    if urlsplit(settings.public_url).path.rstrip("/"):  # pages know each other by addresses from the root
        raise Wrong(say("CUNQING_PUBLIC_URL is a host alone, without a path: https://cunqing.example.cn."))
    if settings.push_services and not SAFE.match(settings.address):
        raise Wrong(say("CUNQING_PUSH_SERVICES needs a CUNQING_PUBLIC_URL that begins with https:// beside it."))
    if settings.database_url and not _is_postgresql(settings.database_url):
        like = "postgresql://name:password@host/cunqing"
        raise Wrong(say("CUNQING_DATABASE_URL has to look like {example}; empty: an SQLite file.", example=like))


def _is_postgresql(address: str) -> bool:
    try:
        parts = urlsplit(address)
        parts.port  # noqa: B018 - raises where it is no number
    except ValueError:
        return False
    return parts.scheme == "postgresql" and len(parts.path) > 1


def _check_telegram(settings: "Settings") -> None:
    named = [name for name in settings.channels if name.startswith("telegram")]
    if named and not settings.telegram_token:
        raise Wrong(say("CUNQING_TELEGRAM_TOKEN is missing: Telegram needs the token that BotFather gave."))
    if settings.telegram_token and not TOKEN.fullmatch(settings.telegram_token):
        raise Wrong(say("CUNQING_TELEGRAM_TOKEN is not whole: it looks like {example}.", example="123456789:AAF…"))
    if settings.telegram_api and not HTTP.fullmatch(settings.telegram_api):
        raise Wrong(say("CUNQING_TELEGRAM_API has to begin with https:// or http://; or leave it empty."))
    if len(named) > 1:
        raise Wrong(say("CUNQING_CHANNELS names Telegram twice; keep one: telegram_ptb or telegram_aiogram."))
    if "telegram_aiogram" in named and find_spec("aiogram") is None:
        raise Wrong(
            say(
                "telegram_aiogram needs the aiogram library: {install}, or take telegram_ptb.",
                install=_install("'aiogram>=3.31,<4'"),
            )
        )
    _check_webhook(settings)


def _check_webhook(settings: "Settings") -> None:
    if settings.webhook_url and not settings.telegram_token:
        raise Wrong(say("CUNQING_WEBHOOK_URL needs CUNQING_TELEGRAM_TOKEN beside it."))
    if settings.webhook_url and settings.webhook_port == settings.port:
        raise Wrong(
            say("CUNQING_WEBHOOK_PORT and CUNQING_PORT are both {port}: each needs its own.", port=str(settings.port))
        )
    if settings.webhook_url and not settings.webhook_url.startswith("https://"):
        raise Wrong(say("CUNQING_WEBHOOK_URL has to begin with https://: Telegram brings updates to no other address."))
    if settings.webhook_secret and not re.fullmatch(r"[A-Za-z0-9_-]{16,256}", settings.webhook_secret):
        raise Wrong(say("CUNQING_WEBHOOK_SECRET has to be 16 to 256 letters, digits, _ or -; or leave it empty."))


def _install(libraries: str) -> str:
    """The command that brings libraries to where this program runs, whatever else is called pip there."""
    return f"{sys.executable} -m pip install {libraries}"


def _check_files(address: str) -> None:
    if address and not re.fullmatch(r"s3://[^/\s]+(/[^\s]*)?", address):
        raise Wrong(say("CUNQING_FILES has to look like s3://bucket/prefix; or leave it empty for the data folder."))
    if address and find_spec("s3fs") is None:
        raise Wrong(
            say("CUNQING_FILES needs the s3fs library: {install}, or leave it empty.", install=_install("'s3fs>=2026'"))
        )


def _check_identity(settings: "Settings") -> None:
    if not settings.oidc_issuer:
        return
    if not SAFE.match(settings.oidc_issuer):
        raise Wrong(say("CUNQING_OIDC_ISSUER has to begin with https://."))
    if not (settings.oidc_client_id and settings.oidc_client_secret):
        raise Wrong(say("CUNQING_OIDC_ISSUER needs CUNQING_OIDC_CLIENT_ID and CUNQING_OIDC_CLIENT_SECRET beside it."))
    if find_spec("authlib") is None:
        raise Wrong(
            say(
                "CUNQING_OIDC_ISSUER needs the authlib library: {install}.",
                install=_install("'authlib>=1.6,<2' itsdangerous"),
            )
        )


def _check_map(settings: "Settings") -> None:
    try:
        if settings.map:
            boundaries.read(settings.map)
    except boundaries.Unusable as error:
        raise Wrong(Lines((say("CUNQING_MAP cannot be used:"), *error.problems))) from None
    link = settings.map_link
    if link and not (HTTP.fullmatch(link) and located.LATITUDE in link and located.LONGITUDE in link):
        like = "https://map.example.cn/?at={latitude},{longitude}"
        raise Wrong(say("CUNQING_MAP_LINK has to look like {example}.", example=like))


def _check_email(settings: "Settings") -> None:
    if "email" not in settings.wanted:
        return
    if not settings.email_host:
        raise Wrong(say("CUNQING_EMAIL_HOST is missing: e-mail needs the mail server that sends its letters."))
    if not ADDRESS.fullmatch(parseaddr(settings.email_from)[1]):
        raise Wrong(say("CUNQING_EMAIL_FROM has to be the address that letters come from, as cunqing@example.cn."))
    if bool(settings.email_user) != bool(settings.email_password):
        raise Wrong(say("CUNQING_EMAIL_USER and CUNQING_EMAIL_PASSWORD belong together: set both, or neither."))
    if settings.email_inbox and not INBOX.fullmatch(settings.email_inbox):
        like = "imaps://name:password@imap.example.cn/INBOX"
        raise Wrong(say("CUNQING_EMAIL_INBOX has to look like {example}.", example=like))
    if not settings.public_url:
        raise Wrong(say("CUNQING_PUBLIC_URL is missing: letters have links, which have to lead to the pages."))


def check_key(key: str) -> None:
    """Raises Wrong for what is no key."""
    try:
        right = len(base64.b64decode(key, validate=True)) == 32
    except (binascii.Error, ValueError):
        right = False
    if not right:
        raise Wrong(say("CUNQING_KEY is not 32 bytes in base64; “cunqing key” makes one."))
