"""What can stand in the way of being told."""

from __future__ import annotations

from heard.kit.errors import HeardError


class BrowserNeeded(HeardError):
    """Only a signed-in browser can be pushed to, not an API token."""

    status = 403
    code = "browser_needed"


class NotABrowser(HeardError):
    """This is no subscription a browser makes: its address or its keys cannot be used."""

    status = 422
    code = "not_a_browser"


class MailOff(HeardError):
    """Heard has no mail server: whoever runs it can set one up."""

    status = 422
    code = "mail_off"


class SlackRefuses(HeardError):
    """Slack does not take this token."""

    status = 422
    code = "slack_refuses"


class SlackNotReached(HeardError):
    """Slack does not answer; try again later."""

    status = 502
    code = "slack_not_reached"
