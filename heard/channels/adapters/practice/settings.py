"""What an operator enters to connect a brand of the practice network."""

from __future__ import annotations

from typing import Annotated

from msgspec import Meta, Struct

WINDOW = 24 * 60
"""For so many minutes the site takes private replies to somebody's last private word."""


class PracticeSettings(Struct, frozen=True, kw_only=True):
    """What connects a brand of the practice network."""

    access_token: Annotated[
        str,
        Meta(
            title="Access token", description="Shown once, when the brand is made.", extra_json_schema={"secret": True}
        ),
    ]
    app_secret: Annotated[
        str, Meta(title="App secret", description="Signs the site's webhooks.", extra_json_schema={"secret": True})
    ]
    base_url: Annotated[
        str, Meta(title="Address", description="Where the practice network is served: Heard's own address.")
    ]
    refresh_token: Annotated[
        str,
        Meta(
            title="Refresh token",
            description="Where the access token ends: Heard renews both by itself.",
            extra_json_schema={"secret": True},
        ),
    ] = ""
    private_window_minutes: Annotated[
        int,
        Meta(
            title="Minutes for private replies",
            description="How long a person's last private word can be answered; at most a day. Shorter ones are for drills.",
            ge=1,
            le=WINDOW,
        ),
    ] = WINDOW
