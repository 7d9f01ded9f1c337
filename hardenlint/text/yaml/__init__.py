"""YAML with places: the one reader of it. Nothing here is imported before there is YAML to read.

events     the parser's events, one after another, and where in a text they are
composing  trees out of them, within limits; who wants a tree says what its nodes are
nodes      the tree as it is written, with aliases, anchors and flow style
scalars    where each character of a scalar is written
comments   what is no comment, and what belongs to a key by its indentation
tags       what a scalar without a tag is, in YAML 1.1
errors     what is wrong with a text, in words of a person who writes YAML
"""
