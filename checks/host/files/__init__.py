"""Checks: host, files."""
