"""`python -m hardenlint` is `hardenlint`."""

from hardenlint.cli import main

main()
