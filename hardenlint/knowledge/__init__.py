"""What the checks need to know about the world: named tables, each with its source and date.

A module has a table and how it is looked up, by names, words and values. What reads instructions,
commands and subjects with the help of the tables is in `hardenlint.facts`.
"""
