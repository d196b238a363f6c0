"""What we know how to say: macros, which are saved replies with actions."""
