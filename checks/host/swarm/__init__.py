"""Checks: host, swarm."""
