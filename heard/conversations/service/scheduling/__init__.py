"""Replies that wait for their time: put aside, sent when it has come, and given back when they may not go out."""
