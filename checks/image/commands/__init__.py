"""Checks: commands that a build or a container runs."""
