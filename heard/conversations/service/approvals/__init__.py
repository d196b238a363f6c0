"""Replies that need another person's yes: whether they do, asking for it, deciding, and what happens when nobody answers."""
