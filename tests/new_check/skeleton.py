"""What a new check consists of before anybody has written it: its file, its fixtures."""

from collections.abc import Sequence
from typing import NamedTuple

PLACE = "TODO: how to put it right there."

DOCKERFILE = "FROM acme/web:1\nLABEL todo={0}\n"
COMPOSE = 'services:\n  web:\n    image: "acme/web:1"\n    labels: {{todo: {0}}}\n'
CONTAINER = (
    '[{{"Id": "1", "Name": "/web", "HostConfig": {{}}, "Config":\n'
    '  {{"Image": "acme/web:1", "Labels": {{"todo": "{0}"}}}}}}]\n'
)
ENGINE = '[{{"ServerVersion": "{0}-todo", "SecurityOptions": []}}]\n'

OF_LABEL = """\
    label = {subject}.labels.get("todo")
    if label is not None and label.value == "bad":
        yield Finding(
            label.span,
            f"TODO: says what is wrong, of label {{label.value}}{{default_note(label)}}",
            evidence=label.value,
        )
"""
OF_INSTRUCTION = """\
    for instruction in build.shipped:
        if instruction.keyword == "LABEL" and instruction.text == "todo=bad":
            yield Finding(
                instruction.span,
                f"TODO: says what is wrong, of {instruction.text}",
                evidence=instruction.text,
            )
"""
OF_SERVICES = """\
    for service in project.services:
        label = service.labels.get("todo")
        if label is not None and label.value == "bad":
            yield Finding(
                label.span,
                f"TODO: says what is wrong, of {service.name}{default_note(label)}",
                evidence=service.name,
            )
"""
OF_ENGINE = """\
    if host.server.value == "bad-todo":
        yield Finding(host.server.span, "TODO: says what is wrong")
"""


class Skeleton(NamedTuple):
    """What differs from one kind of subject to another.

    `fixes` are the headings below Fix, `examples` languages and texts with a gap for good or bad;
    the first of them is the fixture too. `found` is what the check says of the bad one, with gaps
    for the severity and the id.
    """

    kind: str
    folder: str
    fixes: Sequence[str]
    examples: Sequence[tuple[str, str]]
    rule: str
    found: str


_IN_COMPOSE = ("In compose", "With docker run")
_OF_LABEL = "TODO: says what is wrong, of label bad"

SKELETONS = {
    "build": Skeleton(
        "Build", "image", ("In a Dockerfile",), (("dockerfile", DOCKERFILE),), OF_INSTRUCTION,
        "2:1 {0} bad.Dockerfile: TODO: says what is wrong, of todo=bad\n",
    ),
    "image": Skeleton(
        "Image", "image", ("In a Dockerfile", *_IN_COMPOSE),
        (("dockerfile", DOCKERFILE), ("yaml", COMPOSE), ("json", CONTAINER)),
        OF_LABEL.format(subject="image"), f"2:12 {{0}} bad.Dockerfile: {_OF_LABEL}\n",
    ),
    "container": Skeleton(
        "Container", "container", _IN_COMPOSE, (("yaml", COMPOSE), ("json", CONTAINER)),
        OF_LABEL.format(subject="container"), f"4:20 {{0}} web: {_OF_LABEL}\n",
    ),
    "project": Skeleton(
        "Project", "project", ("In compose",), (("yaml", COMPOSE),), OF_SERVICES,
        "4:20 {0} {1}: TODO: says what is wrong, of web\n",
    ),
    "host": Skeleton(
        "Host", "host", (), (("json", ENGINE),), OF_ENGINE,
        "/0/ServerVersion {0} engine: TODO: says what is wrong\n",
    ),
}  # fmt: skip
"""By the name of the subject on the command line."""

_NAMES = {"yaml": "yaml", "dockerfile": "Dockerfile", "json": "json"}


def module(name: str, subject: str, severity: str, profile: str) -> str:
    """The file of the check."""
    skeleton = SKELETONS[subject]
    names = sorted(("Finding", "Severity", "check", skeleton.kind), key=_as_ruff_sorts)
    names += ["default_note"] if "default_note" in skeleton.rule else []
    stated = f', "{profile}"' if profile != "baseline" else ""
    return (
        "from collections.abc import Iterator\n\n"
        f"from hardenlint import {', '.join(names)}\n\n\n"
        f"@check(Severity.{severity.upper()}{stated})\n"
        f"def {name}({subject}: {skeleton.kind}) -> Iterator[Finding]:\n"
        f"{_page(skeleton)}{skeleton.rule}"
    )


def _as_ruff_sorts(name: str) -> tuple[bool, str]:
    return (not name[0].isupper(), name)


def _page(skeleton: Skeleton) -> str:
    """The docstring: the headings that every page has."""
    parts = [f"### {heading}\n\n{PLACE}" for heading in skeleton.fixes] or [PLACE]
    examples = [
        f"```{language} {verdict}\n{text.format(verdict)}```"
        for language, text in skeleton.examples
        for verdict in ("bad", "good")
    ]
    page = (
        "TODO: what is wrong, in one line without a full stop",
        "## Why",
        "TODO: the attack, in two or three sentences.",
        "## Fix",
        *parts,
        "## When it is a false alarm",
        "TODO: who does this on purpose, and what they do then.",
        "## Examples",
        *examples,
    )
    lines = "\n\n".join(page).splitlines()
    body = "\n".join(f"    {line}" if line else "" for line in lines[1:])
    return f'    """{lines[0]}\n{body}\n    """\n'


def fixtures(name: str, subject: str, severity: str) -> dict[str, str]:
    """The files of the folder of fixtures: a bad case, a good one, and what is said of each."""
    skeleton = SKELETONS[subject]
    language, text = skeleton.examples[0]
    ending = _NAMES[language]
    found = skeleton.found.format(severity, name)
    return {
        f"bad.{ending}": text.format("bad"),
        "bad.out": found,
        f"good.{ending}": text.format("good"),
        "good.out": "",
    }
