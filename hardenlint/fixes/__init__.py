"""Fixes: what a check says would be right, as edits of the text, verified by reading again."""
