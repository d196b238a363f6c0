"""When our answers are due: business hours, policies, and the clock of every customer who waits."""
