"""Checks: image runtime."""
