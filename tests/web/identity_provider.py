"""An identity provider (OpenID Connect) on the loopback: the code flow alone, signed with a key of its own."""

import base64
import contextlib
import hashlib
import socket
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

import uvicorn
from fastapi import FastAPI, Form, Request
from fastapi.responses import JSONResponse, RedirectResponse, Response
from joserfc import jwt
from joserfc.jwk import RSAKey

from tests.web.place import until

CLIENT, SECRET = "cunqing", "a-secret-of-the-test"


@dataclass
class Provider:
    """`person` are the claims of whoever sits before it; `forging` has it sign with a key that it does not publish."""

    url: str
    person: dict[str, Any] = field(default_factory=dict)
    forging: bool = False
    down: bool = False
    key: RSAKey = field(default_factory=lambda: RSAKey.generate_key(2048, {"kid": "one"}))
    asked: dict[str, dict[str, str]] = field(default_factory=dict)  # by code

    def metadata(self) -> dict[str, Any]:
        return {
            "issuer": self.url,
            "authorization_endpoint": f"{self.url}/authorize",
            "token_endpoint": f"{self.url}/token",
            "jwks_uri": f"{self.url}/keys",
            "id_token_signing_alg_values_supported": ["RS256"],
        }

    def token(self, asked: dict[str, str]) -> str:
        now = int(time.time())
        claims = {"iss": self.url, "aud": CLIENT, "iat": now, "exp": now + 60, "nonce": asked["nonce"], **self.person}
        key = RSAKey.generate_key(2048, {"kid": "one"}) if self.forging else self.key
        return jwt.encode({"alg": "RS256", "kid": "one"}, claims, key)


def application(provider: Provider) -> FastAPI:
    """Its four addresses."""
    app = FastAPI()

    @app.get("/.well-known/openid-configuration")
    def metadata() -> Response:
        return Response(status_code=503) if provider.down else JSONResponse(provider.metadata())

    @app.get("/keys")
    def keys() -> dict[str, Any]:
        return {"keys": [provider.key.as_dict(private=False)]}

    @app.get("/authorize")
    def authorize(request: Request) -> RedirectResponse:
        asked = dict(request.query_params)
        assert asked["client_id"] == CLIENT
        code = f"code{len(provider.asked)}"
        provider.asked[code] = asked
        return RedirectResponse(f"{asked['redirect_uri']}?{urlencode({'code': code, 'state': asked['state']})}")

    @app.post("/token")
    def token(request: Request, code: str = Form(), code_verifier: str = Form()) -> dict[str, Any]:
        known = base64.b64encode(f"{CLIENT}:{SECRET}".encode()).decode()
        assert request.headers["authorization"] == f"Basic {known}"
        asked = provider.asked.pop(code)
        challenge = base64.urlsafe_b64encode(hashlib.sha256(code_verifier.encode()).digest()).decode().rstrip("=")
        assert challenge == asked["code_challenge"]
        return {"access_token": "a", "token_type": "Bearer", "id_token": provider.token(asked)}

    return app


@contextlib.contextmanager
def provided() -> Iterator[Provider]:
    """A provider that answers until the end."""
    listening = socket.create_server(("127.0.0.1", 0))
    provider = Provider(f"http://127.0.0.1:{listening.getsockname()[1]}")
    server = uvicorn.Server(uvicorn.Config(application(provider), log_config=None, ws="none"))
    thread = threading.Thread(target=lambda: server.run(sockets=[listening]), name="provider")
    thread.start()
    until(lambda: server.started)
    try:
        yield provider
    finally:
        server.should_exit = True
        thread.join(20)
        listening.close()
