"""The Docker API, read-only: where an engine is, how it is spoken to, what it is asked."""
