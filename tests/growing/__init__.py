"""Fixtures that are grown: what grows faster than the file is found, and named.

`python -m tests.growing` grows every fixture; a part of that runs in the tests.
"""
