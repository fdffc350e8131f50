"""Signing in through an OpenID provider: authorization code with PKCE, state and nonce.

Follows OpenID Connect Core 1.0 (3.1) and the advice of RFC 9700. Authlib makes the challenge and
checks the token; the two requests are ours, so that Authlib's choice of a client for HTTP is not
our affair. The provider says who somebody is; the store says who may use the desk.
"""

from __future__ import annotations

import importlib.util
import secrets
import ssl
from dataclasses import dataclass
from functools import cache
from typing import Any
from urllib.parse import quote_plus, urlsplit

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
    from authlib.common.urls import add_params_to_uri
    from authlib.oauth2.rfc7636 import create_s256_code_challenge

    asked = {
        "response_type": "code",
        "client_id": settings().oidc_client_id,
        "redirect_uri": redirect_uri,
        "scope": _SCOPE,
        "state": attempt.state,
        "nonce": attempt.nonce,
        "code_challenge": create_s256_code_challenge(attempt.verifier),
        "code_challenge_method": "S256",
    }
    return str(add_params_to_uri(_discover().authorization_endpoint, list(asked.items())))


def identity(attempt: Attempt, code: str, redirect_uri: str) -> Identity:
    """Exchange a code for a token, check the token, and say who it is about.

    Raises
    ------
    ProviderError
        Anything about the answer is not right.
    """
    if not code:
        raise ProviderError("The provider signed nobody in.")
    where = _discover()
    token = _token(where.token_endpoint, attempt, code, redirect_uri)
    keys = _json(where.jwks_uri)
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


def _token(address: str, attempt: Attempt, code: str, redirect_uri: str) -> dict[str, Any]:
    """Exchange a code for a token (RFC 6749, 4.1.3, with the verifier of RFC 7636, 4.5)."""
    client_id, secret = settings().oidc_client_id, settings().oidc_client_secret
    form = {
        "grant_type": "authorization_code",
        "code": code,
        "redirect_uri": redirect_uri,
        "code_verifier": attempt.verifier,
    }
    if not secret:
        form["client_id"] = client_id
    # Name and secret are encoded as in a form before they are joined (RFC 6749, 2.3.1).
    auth = (quote_plus(client_id), quote_plus(secret)) if secret else None
    try:
        answer = httpx.post(address, data=form, auth=auth, timeout=TIMEOUT_S, verify=_tls())
        said = answer.json()
    except (httpx.HTTPError, ValueError) as error:
        raise ProviderError("The provider did not answer as it should.") from error
    if not isinstance(said, dict):
        raise ProviderError("The provider did not answer as it should.")
    if answer.is_error or "error" in said:
        raise ProviderError(f"The provider refused the code ({said.get('error', '')}).")
    return said


@cache
def _tls() -> ssl.SSLContext:
    """Read once whom to trust: it takes 50 ms, and somebody who signs in asks four times."""
    return httpx.create_ssl_context()


def _json(address: str) -> dict[str, Any]:
    try:
        answer = httpx.get(address, timeout=TIMEOUT_S, verify=_tls()).raise_for_status().json()
    except (httpx.HTTPError, ValueError) as error:
        raise ProviderError("The provider cannot be reached.") from error
    if not isinstance(answer, dict):
        raise ProviderError("The provider did not answer as it should.")
    return answer
