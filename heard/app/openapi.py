"""The API's own description, as JSON on standard output: what the web UI's types are generated from."""

from __future__ import annotations

import sys

import msgspec

from heard.app.web import api


def main() -> None:
    """Print it, with sorted keys so that it only differs where the API does."""
    described = msgspec.json.encode(api().openapi_schema.to_schema(), order="sorted")
    sys.stdout.write(msgspec.json.format(described, indent=2).decode() + "\n")


if __name__ == "__main__":
    main()
