"""`python -m tests.growing [PART OF A NAME]...`: every fixture, grown in every way.

Names what is called more often, or takes longer, than the file has grown. `--every 5` leaves out
four of five; `--command` is scan, fix, show or suppressions.
"""

import argparse
import os
import tempfile

from .cases import COMMANDS, FORMATS, cases, grown
from .counting import faster, imported, run, slower


def main() -> None:
    """Print what grows faster than linear, each function once."""
    parser = argparse.ArgumentParser(prog="python -m tests.growing")
    parser.add_argument("--count", type=int, default=12, help="how often things are repeated")
    parser.add_argument("--every", type=int, default=1, help="only each n-th case")
    parser.add_argument("--command", choices=COMMANDS, default="scan")
    parser.add_argument("--seconds", type=int, default=60, help="the longest run")
    parser.add_argument("names", nargs="*")
    options = parser.parse_args()
    imported()
    told: set[str] = set()
    for number, (fixture, way, grow) in enumerate(cases(options.names, options.every)):
        words = list(COMMANDS[options.command])
        if options.command == "scan":
            words += ("--format", FORMATS[number % len(FORMATS)])
        with tempfile.TemporaryDirectory() as folder:
            small = grown(fixture, grow, options.count, os.path.join(folder, "small"))
            large = grown(fixture, grow, 4 * options.count, os.path.join(folder, "large"))
            if small is None or large is None:
                continue
            times = max(4.0, os.path.getsize(large) / os.path.getsize(small))
            one, other = (run([*words, path], options.seconds) for path in (small, large))
        if one is None or other is None:
            print(f"{fixture} by {way}: takes more than {options.seconds} s", flush=True)
            continue
        found = [*faster(one, other, times, 40 * options.count), *slower(one, other, times)]
        for text in found:
            name = text.partition(": ")[0]
            if name not in told:
                told.add(name)
                print(f"{fixture} by {way}: {text}", flush=True)


main()
