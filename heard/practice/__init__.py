"""The practice network: a small social site served by Heard itself, for demos, drills, training and tests."""
