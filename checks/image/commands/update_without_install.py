from collections.abc import Iterator

from hardenlint import Build, Command, Finding, Instruction, Severity, check


@check(Severity.INFO, "restricted", cis=("4.7",), references=("CWE-1104",))
def update_without_install(build: Build) -> Iterator[Finding]:
    """A package index is updated and nothing installed with it

    ## Why

    The layer with the index is cached. A later RUN that installs from it gets the versions of the
    day the layer was built, months ago, with every hole that has been closed since.

    ## Fix

    ### In a Dockerfile

    Put both into one RUN: `RUN apt-get update && apt-get install -y --no-install-recommends curl`.

    ## When it is a false alarm

    When the build never uses a cache.

    ## Examples

    ```dockerfile bad
    FROM debian:12
    RUN apt-get update
    RUN apt-get install -y curl
    ```

    ```dockerfile good
    FROM debian:12
    RUN apt-get update && apt-get install -y curl && rm -rf /var/lib/apt/lists/*
    ```
    """
    for instruction in build.built:
        if instruction.keyword == "RUN" and not _is_cached(instruction):
            yield from _judge(instruction.commands)


def _judge(commands: tuple[Command, ...]) -> Iterator[Finding]:
    update: Command | None = None
    for command in commands:
        verbs = _VERBS.get(command.name, ())
        words = {word for word in command.argv[1:] if not word.startswith("-")}
        if verbs and command.argv[1:2] and words & set(_UPDATES[command.name]):
            update = update or command
        elif update is not None and (words & set(verbs) or command.name not in _HARMLESS):
            return
    if update is not None:
        yield Finding(
            update.span,
            f"updates the index of {update.name} without installing anything in the same RUN",
            evidence=update.name,
        )


def _is_cached(instruction: Instruction) -> bool:
    """Whether the index lies in a cache mount, which no layer keeps."""
    return any("type=cache" in flag.value for flag in instruction.flags if flag.name == "mount")


_APT = "install upgrade dist-upgrade full-upgrade safe-upgrade build-dep source download satisfy"
_DNF = "install upgrade update localinstall groupinstall reinstall builddep download"
_VERBS = {
    **dict.fromkeys(("apt", "apt-get", "aptitude"), (*_APT.split(), "reinstall")),
    "apk": ("add", "upgrade", "fetch", "fix"),
    **dict.fromkeys(("yum", "dnf", "microdnf"), tuple(_DNF.split())),
    "zypper": tuple("install in update up patch dup dist-upgrade".split()),
}
_UPDATES = {
    **dict.fromkeys(("apt", "apt-get", "aptitude", "apk"), ("update",)),
    **dict.fromkeys(("yum", "dnf", "microdnf"), ("makecache", "check-update")),
    "zypper": ("refresh", "ref"),
}
_HARMLESS = frozenset(
    """apt apt-get aptitude apk yum dnf microdnf zypper rm echo printf true mkdir touch cd set
    export ln sed cat chmod chown cp mv ls groupadd useradd adduser addgroup test [ curl wget tee
    sleep date""".split()
)
"""Programs that install no packages themselves."""
