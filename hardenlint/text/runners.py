r"""What the runner of a CI job obeys in the output of a step, and text that it does not obey.

Looked for anywhere in a line, with any case: `##[name]` (GitHub, actions/runner ActionCommand.cs),
`##vso[…]` (Azure Pipelines) and `##teamcity[…]`. At the start of a line, after blanks: `::name::`
(GitHub, Gitea). Buildkite folds at a line that starts with `---`, `+++`, `~~~` or `^^^`. The folds
of GitLab and Travis need an escape sequence as well; their words are broken all the same.
"""

import re

ANYWHERE = re.compile(r"##(?=\w*\[)")

_COLOUR = r"\x1b\[[0-9;]*m"
_START = re.compile(
    rf"(?:^|(?<=\r))(?:(?:[^\S\r\n]|{_COLOUR})*(?=::|section_(?:start|end):|travis_(?:fold|time):)"
    rf"|(?:{_COLOUR})*(?=(?:---|\+\+\+|~~~|\^\^\^)\s))(.)",
    re.MULTILINE,
)
"""Up to the first character of a command, which is its group."""


def inert(text: str) -> str:
    r"""Break the commands in lines for a person: `:` at the start becomes `\x3a`."""
    text = ANYWHERE.sub(r"#\\x23", text)
    return _START.sub(lambda found: f"{found[0][:-1]}\\x{ord(found[1]):02x}", text)
