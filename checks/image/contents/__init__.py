"""Checks of what the layers of an image hold."""
