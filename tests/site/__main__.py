"""`python -m tests.site OUT`: write the documentation as HTML into a folder, new or empty."""

import os
import sys

from hardenlint import registry
from hardenlint.report import site

from .build import pages


def write(folder: str, files: dict[str, bytes]) -> None:
    for path, content in files.items():
        target = os.path.join(folder, path)
        os.makedirs(os.path.dirname(target), exist_ok=True)
        with open(target, "wb") as file:
            file.write(content)


def main(arguments: list[str]) -> None:
    if len(arguments) != 1 or arguments[0].startswith("-"):
        raise SystemExit("usage: python -m tests.site OUT")
    folder = arguments[0]
    if os.path.exists(folder) and (not os.path.isdir(folder) or os.listdir(folder)):
        raise SystemExit(f"{folder} is not an empty folder; name another, or empty it")
    checks, problems = registry.load()
    if problems:
        raise SystemExit("\n".join(problem.message for problem in problems))
    files = pages(checks)
    write(folder, files)
    told = f"addresses begin with {site.BASE}" if site.BASE else "no base address is set"
    print(f"{folder}: {len(files)} files; {told} (hardenlint/report/site.py)")


if __name__ == "__main__":
    main(sys.argv[1:])
