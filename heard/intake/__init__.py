"""The way in: the door that keeps what networks deliver, and the pipeline that applies it."""
