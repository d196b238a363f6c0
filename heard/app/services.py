"""What a process is made of, put together once and handed to whoever needs it."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import urlsplit

from heard.channels.service import Directory
from heard.conversations.presence import Viewers
from heard.kit.bus import Bus, open_bus
from heard.kit.crypto import Vault
from heard.kit.db import Database
from heard.kit.http import Http
from heard.kit.settings import Settings
from heard.media.service import Cards, Media
from heard.realtime.service import Hub


@dataclass(frozen=True)
class Services:
    """The parts of a process, all bound to one database."""

    settings: Settings
    url: str
    bus: Bus
    database: Database
    vault: Vault
    http: Http
    directory: Directory
    hub: Hub
    viewers: Viewers
    media: Media
    cards: Cards | None


def assemble(settings: Settings, url: str) -> Services:
    """The parts, not yet connected. `url` is the database's."""
    bus = open_bus(url, settings.nats_url, settings.nats_prefix)
    database = Database(url, pool=settings.database_pool, bus=bus)
    vault = Vault(settings.key)
    allowed = allowed_hosts(settings)
    http = Http(allow=allowed)
    media = Media(settings.media_dir, allow=allowed)
    return Services(
        settings,
        url,
        bus,
        database,
        vault,
        http,
        Directory(database, vault, http),
        Hub(),
        Viewers(),
        media,
        Cards(media, allow=allowed) if settings.link_cards else None,
    )


def allowed_hosts(settings: Settings) -> set[str]:
    """The private addresses outgoing calls may reach: the operator's, and with the practice network Heard itself."""
    allowed = set(settings.allow_hosts)
    if settings.practice:
        parts = urlsplit(settings.url)
        port = parts.port or (443 if parts.scheme == "https" else 80)
        allowed |= {f"{parts.hostname}:{port}", f"{settings.host}:{settings.port}"}
    return allowed
