"""Bringing news to a brand's webhook."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

import msgspec

from heard.kit.http import CallError
from heard.kit.text import clean
from heard.practice import queries
from heard.practice.webhooks import SIGNATURE, signature

if TYPE_CHECKING:
    from heard.kit.db import Database
    from heard.kit.http import Http

ATTEMPTS = 8
"""How often a delivery is tried; then it is `failed`, and the next one's turn comes."""
_SECONDS = 10.0


class Parts(Protocol):
    """What bringing a delivery takes of the process."""

    @property
    def database(self) -> Database:
        """The database."""
        ...

    @property
    def http(self) -> Http:
        """The client for calls to the outside."""
        ...


class NotDelivered(Exception):
    """The webhook did not answer with 2xx; the job is to be tried again."""


async def deliver(services: Parts, delivery_id: int) -> None:
    """Bring one delivery; the same one is brought again, byte for byte, until it is answered with 2xx.

    Raises:
        NotDelivered: with the reason, which is also kept with the delivery.
    """
    async with services.database.transaction() as session:
        parcel = await queries.parcel(session, delivery_id)
        if parcel is None or parcel.delivery.state == "done":
            return
        parcel.delivery.attempts += 1
        body = msgspec.json.encode(parcel.delivery.body)
    refusal = await _bring(services.http, parcel, body)
    async with services.database.transaction() as session:
        found = await queries.parcel(session, delivery_id)
        if found is None:
            return
        found.delivery.last_error = refusal
        found.delivery.state = _state(refusal, found.delivery.attempts)
    if refusal is not None:
        raise NotDelivered(refusal)


async def _bring(http: Http, parcel: queries.Parcel, body: bytes) -> str | None:
    """Call the webhook once; why it did not take the delivery, or None when it did."""
    if parcel.url is None:
        return "the brand has no webhook any more"
    headers = {"content-type": "application/json", SIGNATURE: signature(parcel.app_secret, body)}
    try:
        answer = await http.call("POST", parcel.url, headers=headers, body=body, timeout=_SECONDS)
    except CallError as error:
        return clean(f"{type(error).__name__}: {error}")[:500]
    if 200 <= answer.status < 300:  # noqa: PLR2004 — the statuses that say yes
        return None
    return clean(f"{answer.status}: {answer.body[:400].decode(errors='replace')}")


def _state(refusal: str | None, attempts: int) -> str:
    if refusal is None:
        return "done"
    return "failed" if attempts >= ATTEMPTS else "waiting"
