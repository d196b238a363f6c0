"""Reading JSON from outside: fast, bounded in depth, and taking what is odd but legal."""

from __future__ import annotations

import json

import msgspec


def read(body: bytes) -> object:
    """The value of a JSON document.

    Halves of surrogate pairs in escapes (legal in JSON, and seen from phones that cut emoji in two) are taken too.

    Raises:
        ValueError: not JSON, not UTF-8, or nested too deeply.
    """
    try:
        return msgspec.json.decode(body)
    except RecursionError as error:
        msg = "nested too deeply"
        raise ValueError(msg) from error
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        # Half a pair at the very end of a text is reported in other words, so the document is asked, not the message.
        if b"\\ud" not in body.lower():
            raise ValueError(str(error)) from error
    try:
        return json.loads(body.decode(), parse_constant=_refuse)
    except RecursionError as error:
        msg = "nested too deeply"
        raise ValueError(msg) from error


def _refuse(constant: str) -> object:
    msg = f"{constant} is not JSON"
    raise ValueError(msg)
