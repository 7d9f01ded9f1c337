"""What an image is for, where that is not to run a service: a base, a box, an operating system."""

import posixpath
import re

from hardenlint.knowledge import plain_images
from hardenlint.model import Build, Image

from . import running
from .starting import stated

_BOXES = frozenset(
    """ci test tests testing e2e integration dev devel develop development devcontainer devenv
    toolbox lint fuzz fuzzing bench benchmark ide vscode gitpod sandbox""".split()
)
"""Words in the names of files, folders and stages that are for people and pipelines."""
_BUILDERS = frozenset(("build", "builder", "buildenv"))
"""The same in the names of files; folders and stages are called so for what they build."""

_BASES = frozenset(("base", "baseimage", "parent"))

_SYSTEMS = ("bootc", "toolbox", "distrobox", "coreos", "silverblue", "ostree")
"""Words in the names of images that become a machine, or a user's place in one."""
_INITS = frozenset(("/sbin/init", "/usr/sbin/init", "systemd"))
_WAITING = frozenset(("sleep", "tail", "true", "cat", "pause"))


def of(image: Image) -> str:
    """What it is instead of a service ("a base image"); "" for a service, or where nobody knows."""
    build = image.build
    if build is None:
        return ""
    if _is_system(build):
        return "an operating system"
    words = _words(build)
    if build.developer is not None or not _BOXES.isdisjoint(words) or _builds(build):
        return "a box for people or pipelines to work in"
    if (
        not _BASES.isdisjoint(words)
        or _is_supervised(build)
        or any(i.keyword == "ONBUILD" for i in build.shipped)
    ):
        return "a base image"
    # Who writes USER says who runs, whatever it is that runs.
    # A service says itself what it runs.
    if any(service.command.stated for service in build.run_by):
        return ""
    if image.user.stated or not _starts_nothing(image, build):
        return ""
    return "a base image, which runs nothing of its own"


def _is_system(build: Build) -> bool:
    reference = build.image.reference.value
    text = reference.text if reference is not None else ""
    if text.startswith("oci-archive:") or any(word in text for word in _SYSTEMS):
        return True
    for instruction in build.shipped:
        if instruction.keyword == "LABEL" and instruction.mentions(".bootc", ".toolbox"):
            return True
        if instruction.keyword == "RUN" and instruction.mentions("bootc", "ostree"):
            names = {command.name for command in running.commands_of(instruction)}
            if {"bootc", "ostree", "rpm-ostree"} & names:
                return True
    return any(
        command.argv[:1] and {command.argv[0], command.name} & _INITS
        for command in stated(build.image)
    )


def _is_supervised(build: Build) -> bool:
    """Whether it brings s6-overlay and no service: each that is added says who it runs as."""
    image = build.image
    return (
        image.entrypoint.value == ("/init",)
        and not image.command.value
        and any(i.keyword in ("RUN", "ADD") and i.mentions("s6-overlay") for i in build.built)
    )


def _words(build: Build) -> set[str]:
    """The words in the names of the file and the stage, and the names of its folders."""
    *folders, name = _path(build).split("/")
    # What stands above the folder that is scanned says nothing of this file.
    near = folders[-2:] if _path(build).startswith(("/", "..")) else folders
    stage = (build.target.name or "").split("-")
    return {*(folder.lstrip(".") for folder in near), *stage, *re.split(r"[^a-z0-9]+", name)}


def _builds(build: Build) -> bool:
    """Whether the file is called after building."""
    name = _path(build).rpartition("/")[2]
    return not _BUILDERS.isdisjoint(re.split(r"[^a-z0-9]+", name))


def _path(build: Build) -> str:
    return posixpath.normpath(build.name.partition(" (")[0].replace("\\", "/")).lower()


def _starts_nothing(image: Image, build: Build) -> bool:
    command = image.command.value if image.command.stated else None
    entrypoint = image.entrypoint.value if image.entrypoint.stated else None
    if command:
        return _is_plain(command)
    if entrypoint:
        return _is_plain(entrypoint) or _hands_on(image, build, entrypoint)
    if image.command.stated or image.entrypoint.stated:
        return True  # `CMD []`: whoever starts it says what
    reference = image.reference.value
    return reference is not None and plain_images.starts_nothing(reference)


def _hands_on(image: Image, build: Build, entrypoint: tuple[str, ...]) -> bool:
    """Whether it starts what it is given, and is given nothing: `exec "$@"` without a CMD."""
    from .scripts import started  # noqa: PLC0415 - few images have an entrypoint alone

    for script in started(build, stated(image), image.workdir.value, copied=True):
        if posixpath.basename(script.path) == posixpath.basename(entrypoint[-1]):
            last = script.every[-1] if script.every else None
            return last is not None and last.argv == ("$@",) and "exec" in last.via
    return False


def _is_plain(words: tuple[str, ...]) -> bool:
    """Whether a command is a shell, an interpreter by itself, or one that only waits."""
    if words[:2] in (("/bin/sh", "-c"), ("/bin/bash", "-c")):
        words = tuple(words[2].split()) if len(words) == 3 else words[2:]
    name = posixpath.basename(words[0]) if words else ""
    if name in _WAITING:
        return True
    rest = [word for word in words[1:] if word not in ("-l", "-i", "-il", "--login", "-")]
    return not rest and plain_images.is_interpreter(name)
