"""Checks: container privileges."""
