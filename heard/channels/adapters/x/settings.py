"""What an operator enters to connect an X account."""

from __future__ import annotations

from typing import Annotated

from msgspec import Meta, Struct


class XSettings(Struct, frozen=True, kw_only=True):
    """What connects an X account: the app's key pair and the account's user tokens."""

    consumer_key: Annotated[
        str, Meta(title="API key", description="Consumer key of your app in the X developer portal.")
    ]
    consumer_secret: Annotated[
        str, Meta(title="API key secret", description="Also signs the webhooks.", extra_json_schema={"secret": True})
    ]
    access_token: Annotated[
        str,
        Meta(
            title="Access token",
            description="User token of the account, with read, write and direct messages.",
            extra_json_schema={"secret": True},
        ),
    ]
    access_token_secret: Annotated[
        str,
        Meta(
            title="Access token secret", description="Belongs to the access token.", extra_json_schema={"secret": True}
        ),
    ]
    api_url: Annotated[str, Meta(title="API address", description="Leave as it is, unless you use a proxy.")] = (
        "https://api.x.com"
    )
