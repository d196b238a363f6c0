"""What a machine makes of words: pure, local, and loaded only where it is asked."""
