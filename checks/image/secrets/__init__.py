"""Checks: image secrets."""
