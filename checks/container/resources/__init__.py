"""Checks: container resources."""
