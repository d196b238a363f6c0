"""What could not be done, across all rooms: parked log events, given-up jobs, failed replies, and a count of everything."""
