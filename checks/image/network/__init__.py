"""Checks: image network."""
