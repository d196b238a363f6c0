"""Heard: nobody who speaks to you is met with silence."""

__version__ = "0.1.0"
