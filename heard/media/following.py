"""Reading what is at an address, also where it has moved: each step is an outside call of its own, checked like the first."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urljoin

from heard.kit.http import CallError

if TYPE_CHECKING:
    from heard.kit.http import Answer, Http

REDIRECTS = 3
_OK, _MOVED = 200, frozenset({301, 302, 303, 307, 308})


async def follow(http: Http, url: str, *, accept: str) -> tuple[str, Answer]:
    """What is at an address: (where it was in the end, the answer).

    Raises:
        CallError: it cannot be reached or may not be called, is not there, or moves on and on.
    """
    for _ in range(REDIRECTS + 1):
        answer = await http.call("GET", url, headers={"accept": accept})
        if answer.status == _OK:
            return url, answer
        if answer.status not in _MOVED:
            msg = f"the other side answered {answer.status}"
            raise CallError(msg)
        if "location" not in answer.headers:
            msg = "a redirect to nowhere"
            raise CallError(msg)
        url = urljoin(url, answer.headers["location"])
    msg = "too many redirects"
    raise CallError(msg)
