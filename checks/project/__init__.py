"""Checks: project."""
