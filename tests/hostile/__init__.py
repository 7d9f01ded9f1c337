"""Inputs that an enemy might write, and what must not come of them."""
