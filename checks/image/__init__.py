"""Checks: image."""
