"""The practice network: a small social site served by Heard itself, spoken to like any other network."""
