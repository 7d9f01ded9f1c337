"""Hostile projects: what a stranger's pull request may hold, and what must not come of it."""
