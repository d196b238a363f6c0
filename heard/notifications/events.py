"""What happens to the browsers people are told by. What ends with a session is told by the session's own event."""

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
