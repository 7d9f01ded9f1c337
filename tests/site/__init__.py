"""The documentation as static HTML, made from the checks, the program and the Markdown files.

`python -m tests.site OUT` writes it. Nothing in a page is fetched from elsewhere, no page needs
JavaScript, and building twice gives the same bytes. `build` says which pages there are; `markdown`
and `layout` make HTML; the others write one kind of page each.
"""
