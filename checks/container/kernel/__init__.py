"""Checks: container kernel."""
