"""Checks: image reference."""
