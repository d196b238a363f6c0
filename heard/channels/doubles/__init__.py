"""Twins of other people's systems, for tests and the demo: they speak as documented, and misbehave when asked to."""
