"""The signature under a reply: one pure rule, which the web UI has as well (`web/src/lib/signature.ts`)."""

from __future__ import annotations

from typing import Literal

SIGNING = ("off", "optional", "public")
"""The workspace's policy: never; whoever has a signature uses it unless they leave it off; and always on public replies."""
Signing = Literal["off", "optional", "public"]
_SHORT = 8


def signature_for(*, name: str, own: str, policy: str, public: bool, wanted: bool) -> str:
    """The signature of one reply, or "". Where policy wants one of somebody who has none, their initials stand in."""
    if policy == "off":
        return ""
    if policy == "public" and public:
        return own or f"^{initials(name)}"
    return own if wanted else ""


def initials(name: str) -> str:
    """The first letters of the first two words, large."""
    return "".join(word[0] for word in name.split()[:2]).upper()


def signed(body: str, signature: str) -> str:
    """The body with the signature under it; short ones like ^AK stand on the same line. Never twice."""
    if not signature or body.endswith(signature):
        return body
    short = len(signature) <= _SHORT and " " not in signature
    return f"{body}{' ' if short else chr(10)}{signature}"
