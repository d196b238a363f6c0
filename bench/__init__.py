"""Measuring Heard against its budgets: `make bench`, reported in docs/benchmarks.md."""
