"""Checks: container network."""
