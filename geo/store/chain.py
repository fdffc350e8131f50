"""The chain of hashes over the log: whoever changes a byte of what was written breaks it.

Each record has a salted digest, each entry a hash over the entry before it, its own fields and the
digests of its records. A record about a person can be erased, content and salt, while its digest
stays: the chain still verifies, and without the salt nobody can find the content by trying.
"""

from __future__ import annotations

import hashlib
import json
import secrets
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

START = "0" * 64
"""The hash in front of the first entry."""


def canonical(content: Mapping[str, Any]) -> str:
    """Write content as JSON in one way only: keys sorted, no spaces, UTF-8."""
    return json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def new_salt() -> str:
    """Draw the salt of a record: 128 random bits in hexadecimal."""
    return secrets.token_hex(16)


def record_digest(kind: str, key: str, salt: str, content: str) -> str:
    """Digest one record, with its salt."""
    return _sha256(kind, key, salt, content)


def entry_hash(
    before: str, fields: Sequence[str], places: Iterable[str], digests: Iterable[str]
) -> str:
    """Hash one entry, together with the hash of the entry before it."""
    return _sha256(before, *fields, json.dumps(sorted(places)), *digests)


def _sha256(*parts: str) -> str:
    """Hash texts so that no two lists of them are written alike."""
    return hashlib.sha256(json.dumps(parts, ensure_ascii=False).encode()).hexdigest()
