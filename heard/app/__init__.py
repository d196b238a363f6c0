"""The composition root: web, worker, command line, and the two tables that say who reacts to what and when."""
