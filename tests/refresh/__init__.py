"""`python -m tests.refresh TABLE SOURCE`: bring a table up to date from a copy of its source.

The source lies on this machine: a checkout, or a file that somebody has downloaded. Nothing is
fetched. The table is rewritten in place and its date set; what changed is printed, and so is what
only a person can decide. As long as there is any of that, the date stays; `--read` sets it.

A module for each table that has a source a program can read. It says

    SOURCE   what to name on the command line
    DATED    the files whose date is that of the table
    refresh  a function of (read, source): the new texts, what changed, what to decide; `read` gives
             the text of a file of this repository
"""
