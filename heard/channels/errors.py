"""What can be wrong with an account."""

from __future__ import annotations

from heard.kit.errors import HeardError


class UnknownNetwork(HeardError):
    """Heard does not know this network."""

    status = 404
    code = "unknown_network"


class NetworkOff(HeardError):
    """This network is switched off here."""

    status = 409
    code = "network_off"


class SettingsInvalid(HeardError):
    """Some of the account's settings are missing or cannot be used."""

    status = 422
    code = "settings_invalid"


class AlreadyConnected(HeardError):
    """This profile is connected already."""

    status = 409
    code = "already_connected"


class AccountCheckFailed(HeardError):
    """The network did not accept these settings."""

    status = 422
    code = "account_check_failed"
