"""`python -m tests.index`: write the list of the built-in checks that start-up reads.

It is made from the checks themselves: what each says in its decorator.
"""

import os
from collections.abc import Iterable
from pprint import pformat
from typing import Any

from hardenlint import registry
from hardenlint.check import Check

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
PATH = os.path.join(ROOT, "checks", f"{registry.INDEX}.py")
HEAD = '''\
"""What the checks say of themselves, so that only those that run are imported.

Written by `python -m tests.index`; `Check.entry` says what stands where. A test compares it with
the checks.
"""

CHECKS = (
'''


def text(checks: Iterable[Check]) -> str:
    """Return the module, a line a check."""
    lines = (f"    {_literal(check.entry)},\n" for check in sorted(checks, key=lambda c: c.id))
    return f"{HEAD}{''.join(lines)})\n"


def _literal(value: Any) -> str:
    return pformat(value, width=10_000).replace("'", '"')


def current() -> str:
    """Return what the list should be."""
    problems: list[Any] = []
    found = text(registry.imported(registry.GROUP, problems))
    if problems:
        raise SystemExit("\n".join(problem.message for problem in problems))
    return found


def main() -> None:
    """Write the list."""
    with open(PATH, "w", encoding="utf-8") as file:
        file.write(current())


if __name__ == "__main__":
    main()
