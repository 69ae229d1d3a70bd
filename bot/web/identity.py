"""Signing in by an identity provider of the government's (OpenID Connect), where the operator names one.

An account there is kept by a keyed hash of its issuer and subject, which may be an identity number. It is somebody's
once they have come in by an invitation and connected it, or where its telephone, verified there, is theirs.
"""

from dataclasses import dataclass
from typing import Any

import structlog
from fastapi import FastAPI, HTTPException, Request, Response
from fastapi.responses import RedirectResponse

from bot.messages import Action, Said, say
from bot.settings import Settings
from bot.web.entrance import enter, home
from bot.web.pages import pages_of
from bot.web.presses import act
from bot.web.sessions import Fields, Here, Known, Maybe, Visitor, new_token
from bot.web.site import Site

PATH, BACK = "/identity", "/identity/back"
COOKIE = "cunqing_identity"  # holds what a way to the provider and back has to remember, signed
SECONDS = 600  # for going there and back
FOUND = "found"  # in that cookie: the account that a signed-in person may connect

log = structlog.get_logger()


@dataclass(frozen=True)
class Identity:
    """The provider. `client` is authlib's; `phone_claim` names its claim with a telephone, or nothing."""

    client: Any
    name: str
    phone_claim: str


def identity_of(settings: Settings) -> Identity | None:
    """The provider that the settings name; only then its library is imported."""
    if not settings.oidc_issuer:
        return None
    from authlib.integrations.starlette_client import OAuth  # type: ignore[import-untyped]

    client = OAuth().register(
        "government",
        client_id=settings.oidc_client_id,
        client_secret=settings.oidc_client_secret,
        server_metadata_url=f"{settings.oidc_issuer.rstrip('/')}/.well-known/openid-configuration",
        client_kwargs={"scope": "openid profile phone", "code_challenge_method": "S256"},
    )
    return Identity(client, settings.oidc_name, settings.oidc_phone_claim)


def remember(app: FastAPI, site: Site) -> None:
    """Gives the way there and back its cookie."""
    from starlette.middleware.sessions import SessionMiddleware

    app.add_middleware(
        SessionMiddleware,
        secret_key=site.vault.index("identity provider").hex(),
        session_cookie=COOKIE,
        max_age=SECONDS,
        path=PATH,
        same_site="lax",
        https_only=site.secure,
    )


async def leave(request: Request, here: Here) -> Response:
    """To the provider's own page."""
    identity = _identity(here)
    try:
        response: Response = await identity.client.authorize_redirect(request, f"{here.public_url}{BACK}")
    except Exception as error:  # whatever its library raises: people can still come in by their invitation
        log.warning("identity.unreachable", error=type(error).__name__)
        return _refused(request, say("{provider} does not answer now. Please try again later.", provider=identity.name))
    return response


async def back(request: Request, here: Here, visitor: Maybe) -> Response:
    """Back from the provider: signs in, or offers who is signed in already to connect the account."""
    identity = _identity(here)
    claims = await _claims(request, identity)
    if not claims.get("sub"):
        again = say("{provider} did not say who you are. Please sign in there once more.", provider=identity.name)
        return _refused(request, again)
    account = here.vault.index(f"{claims.get('iss')} {claims['sub']}").hex()
    if visitor is not None:
        request.session[FOUND] = {"account": account, "person": visitor.person.id}
        shown = str(claims.get("name") or claims.get("preferred_username") or "")
        return pages_of(request).render(request, visitor, "identity.html", shown=shown, provider=identity.name)
    phone = _phone(claims, identity.phone_claim)
    values: dict[str, object] = {"account": account, "phone": here.vault.index(phone).hex() if phone else ""}
    entry = await enter(request, here, "identified", values, {"once": new_token()})
    return entry.response or pages_of(request).render(
        request, None, "in.html", http=403, problems=[reply.text for reply in entry.replies], refused=True, code=""
    )


async def connect(request: Request, here: Here, visitor: Known, fields: Fields) -> Response:
    """Makes the account that was just shown this person's own."""
    _identity(here)
    found = request.session.pop(FOUND, None)
    if not found or found["person"] != visitor.person.id:
        raise HTTPException(400)
    action = Action("identity_connected", values={"account": found["account"]})
    await act(request, here, visitor, action, once=fields.get("once", "") or new_token())
    return RedirectResponse(home(visitor), 303)


async def _claims(request: Request, identity: Identity) -> dict[str, Any]:
    """What the provider says, its signature checked; nothing where it does not hold."""
    try:
        token = await identity.client.authorize_access_token(request)
    except Exception as error:  # a forged, late or refused answer, or a provider that is down
        log.warning("identity.refused", error=type(error).__name__)  # its text may hold what the provider said
        return {}
    return dict(token.get("userinfo") or {})


def _phone(claims: dict[str, Any], claim: str) -> str:
    """The telephone, as the register has it, unless the provider says that nobody has verified it."""
    said = str(claims.get(claim) or "") if claim and claims.get(f"{claim}_verified") is not False else ""
    return said.replace(" ", "").replace("-", "").removeprefix("+86")


def _identity(site: Site) -> Identity:
    if site.identity is None:
        raise HTTPException(404)
    found: Identity = site.identity
    return found


def _refused(request: Request, why: Said) -> Response:
    pages = pages_of(request)
    visitor: Visitor | None = None
    words = pages.site.languages.said(why, pages.language(request, visitor))
    return pages.render(request, visitor, "in.html", http=403, problems=[words], refused=True, code="")
