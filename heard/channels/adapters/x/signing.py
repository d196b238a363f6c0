"""OAuth 1.0a user context (RFC 5849, HMAC-SHA1): tokens that never expire; X wants them to subscribe an account."""

from __future__ import annotations

import base64
import hashlib
import hmac
import secrets
import time
from urllib.parse import parse_qsl, quote, urlsplit


def authorization(
    method: str,
    url: str,
    *,
    consumer_key: str,
    consumer_secret: str,
    token: str,
    token_secret: str,
    nonce: str | None = None,
    timestamp: int | None = None,
) -> str:
    """The `Authorization` header for a request whose body is JSON (which is not part of the signature)."""
    parameters = {
        "oauth_consumer_key": consumer_key,
        "oauth_nonce": nonce or secrets.token_hex(16),
        "oauth_signature_method": "HMAC-SHA1",
        "oauth_timestamp": str(timestamp or int(time.time())),
        "oauth_token": token,
        "oauth_version": "1.0",
    }
    signature = sign(method, url, parameters, consumer_secret=consumer_secret, token_secret=token_secret)
    fields = {**parameters, "oauth_signature": signature}
    return "OAuth " + ", ".join(f'{_escape(name)}="{_escape(value)}"' for name, value in sorted(fields.items()))


def sign(method: str, url: str, parameters: dict[str, str], *, consumer_secret: str, token_secret: str) -> str:
    """The signature over method, address, query and OAuth parameters (RFC 5849 §3.4), base64."""
    parts = urlsplit(url)
    pairs = [*parse_qsl(parts.query, keep_blank_values=True), *parameters.items()]
    normal = "&".join(f"{name}={value}" for name, value in sorted((_escape(n), _escape(v)) for n, v in pairs))
    base = "&".join(_escape(part) for part in (method.upper(), f"{parts.scheme}://{parts.netloc}{parts.path}", normal))
    key = f"{_escape(consumer_secret)}&{_escape(token_secret)}"
    # SHA-1 is what the standard prescribes for this signature; as an HMAC it is not broken.
    return base64.b64encode(hmac.new(key.encode(), base.encode(), hashlib.sha1).digest()).decode()


def _escape(value: str) -> str:
    return quote(value, safe="-._~")
