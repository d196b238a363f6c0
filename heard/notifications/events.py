"""What happens to the ways people are told by. What ends with a session is told by the session's own event."""

from __future__ import annotations

from dataclasses import dataclass

from heard.kit.log import Event


@dataclass(frozen=True, kw_only=True)
class DeviceAdded(Event):
    """A person wants to be told by a browser."""

    kind = "device.added"
    user_id: int
    device_id: int


@dataclass(frozen=True, kw_only=True)
class DeviceForgotten(Event):
    """A browser is not told any more: the person said so, it is gone, or its push service keeps refusing (`why`)."""

    kind = "device.forgotten"
    user_id: int
    device_id: int
    why: str


@dataclass(frozen=True, kw_only=True)
class MailRefused(Event):
    """The mail server does not take mail for a person's address, and says why."""

    kind = "mail.refused"
    user_id: int
    why: str


@dataclass(frozen=True, kw_only=True)
class SlackConnected(Event):
    """People may be told on this Slack from now on."""

    kind = "slack.connected"
    team_id: str
    team: str


@dataclass(frozen=True, kw_only=True)
class SlackDisconnected(Event):
    """Nobody is told on this Slack any more: somebody said so."""

    kind = "slack.disconnected"
    team_id: str


@dataclass(frozen=True, kw_only=True)
class SlackRefused(Event):
    """Slack does not take our token any more (`why`, its word): an admin has to connect anew."""

    kind = "slack.refused"
    team_id: str
    why: str


@dataclass(frozen=True, kw_only=True)
class SlackUnknown(Event):
    """Slack does not know a person by their address."""

    kind = "slack.unknown"
    user_id: int
