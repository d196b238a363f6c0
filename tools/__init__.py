"""Programs for the people who work on Heard; nothing of this is installed."""
