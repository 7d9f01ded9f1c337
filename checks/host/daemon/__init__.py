"""Checks: host, daemon."""
