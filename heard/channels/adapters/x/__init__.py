"""X: mentions, replies, quotes and direct messages, by the X Activity API and the older Account Activity API."""
