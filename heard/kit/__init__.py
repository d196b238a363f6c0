"""What every room stands on, without a word of the domain: database, log, jobs, errors, HTTP, secrets."""
