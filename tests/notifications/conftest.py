"""A network that fails as told, for replies that fail."""

from tests.conversations.conftest import desk

__all__ = ["desk"]
