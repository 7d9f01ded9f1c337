"""Text for a person: each finding with its line of source, why it matters and how to fix it.

A line begins with something of ours (a severity, an arrow, a gutter) or goes on with a text that
was too long for the one before it: no CI runner takes what an input says for a command there.
"""

from typing import TYPE_CHECKING

from hardenlint.engine import Report
from hardenlint.text.terminal import Style, inert

from .places import several_hosts
from .summary import summary

if TYPE_CHECKING:
    from .snippet import Source


def render(
    report: Report,
    source: "Source",
    *,
    color: bool,
    verbosity: int,
    width: int,
    group_by: str | None = None,
) -> str:
    """Write the report.

    `source` gives the text of a file again, None when it is gone. A `verbosity` below 0 leaves
    out snippets, help, notes and counts; above 0 nothing is abbreviated. `group_by` is "check"
    (the worst first), "subject" or None: by subject what engines describe, by check what stands in
    files.
    """
    style = Style(color=color)
    blocks: list[str] = []
    if report.shown or report.errors or report.notes:
        from .blocks import findings, problems  # noqa: PLC0415 - most runs of a hook say nothing
        from .layout import Layout  # noqa: PLC0415 - see above

        layout = Layout(style, verbosity, width, several_hosts(report))
        blocks += findings(report, source, layout, group_by)
        blocks += problems(report, layout)
    blocks.append("\n".join(summary(report, style, brief=verbosity < 0)))
    return inert("\n\n".join(blocks) + "\n")
