"""Checks: settings that are worse together than each by itself."""
