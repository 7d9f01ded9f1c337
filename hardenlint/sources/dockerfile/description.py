"""What `show` tells a person of a Dockerfile: its stages, what each inherits, who it runs as."""

from collections.abc import Iterator, Mapping
from typing import Any

from ...knowledge.image_settings import exposed
from ...model import Build, Field, Healthcheck, Image, Stage
from . import parse

_BASE_USERS = {
    "root": "which runs as root",
    "non-root": "which brings a user that is not root",
    "drops": "whose entrypoint starts as root and gives root up",
    None: "whose user is not known",
}


def description(
    text: str, path: str, build_args: Mapping[str, str | None], target: str | None
) -> str:
    """Read a Dockerfile and tell how: stages in order, the one that ships marked."""
    build = parse(text, path, build_args=build_args, target=target, strict=False)
    lines = [path]
    for name, value in build.directives.items():
        if value is not None:
            lines.append(f"  {name} directive: {value}")
    reached = {stage.index for stage in build.reached}
    for stage in build.stages:
        lines += ["", *_stage(build, stage, needed=stage.index in reached)]
    return "".join(f"{_printable(line)}\n" for line in lines)


def _printable(line: str) -> str:
    """A line without control characters: what a file holds must not steer a terminal."""
    if line.isprintable():
        return line
    return "".join(c if c.isprintable() else ascii(c)[1:-1] for c in line)


def _stage(build: Build, stage: Stage, *, needed: bool) -> Iterator[str]:
    name = f"stage {stage.index}" + (f" {stage.name!r}" if stage.name else "")
    ships = ", the image that ships" if stage is build.target else ""
    unused = "" if needed else ", which nothing needs"
    yield f"{name} (line {stage.span.line}){ships}{unused}"
    yield f"  built from   {_base(stage)}"
    if stage.platform:
        yield f"  platform     {stage.platform}"
    image = stage.image
    yield f"  runs as      {_user(image)}"
    yield f"  entrypoint   {_told(image.entrypoint, _words)}"
    yield f"  command      {_told(image.command, _words)}"
    yield f"  workdir      {_told(image.workdir, str)}"
    yield f"  healthcheck  {_told(image.healthcheck, _check)}"
    yield from _exposed_below(image)
    for title, fields in (("exposes", image.exposed), ("environment", image.env.items())):
        for item in fields:
            yield f"  {title:12} {_item(item)}"


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
        note = reference.note if reference is not None else ""
        return f"an image that is not known{written}: {note}"
    return f"{reference.value}{written}"


def _user(image: Image) -> str:
    """Who runs, and why."""
    field = image.user
    base = image.reference.value
    by_default = f"the default of {base or 'the base image'}, {_BASE_USERS[image.base_user]}"
    if field.value is None:
        return f"not known: {field.note}{_where(field)}"
    if not field.stated:
        return f"{by_default}: no USER in the whole chain"
    if not field.value.is_set:
        note = f": {field.note}" if field.note else ""
        return f"{by_default}: USER is empty{_where(field)}{note}"
    root = " (root)" if field.value.is_root and str(field.value) != "root" else ""
    note = f", {field.note}" if field.note else ""
    return f"{field.value}{root}{_where(field)}{note}"


def _where(field: Field[Any]) -> str:
    inherited = ", inherited" if field.origin == "inherited" else ""
    return f" (line {field.span.line}{inherited})"


def _told(field: Field[Any], told: Any) -> str:
    """A value and where it comes from."""
    if field.value is None:
        known = not field.stated and not field.note
        return "not set" if known else f"not known: {field.note}{_where(field)}"
    if not field.stated:
        return "not set"
    note = f", {field.note}" if field.note else ""
    return f"{told(field.value)}{_where(field)}{note}"


def _words(words: tuple[str, ...]) -> str:
    return " ".join(word if word and not set(word) & set(" \"'") else repr(word) for word in words)


def _check(check: Healthcheck) -> str:
    return "switched off" if check.disabled else _words(check.test)


def _item(item: Any) -> str:
    if isinstance(item, Field):
        port = item.value
        if port is None:
            return f"not known: {item.note}{_where(item)}"
        last = f"-{port.last}" if port.last else ""
        return f"{port.number}{last}/{port.protocol}{_where(item)}"
    name, field = item
    return f"{name}{_where(field)}"
