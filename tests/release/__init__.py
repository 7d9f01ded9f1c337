"""What a release consists of, made the same everywhere and checked: see docs/releasing.md."""
