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
        if "surrogate" not in str(error):
            raise ValueError(str(error)) from error
    try:
        return json.loads(body)
    except RecursionError as error:
        msg = "nested too deeply"
        raise ValueError(msg) from error
