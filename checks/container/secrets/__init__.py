"""Checks: container secrets."""
