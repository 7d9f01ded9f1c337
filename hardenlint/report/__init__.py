"""Writers: each turns a report into one output format, and none of them prints.

Text for a person is in `text` and `concise`, data in `document` (JSON); `explain` and `checks` tell
about the checks themselves. Whatever comes from an input passes through `text.terminal.printable`
on its way into a text format: names, paths and values of a scanned repository are not to be
trusted.
"""

FORMATS = (
    "text",
    "concise",
    "json",
    "jsonl",
    "sarif",
    "github",
    "gitlab",
    "junit",
    "checkstyle",
    "markdown",
)
