"""Checks: container capabilities."""
