"""What the runners of CI jobs find in the output of a step, written down from their sources.

Nothing of this is the program's: it looks at each line as the runners do, and rather finds too
much. GitHub: actions/runner, ActionCommand.cs; Azure: azure-pipelines-agent, Command.cs; TeamCity,
GitLab, Travis and Buildkite: their documentation.
"""

import re
import unicodedata

_ENDS = re.compile("\r\n|[\n\r\v\f\x1c-\x1e\x85\u2028\u2029]")
_SEQUENCE = re.compile(r"\x1b\[[0-9;?]*[A-Za-z]")
_IN_LINE = re.compile(r"##\w*\[", re.IGNORECASE)
_FOLD = re.compile(r"section_(start|end):\d+:|travis_(fold|time):")
_GROUP = re.compile(r"(---|\+\+\+|~~~|\^\^\^)\s")


def lines(text: str) -> list[str]:
    """Split as the most eager reader would."""
    return _ENDS.split(text)


def obeyed(line: str) -> bool:
    """Whether some runner takes the line for a command."""
    line = _SEQUENCE.sub("", line)
    # .NET compares by culture: what has no weight there stands between nothing.
    bare = "".join(c for c in line if unicodedata.category(c) not in ("Cc", "Cf", "Cn", "Mn", "Me"))
    # A command needs its second `::` too; without it the line is no less strange.
    return (
        bare.lstrip().startswith("::")
        or _IN_LINE.search(bare) is not None
        or _FOLD.match(bare.lstrip()) is not None
        or _GROUP.match(line) is not None
    )
