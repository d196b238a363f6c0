"""The people who speak to us, and their profiles on each network."""
