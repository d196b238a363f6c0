"""For operators' tools: is it alive, can it work, what are its figures."""

from __future__ import annotations

from typing import Any

from litestar import Request, Response, get
from litestar.di import NamedDependency as Given
from prometheus_client import CONTENT_TYPE_LATEST, generate_latest
from sqlalchemy import text

from heard.accounts.service import open_to_all
from heard.app.services import Services
from heard.kit.errors import NotFound
from heard.kit.http import is_public


@get("/health/live", opt=open_to_all(), include_in_schema=False, sync_to_thread=False)
def live() -> dict[str, str]:
    """The process answers."""
    return {"status": "ok"}


@get("/health/ready", opt=open_to_all(), include_in_schema=False)
async def ready(services: Given[Services]) -> Response[dict[str, Any]]:
    """The process can do its work: the database answers."""
    try:
        async with services.database.transaction() as session:
            await session.execute(text("SELECT 1"))
    except Exception as error:  # noqa: BLE001 — whatever it is, the answer is "not ready"
        return Response({"status": "unavailable", "reason": type(error).__name__}, status_code=503)
    return Response({"status": "ok"})


@get("/metrics", opt=open_to_all(), include_in_schema=False, sync_to_thread=False)
def figures(request: Request[Any, Any, Any]) -> Response[bytes]:
    """Figures for Prometheus, for the operator's own network: who comes from the Internet finds nothing here."""
    if request.client is None or is_public(request.client.host):
        raise NotFound
    return Response(generate_latest(), media_type=CONTENT_TYPE_LATEST)


ROUTES = [live, ready, figures]
