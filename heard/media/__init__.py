"""Pictures, films, sounds and files: fetched from where they lie, kept, and given out by us, so that nobody's address leaks."""
