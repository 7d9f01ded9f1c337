"""What `show` tells a person of a Dockerfile: its stages, what each inherits, who it runs as."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from hardenlint.text.numbers import whole
from hardenlint.text.terminal import printable

from ...facts.masking import MASK, masked, masked_words
from ...facts.masking.names import is_literal, names_secret, told_secret
from ...knowledge.image_settings import exposed
from ...model import Build, Field, Healthcheck, Image, Port, Span, Stage
from ...model.causes import said
from . import parse

Told = tuple[str, Field[Any]]
"""What is said of a value, and the value with its place."""

_BASE_USERS = {
    "root": "root, by default: {why}, and {base} runs as root",
    "non-root": "the user of {base}, who is not root: {why}",
    "drops": "root, which the entrypoint of {base} gives up: {why}",
    None: "not known: {why}, and it is not known what {base} runs as",
}
_LEAST = 6  # characters of a secret that may be looked for in other values
_LONGEST = 60
"""Characters of a value that are shown."""


def description(
    text: str, path: str, build_args: Mapping[str, str | None], target: str | None
) -> Iterator[str]:
    """Read a Dockerfile and tell how: stages in order, the one that ships marked."""
    build = parse(text, path, build_args=build_args, target=target, strict=False)
    hidden = _secrets(build)
    return (printable(_without(line, hidden)) for line in _lines(build, path))


def _secrets(build: Build) -> list[str]:
    """The values of secrets, which other values may have taken over."""
    found = {
        value.value
        for instruction in (*build.preamble, *build.built)
        if instruction.keyword in ("ARG", "ENV")
        for name, value in instruction.pairs
        if value is not None and names_secret(name.value) and is_literal(name.value, value.value)
    }
    return sorted((value for value in found if len(value) >= _LEAST), key=len, reverse=True)


def _without(line: str, hidden: Sequence[str]) -> str:
    for value in hidden:
        line = line.replace(value, MASK)
    return line


def _lines(build: Build, path: str) -> Iterator[str]:
    yield path
    for name, value in build.directives.items():
        if value is not None:
            yield f"  {name} directive: {value}"
    reached = {stage.index for stage in build.reached}
    written = _with_variables(build)
    for stage in build.stages:
        yield ""
        yield from _stage(build, stage, written, needed=stage.index in reached)


def _with_variables(build: Build) -> dict[Span, str]:
    """Values that have a `$` as they are written, by their places: `$$apr1$` loses it."""
    return {
        value.span: value.raw
        for stage in build.stages
        for instruction in stage.instructions
        for _, value in instruction.pairs
        if value is not None and "$" in value.raw
    }


def _stage(build: Build, stage: Stage, written: dict[Span, str], *, needed: bool) -> Iterator[str]:
    name = f"stage {stage.index}" + (f" {stage.name!r}" if stage.name else "")
    ships = ", the image that ships" if stage is build.target else ""
    unused = "" if needed else ", which nothing needs"
    yield f"{name} (line {stage.span.line}){ships}{unused}"
    yield f"  built from   {_base(stage)}"
    if stage.platform:
        yield f"  platform     {stage.platform}"
    image = stage.image
    yield f"  runs as      {_user(image)}"
    unset = (
        "not set" if image.reference.value and image.reference.value.is_scratch else "not set here"
    )
    yield f"  entrypoint   {_told(image.entrypoint, _words, unset)}"
    yield f"  command      {_told(image.command, _words, unset)}"
    yield f"  workdir      {_told(image.workdir, str, unset)}"
    yield f"  healthcheck  {_told(image.healthcheck, _check, unset)}"
    yield from _exposed_below(image)
    for title, lines in (
        ("exposes", map(_port, image.exposed)),
        ("volume", ((str(field.value), field) for field in image.volumes_declared)),
        ("environment", (_pair(*item, written) for item in image.env.items())),
        ("label", (_pair(*item, written) for item in image.labels.items())),
        ("copies from", _copies(build, stage)),
    ):
        for text, field in lines:
            inherited = field.span.line < stage.span.line
            place = field._replace(origin="inherited") if inherited else field
            yield f"  {title:12} {text}{_where(place)}"


def _copies(build: Build, stage: Stage) -> Iterator[Told]:
    """The stages and images whose files it takes; stages may be numbered."""
    for instruction in stage.instructions:
        flag = instruction.flag("from")
        if flag is not None and not instruction.onbuild:
            name = flag.value
            number = whole(name)
            if number is not None and number < stage.index:
                name = build.stages[int(name)].title
            yield name, Field(name, flag.span)


def _exposed_below(image: Image) -> Iterator[str]:
    base = image.reference.value
    if base is not None:
        for port in exposed(base):
            name = port if "/" in port else f"{port}/tcp"
            yield f"  exposes      {name} (of {base.familiar})"


def _base(stage: Stage) -> str:
    if stage.parent is not None:
        return f"{stage.parent.title} (line {stage.parent.span.line})"
    written = f" (written {stage.base_raw})" if "$" in stage.base_raw else ""
    reference = stage.reference
    if reference is None or reference.value is None:
        why = said(reference.causes) if reference is not None else ""
        return f"an image that is not known{written}: {why}"
    return f"{reference.value}{written}"


def _user(image: Image) -> str:
    """Who runs, and why."""
    field = image.user
    if field.value is None:
        return f"not known: {said(field.causes)}{_where(field)}"
    if field.stated and field.value.is_set:
        root = " (root)" if field.value.is_root and str(field.value) != "root" else ""
        note = f", {said(field.causes)}" if field.causes else ""
        return f"{field.value}{root}{_where(field)}{note}"
    note = f", {said(field.causes)}" if field.causes else ""
    why = f"USER is empty{_where(field)}{note}" if field.stated else "no USER"
    return _BASE_USERS[image.base_user].format(
        why=why, base=image.reference.value or "the base image"
    )


def _where(field: Field[Any]) -> str:
    inherited = ", inherited" if field.origin == "inherited" else ""
    return f" (line {field.span.line}{inherited})"


def _told(field: Field[Any], told: Callable[[Any], str], unset: str) -> str:
    """A value and where it comes from."""
    if field.value is None and (field.stated or field.causes):
        return f"not known: {said(field.causes)}{_where(field)}"
    if not field.stated:
        return unset
    note = f", {said(field.causes)}" if field.causes else ""
    return f"{told(field.value)}{_where(field)}{note}"


def _words(words: tuple[str, ...]) -> str:
    shown = masked_words(words)
    return " ".join(word if word and not set(word) & set(" \"'") else repr(word) for word in shown)


def _check(check: Healthcheck) -> str:
    return "switched off" if check.disabled else _words(check.test)


def _port(field: Field[Port]) -> Told:
    port = field.value
    if port is None:
        return f"not known: {said(field.causes)}", field
    last = f"-{port.last}" if port.last else ""
    return f"{port.number}{last}/{port.protocol}", field


def _pair(name: str, field: Field[str], written: dict[Span, str]) -> Told:
    if field.value is None:
        return f"{name}, not known: {said(field.causes)}", field
    secret = told_secret(field.causes) or (names_secret(name) and is_literal(name, field.value))
    value = MASK if secret else masked(field.value)
    raw = written.get(field.span, "")
    if value == field.value and masked(raw) != raw:
        value = MASK
    return f"{name}={value if len(value) <= _LONGEST else value[:_LONGEST] + '…'}", field
