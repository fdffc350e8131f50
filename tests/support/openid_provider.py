"""A small OpenID provider on this machine: discovery, keys, a page to sign in, tokens over HTTP.

It keeps to OpenID Connect Core 1.0 (3.1) and RFC 7636 as far as a client can notice, and can be
told to lie: `lies` changes the claims of the next token, `sign_with` its key.
"""

import base64
import hashlib
import secrets
import time
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Annotated
from urllib.parse import urlencode

from fastapi import FastAPI, Form, Request
from fastapi.responses import JSONResponse, RedirectResponse
from joserfc import jwt
from joserfc.jwk import KeySet, RSAKey
from serving import served

CLIENT, SECRET = "desk", "not-a-secret"
KEY, OTHER_KEY = (RSAKey.generate_key(2048, {"kid": "1"}) for _ in range(2))


@dataclass
class OpenIdProvider:
    """The provider, who is signed in at it, and the lies that it tells."""

    issuer: str = ""
    mail: str = "jo@example.org"
    sign_with: RSAKey = field(default_factory=lambda: KEY)
    lies: dict = field(default_factory=dict)
    document: dict = field(default_factory=dict)
    redirect_uris: list = field(default_factory=list)
    asked: list = field(default_factory=list)
    codes: dict = field(default_factory=dict)

    def forget(self):
        """Be as it was at first, at the same address."""
        self.__init__(self.issuer)

    def id_token(self, nonce):
        """Sign who is signed in."""
        now = int(time.time())
        claims = {
            "iss": self.issuer,
            "sub": "0815",
            "aud": CLIENT,
            "iat": now,
            "exp": now + 300,
            "nonce": nonce,
            "email": self.mail,
            "email_verified": True,
        }
        claims = {name: value for name, value in (claims | self.lies).items() if value is not None}
        return jwt.encode({"alg": "RS256", "kid": "1"}, claims, self.sign_with)


@contextmanager
def openid_provider():
    """Run the provider in a thread."""
    provider = OpenIdProvider()
    with served(_application(provider)) as address:
        provider.issuer = address
        yield provider


def _application(provider):
    app = FastAPI()

    @app.get("/.well-known/openid-configuration")
    def discovery():
        usual = {
            "issuer": provider.issuer,
            "authorization_endpoint": f"{provider.issuer}/authorize",
            "token_endpoint": f"{provider.issuer}/token",
            "jwks_uri": f"{provider.issuer}/keys",
            "response_types_supported": ["code"],
            "subject_types_supported": ["public"],
            "id_token_signing_alg_values_supported": ["RS256"],
        }
        return usual | provider.document

    @app.get("/keys")
    def keys():
        return KeySet([KEY]).as_dict(private=False)

    @app.get("/authorize")
    def authorize(request: Request):
        query = dict(request.query_params)
        provider.asked.append(query)
        assert query["client_id"] == CLIENT
        assert query["response_type"] == "code"
        assert query["code_challenge_method"] == "S256"
        assert set(query["scope"].split()) == {"openid", "email"}
        assert query["redirect_uri"] in provider.redirect_uris
        code = secrets.token_urlsafe(16)
        provider.codes[code] = query
        back = urlencode({"code": code, "state": query["state"]})
        return RedirectResponse(f"{query['redirect_uri']}?{back}", 303)

    @app.post("/token")
    def token(
        request: Request,
        code: Annotated[str, Form()],
        grant_type: Annotated[str, Form()],
        redirect_uri: Annotated[str, Form()],
        code_verifier: Annotated[str, Form()],
    ):
        known = base64.b64encode(f"{CLIENT}:{SECRET}".encode()).decode()
        if request.headers.get("authorization") != f"Basic {known}":
            return JSONResponse({"error": "invalid_client"}, 401)
        query = provider.codes.pop(code, None)  # a code serves once
        if query is None or grant_type != "authorization_code":
            return JSONResponse({"error": "invalid_grant"}, 400)
        digest = hashlib.sha256(code_verifier.encode()).digest()
        challenge = base64.urlsafe_b64encode(digest).rstrip(b"=").decode()
        if (redirect_uri, challenge) != (query["redirect_uri"], query["code_challenge"]):
            return JSONResponse({"error": "invalid_grant"}, 400)
        return {
            "access_token": secrets.token_urlsafe(16),
            "token_type": "Bearer",
            "expires_in": 300,
            "id_token": provider.id_token(query["nonce"]),
        }

    return app
