"""`python -m tests.new_check ID --subject container --theme mounts`: lay a new check.

`skeleton` is what is written, `lay` where it goes. What is laid loads and passes the tests of every
check at once, with a rule that speaks about a label nobody has; one test
(`tests/test_new_check.py`) names each TODO that is still to be written.
"""
