"""Checks: image user."""
