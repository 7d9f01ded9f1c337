"""What the checks need to know about the world: named tables, each with its source and date.

What follows from them and the model together is in `hardenlint.facts`.
"""
