"""Benchmarks: run with `python -m tests.benchmarks`; they print ratios and gate on nothing."""
