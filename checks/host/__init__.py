"""Checks: host."""
