"""Checks: container mounts."""
