"""What can be said of text alone: pointers, patterns, numbers, and what may be shown of it."""
