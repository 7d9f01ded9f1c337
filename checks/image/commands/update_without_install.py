from collections.abc import Iterator

from hardenlint import Build, Command, Finding, Instruction, Severity, check
from hardenlint.facts.running import commands_of


@check(Severity.INFO, "restricted", cis=("4.7",), references=("CWE-1104",))
def update_without_install(build: Build) -> Iterator[Finding]:
    """A package index is updated and nothing installed with it

    ## Why

    The layer with the index is cached. A later RUN that installs from it gets the versions of the
    day the layer was built, maybe months ago, without the fixes since then.

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
            yield from _judge(commands_of(instruction))


def _judge(commands: tuple[Command, ...]) -> Iterator[Finding]:
    update: Command | None = None
    for command in commands:
        verbs = _VERBS.get(command.name, ())
        words = {word for word in command.argv[1:] if not word.startswith("-")}
        if _is_update(command.name, words):
            update = update or command
        elif update is not None and (not words.isdisjoint(verbs) or command.name not in _HARMLESS):
            return  # it may install something by itself
    if update is not None:
        message = f"updates the index of {update.name} without installing anything in the same RUN"
        example = "apt-get update && apt-get install -y --no-install-recommends curl"
        here = ((example, _together(update.name)),)
        yield Finding(update.span, message, evidence=update.name, here=here)


def _together(name: str) -> str:
    """How this program installs a package with a fresh index."""
    if name == "apk":
        return "apk add --no-cache curl"
    if name in _YUM:
        return f"{name} install -y curl"
    if name == "zypper":
        return "zypper refresh && zypper install -y curl"
    return f"{name} update && {name} install -y --no-install-recommends curl"


def _is_update(name: str, words: set[str]) -> bool:
    """Whether a command updates the index and no package."""
    return not words.isdisjoint(_UPDATES.get(name, ())) and words.isdisjoint(_VERBS[name])


def _is_cached(instruction: Instruction) -> bool:
    """Whether the index lies in a cache mount, which no layer keeps."""
    return any("type=cache" in flag.value for flag in instruction.flags if flag.name == "mount")


_APT = "install upgrade dist-upgrade full-upgrade safe-upgrade build-dep source download satisfy"
_DNF = "install upgrade update localinstall groupinstall reinstall builddep download"
_YUM = ("yum", "dnf", "dnf5", "microdnf", "tdnf")
_VERBS = {
    **dict.fromkeys(("apt", "apt-get", "aptitude"), (*_APT.split(), "reinstall")),
    "apk": ("add", "upgrade", "fetch", "fix"),
    **dict.fromkeys(_YUM, tuple(_DNF.split())),
    "zypper": tuple("install in update up patch dup dist-upgrade".split()),
}
_UPDATES = {
    **dict.fromkeys(("apt", "apt-get", "aptitude", "apk"), ("update",)),
    **dict.fromkeys(_YUM, ("makecache", "check-update")),
    "zypper": ("refresh", "ref"),
}
_HARMLESS = frozenset(
    """apt apt-get aptitude apk yum dnf dnf5 microdnf tdnf zypper rm echo printf true mkdir touch
    cd set export ln sed cat chmod chown cp mv ls groupadd useradd adduser addgroup test [ curl
    wget tee sleep date""".split()
)
"""Programs that install no packages themselves."""
