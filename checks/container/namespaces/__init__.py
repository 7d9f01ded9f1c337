"""Checks: container namespaces."""
