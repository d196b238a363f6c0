"""What each person is told of: who called them, what became theirs, who answered them, what went wrong."""
