"""Signing in through an OpenID provider: authorization code with PKCE, state and nonce.

Follows OpenID Connect Core 1.0 (3.1) and the advice of RFC 9700. Authlib makes the requests and
checks the token. The provider says who somebody is; the store says who may use the desk.
"""

from __future__ import annotations

import importlib.util
import secrets
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

import httpx
from pydantic import BaseModel, Field, ValidationError

from geo.model.errors import MeetingplacesError
from geo.model.settings import settings

ALGORITHMS = ("RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "EdDSA")
"""How a provider may sign: with a key of its own that it publishes."""
LEEWAY_S = 60
"""How far the clock of the provider may be from ours, in seconds."""
TIMEOUT_S = 10
"""Seconds to wait for the provider."""
_SCOPE = "openid email"


class ProviderError(MeetingplacesError):
    """The provider cannot be reached, or what it says cannot be trusted."""


class ProviderAddresses(BaseModel):
    """Where a provider does what, as its discovery document says."""

    issuer: str
    authorization_endpoint: str
    token_endpoint: str
    jwks_uri: str


class Attempt(BaseModel):
    """What must come back from the provider in the same browser.

    Parameters
    ----------
    state, nonce
        In the answer and in the token.
    verifier
        Proves that who exchanges the code is who asked for it (PKCE).
    language
        In which the desk was being read.
    """

    state: str = Field(default_factory=lambda: secrets.token_urlsafe(32))
    nonce: str = Field(default_factory=lambda: secrets.token_urlsafe(32))
    verifier: str = Field(default_factory=lambda: secrets.token_urlsafe(48))
    language: str = "nl"


@dataclass(frozen=True, slots=True)
class Identity:
    """Who somebody is.

    Parameters
    ----------
    mail
        An address that the provider has verified.
    roles
        What the claim for roles holds; empty where there is none.
    """

    mail: str
    roles: frozenset[str]


def is_configured() -> bool:
    """Return whether the operator named a provider and installed the extra ``oidc``."""
    named = settings().oidc_issuer and settings().oidc_client_id
    return bool(named) and importlib.util.find_spec("authlib") is not None


def gives_roles() -> bool:
    """Return whether the provider says what somebody may do, and not the store."""
    return bool(settings().oidc_role_claim)


def authorization_url(attempt: Attempt, redirect_uri: str) -> str:
    """Return the address at the provider where somebody signs in.

    Raises
    ------
    ProviderError
        The provider cannot be reached, or its document is not right.
    """
    where = _discover()
    with _client(redirect_uri) as client:
        url, _ = client.create_authorization_url(
            where.authorization_endpoint,
            state=attempt.state,
            nonce=attempt.nonce,
            code_verifier=attempt.verifier,
        )
    return str(url)


def identity(attempt: Attempt, code: str, redirect_uri: str) -> Identity:
    """Exchange a code for a token, check the token, and say who it is about.

    Raises
    ------
    ProviderError
        Anything about the answer is not right.
    """
    from authlib.common.errors import AuthlibBaseError

    if not code:
        raise ProviderError("The provider signed nobody in.")
    where = _discover()
    try:
        with _client(redirect_uri) as client:
            token = client.fetch_token(
                where.token_endpoint, code=code, code_verifier=attempt.verifier
            )
        keys = _json(where.jwks_uri)
    except AuthlibBaseError as error:
        raise ProviderError(f"The provider refused the code ({error.error}).") from error
    except (OSError, ValueError, RuntimeError) as error:
        raise ProviderError("The provider did not answer as it should.") from error
    claims = _checked(str(token.get("id_token", "")), keys, where.issuer, attempt.nonce)
    mail = claims.get("email")
    if not isinstance(mail, str) or not mail or claims.get("email_verified") is not True:
        raise ProviderError("The provider names no mail address that it has verified.")
    return Identity(mail, _roles(claims))


def _roles(claims: dict[str, Any]) -> frozenset[str]:
    """Read the claim for roles: one word, or a list of them."""
    said = claims.get(settings().oidc_role_claim, ()) if settings().oidc_role_claim else ()
    words = [said] if isinstance(said, str) else said
    return frozenset(map(str, words)) if isinstance(words, list | tuple) else frozenset()


def _checked(token: str, keys: dict[str, Any], issuer: str, nonce: str) -> dict[str, Any]:
    """Check signature, issuer, audience, times and nonce of a token, and return its claims."""
    from authlib.oidc.core import CodeIDToken
    from joserfc import jwt
    from joserfc.errors import JoseError
    from joserfc.jwk import KeySet

    client_id = settings().oidc_client_id
    try:
        decoded = jwt.decode(token, KeySet.import_key_set(keys), algorithms=list(ALGORITHMS))  # type: ignore[arg-type] # as the provider wrote them
        claims = CodeIDToken(
            decoded.claims,
            decoded.header,
            {
                "iss": {"essential": True, "value": issuer},
                "aud": {"essential": True, "value": client_id},
            },
            {"nonce": nonce, "client_id": client_id},
        )
        claims.validate(leeway=LEEWAY_S)
    except (JoseError, ValueError, KeyError, TypeError) as error:
        raise ProviderError(f"The token of the provider is not right ({error}).") from error
    return dict(claims)


def _discover() -> ProviderAddresses:
    """Read the discovery document of the provider (OpenID Connect Discovery 1.0, 4)."""
    issuer = settings().oidc_issuer
    try:
        found = ProviderAddresses.model_validate(
            _json(f"{issuer.rstrip('/')}/.well-known/openid-configuration")
        )
    except ValidationError as error:
        raise ProviderError("The discovery document of the provider is incomplete.") from error
    if found.issuer != issuer:
        raise ProviderError(f"The provider calls itself '{found.issuer}', not '{issuer}'.")
    for address in (found.authorization_endpoint, found.token_endpoint, found.jwks_uri):
        if not is_safe(address):
            raise ProviderError(f"'{address}' of the provider has no TLS.")
    return found


def is_safe(address: str) -> bool:
    """Return whether an address has TLS, or is on this machine."""
    parts = urlsplit(address)
    return parts.scheme == "https" or (
        parts.scheme == "http" and parts.hostname in {"127.0.0.1", "::1", "localhost"}
    )


def _json(address: str) -> dict[str, Any]:
    try:
        answer = httpx.get(address, timeout=TIMEOUT_S).raise_for_status().json()
    except (httpx.HTTPError, ValueError) as error:
        raise ProviderError("The provider cannot be reached.") from error
    if not isinstance(answer, dict):
        raise ProviderError("The provider did not answer as it should.")
    return answer


def _client(redirect_uri: str) -> Any:  # noqa: ANN401 - Authlib has no types
    from authlib.integrations.httpx_client import OAuth2Client

    chosen = settings()
    return OAuth2Client(
        client_id=chosen.oidc_client_id,
        client_secret=chosen.oidc_client_secret or None,
        token_endpoint_auth_method="client_secret_basic" if chosen.oidc_client_secret else "none",
        scope=_SCOPE,
        redirect_uri=redirect_uri,
        code_challenge_method="S256",
        timeout=TIMEOUT_S,
    )
