"""The other side of OAuth 1.0a: checking a request's signature (RFC 5849), each nonce good once.

Written apart from the adapter that signs, so that one mistake is not made twice.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import re
import time
from dataclasses import dataclass, field
from urllib.parse import parse_qsl, quote, unquote

_FIELD = re.compile(r'\s*([a-z_]+)="([^"]*)"\s*')
_SKEW = 300


@dataclass
class Checker:
    """Checks requests of one app (consumer) for one account (token)."""

    consumer_key: str
    consumer_secret: str
    token: str
    token_secret: str
    _nonces: set[tuple[str, str]] = field(default_factory=set["tuple[str, str]"])

    def refusal(self, method: str, url: str, query: str, authorization: str) -> str | None:
        """Why the request is not believed; None when it is. `url` is without its query."""
        scheme, _, rest = authorization.partition(" ")
        fields = {name: unquote(value) for name, value in _FIELD.findall(rest)}
        given = fields.pop("oauth_signature", "")
        if scheme != "OAuth" or not given:
            return "no OAuth signature"
        if fields.get("oauth_consumer_key") != self.consumer_key or fields.get("oauth_token") != self.token:
            return "unknown consumer or token"
        if fields.get("oauth_signature_method") != "HMAC-SHA1" or fields.get("oauth_version", "1.0") != "1.0":
            return "another method or version"
        if not hmac.compare_digest(given, self._signature(method, url, query, fields)):
            return "wrong signature"
        return self._freshness(fields.get("oauth_nonce", ""), fields.get("oauth_timestamp", ""))

    def _freshness(self, nonce: str, timestamp: str) -> str | None:
        if not timestamp.isdigit() or abs(int(timestamp) - time.time()) > _SKEW:
            return "the timestamp is too old or too new"
        if not nonce or (nonce, timestamp) in self._nonces:
            return "the nonce was used before"
        self._nonces.add((nonce, timestamp))
        return None

    def _signature(self, method: str, url: str, query: str, fields: dict[str, str]) -> str:
        pairs = [*fields.items(), *parse_qsl(query, keep_blank_values=True)]
        encoded = sorted(f"{quote(name, safe='~')}={quote(value, safe='~')}" for name, value in pairs)
        base = "&".join(quote(part, safe="~") for part in (method.upper(), url, "&".join(encoded)))
        key = quote(self.consumer_secret, safe="~") + "&" + quote(self.token_secret, safe="~")
        return base64.b64encode(hmac.new(key.encode(), base.encode(), hashlib.sha1).digest()).decode()
