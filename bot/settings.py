"""The settings: the only reader of the environment. CUNQING_… variables go before settings.toml in the data folder."""

import os
import re
from difflib import get_close_matches
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import Field, ValidationError, field_validator
from pydantic_settings import (
    BaseSettings,
    InitSettingsSource,
    NoDecode,
    PydanticBaseSettingsSource,
    SettingsConfigDict,
)

from bot import fitting, located, settings_file
from bot.fitting import Wrong
from bot.messages import Lines, Said, Text, say

__all__ = ["Settings", "Wrong", "keys", "read"]

FILE = "settings.toml"
PREFIX = "CUNQING_"
NAMED = re.compile(PREFIX + "([A-Z_]+[A-Z])")


class Settings(BaseSettings):
    """What the operator decides; each is documented in docs/settings.md, which a test holds to this class."""

    model_config = SettingsConfigDict(env_prefix=PREFIX, extra="forbid", hide_input_in_errors=True)

    data: Path = Field(default=Path("data"), description="the data folder: database, key, files")
    database_url: str = Field(
        default="", description="a PostgreSQL's address; empty: an SQLite file in the data folder"
    )
    files: str = Field(
        default="",
        description="where photos and files are kept, s3://bucket/prefix; empty: in the data folder",
    )
    key: str = Field(
        default="", description="32 bytes in base64, newest first where there are several, separated by commas"
    )
    host: str = Field(default="127.0.0.1", description="the address that the pages listen on")
    port: int = Field(default=8080, ge=1, le=65535, description="the port that the pages listen on")
    public_url: str = Field(default="", description="where the pages are reached from outside, for links")
    channels: Annotated[tuple[str, ...], NoDecode] = Field(
        default=(), description="web, telegram_ptb or telegram_aiogram, and email; separated by commas"
    )
    telegram_token: str = Field(default="", description="the bot's token, from BotFather", repr=False)
    telegram_api: str = Field(default="", description="the Bot API's address, where it is not Telegram's own")
    push_services: Annotated[tuple[str, ...], NoDecode] = Field(
        default=(),
        description="push services that browsers may be told of news by: known, or hosts, by commas; empty: none",
    )
    webhook_url: str = Field(
        default="", description="where Telegram brings updates to, https://…; empty: they are fetched"
    )
    webhook_port: int = Field(default=8443, ge=1, le=65535, description="the port that the webhook listens on")
    webhook_secret: str = Field(
        default="", description="comes back with each update; empty: made from the token", repr=False
    )
    email_host: str = Field(default="", description="the mail server that sends our letters; empty: no e-mail")
    email_port: int = Field(default=0, ge=0, le=65535, description="its port; 0: 587, 465 or 25, as the security is")
    email_security: Literal["starttls", "tls", "plain"] = Field(
        default="starttls", description="how the connection to it is protected; plain inside one's own network alone"
    )
    email_user: str = Field(default="", description="the name to log in with; empty: no login")
    email_password: str = Field(default="", description="the password to log in with", repr=False)
    email_from: str = Field(default="", description="whom letters come from: an address, or “Name <address>”")
    email_inbox: str = Field(
        default="",
        description="where replies to letters come, imaps://name:password@host/INBOX; empty: they are not read",
        repr=False,
    )
    sensitive_abroad: bool = Field(default=False, description="ask sensitive questions also where servers are abroad")
    oidc_issuer: str = Field(
        default="", description="the address of a government identity provider (OpenID Connect), to sign in by it"
    )
    oidc_client_id: str = Field(default="", description="what the provider knows this deployment by")
    oidc_client_secret: str = Field(default="", description="the provider's secret for it", repr=False)
    oidc_name: str = Field(default="统一身份认证", description="what the button to the provider says")
    oidc_phone_claim: str = Field(
        default="", description="the provider's claim with a verified telephone; empty: people connect by themselves"
    )
    map: str = Field(
        default="", description="a GeoJSON file with the outlines of areas, drawn on the overview; empty: no map"
    )
    map_link: str = Field(
        default=located.AMAP,
        description="a map on the web that a location is seen on, https://… with {latitude} and {longitude};"
        " empty: the device's own",
    )
    help_contact: str = Field(default="", description="whom to call, as /help says it")
    digest_hour: int = Field(default=8, ge=0, le=23, description="the hour of the daily digest, in China's time")
    items_a_day: int = Field(default=1_000, ge=1, description="how many items one account may file in a day")
    megabytes_a_day: int = Field(
        default=2_000, ge=1, description="how many megabytes of photos and files one account may send in a day"
    )
    open_drafts: int = Field(default=100, ge=1, description="how many forms one account may leave unsubmitted")
    log: Literal["debug", "info", "warning", "error"] = Field(default="info", description="how much is logged")
    crash: str = Field(default="", description="for tests: the crash point at which to end")

    @field_validator("channels", "push_services", mode="before")
    @classmethod
    def _split(cls, value: Any) -> Any:
        return tuple(part.strip() for part in value.split(",") if part.strip()) if isinstance(value, str) else value

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """What a command says goes before the environment, the environment before the file."""
        variables = {name: value for name, value in env_settings().items() if value != "" or _may_be_empty(name)}
        written = settings_file.read(_file(init_settings().get("data")))
        return (
            init_settings,
            InitSettingsSource(settings_cls, variables),
            InitSettingsSource(settings_cls, written),
        )

    @property
    def wanted(self) -> tuple[str, ...]:
        """The channels to run: the web chat, Telegram where there is a token, e-mail where there is a mail server,
        unless the operator chose."""
        if self.channels:
            return self.channels
        telegram = ("telegram_ptb",) if self.telegram_token else ()
        return ("web", *telegram, *(("email",) if self.email_host else ()))

    @property
    def database(self) -> Path:
        """The SQLite file."""
        return self.data / "cunqing.db"

    @property
    def address(self) -> str:
        """Where the pages are, for links."""
        return self.public_url.rstrip("/") or f"http://{self.host}:{self.port}"


def read(**given: Any) -> Settings:
    """The settings; raises Wrong with a sentence for the first one that cannot be."""
    _check_names()
    given = {name: value for name, value in given.items() if value is not None}
    try:
        settings = Settings(**given)
    except ValidationError as error:
        raise Wrong(_sentence(error, given)) from None
    try:
        fitting.check(settings)
        for key in keys(settings):
            fitting.check_key(key)
    except Wrong as wrong:
        raise Wrong(_placed(wrong.message, given)) from None
    return settings


def _file(data: Any) -> Path:
    """Where settings.toml is: in the data folder that a command or the environment names."""
    return Path(data or os.environ.get("CUNQING_DATA") or "data") / FILE


def _may_be_empty(name: str) -> bool:
    """Whether an empty variable says something; a number that is set to nothing is not set."""
    return name == "map_link" or Settings.model_fields[name].default in ("", ())


def _check_names() -> None:
    """A misspelt variable would be a setting that silently does nothing."""
    known = [PREFIX + name.upper() for name in Settings.model_fields]
    for name in sorted(os.environ):
        if name.startswith(PREFIX) and name not in known:
            wrong = say("{name} is no setting; docs/settings.md has them all.", name=name)
            like = get_close_matches(name, known, 1)
            raise Wrong(say("{problem} Did you mean {names}?", problem=wrong, names=like[0]) if like else wrong)


def keys(settings: Settings) -> list[str]:
    """The keys that were set, newest first."""
    return [key.strip() for key in settings.key.split(",") if key.strip()]


def _sentence(error: ValidationError, given: dict[str, Any]) -> Said:
    """What is wrong with a value, where it was set."""
    first = error.errors()[0]
    name = str(first["loc"][0])
    file, line = _line(name, given)
    if first["type"] == "extra_forbidden":
        wrong = say("{file}, line {line}: “{name}” is no setting; docs/settings.md has them all.",
                    file=file, line=line, name=name)  # fmt: skip
        like = get_close_matches(name.lower().removeprefix(PREFIX.lower()), Settings.model_fields, 1)
        return say("{problem} Did you mean {names}?", problem=wrong, names=like[0]) if like else wrong
    why = _why(first["type"], first.get("ctx", {}))
    if line:
        return say("{file}, line {line}: {name} cannot be used: {why}", file=file, line=line, name=name, why=why)
    return say("{name} cannot be used: {why}", name=PREFIX + name.upper(), why=why)


def _line(name: str, given: dict[str, Any]) -> tuple[str, str]:
    """The file and the line of it that sets something; no line where a command or the environment does."""
    variable = os.environ.get(PREFIX + name.upper())
    elsewhere = name in given or variable or (variable == "" and _may_be_empty(name))
    path = _file(given.get("data"))
    line = 0 if elsewhere else settings_file.line_of(path, name)
    return str(path), str(line or "")


def _placed(message: Said, given: dict[str, Any]) -> Said:
    """A sentence about a setting, and where the file sets it."""
    found = NAMED.search(message.msgid) if isinstance(message, Text) else None
    file, line = _line(found[1].lower(), given) if found else ("", "")
    return Lines((message, say("It is set in {file}, line {line}.", file=file, line=line))) if line else message


def _why(kind: str, limits: dict[str, Any]) -> Said:
    """Pydantic's reasons in the catalogue's words."""
    match kind:
        case "int_parsing" | "int_type" | "int_from_float":
            return say("it has to be a whole number")
        case "greater_than_equal":
            return say("it has to be at least {least}", least=limits["ge"])
        case "less_than_equal":
            return say("it may be at most {most}", most=str(limits["le"]))
        case "bool_parsing" | "bool_type":
            return say("write true or false")
        case "literal_error":
            return say("write one of {words}", words="、".join(re.findall("'([^']*)'", str(limits["expected"]))))
        case "string_type":
            return say("it has to be text in quotation marks")
    return say("it has another form than expected")
