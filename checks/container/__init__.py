"""Checks: container."""
