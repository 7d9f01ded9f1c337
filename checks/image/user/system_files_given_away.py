import posixpath
from collections.abc import Iterator, Sequence

from hardenlint import Build, Finding, check
from hardenlint.check import Severity


@check(
    Severity.MEDIUM,
    references=("CWE-732", "CWE-269"),
    outranks=("app-owns-its-code",),
    needs=("RUN chown", "RUN chmod", "RUN chgrp"),
)
def system_files_given_away(build: Build) -> Iterator[Finding]:
    """Accounts or programs of the system belong to the application

    ## Why

    Whoever may write /etc/passwd or /etc/shadow gives himself the id or the password of root;
    whoever owns /etc, /bin or /usr/local/bin replaces a program that root runs next. The USER of
    the image protects nothing then: who takes over the process is root with the next `su`, `sudo`
    or `docker exec`.

    ## Fix

    ### In a Dockerfile

    Give the application the folders that it writes to, by name (`chown -R app /app/data`). An image
    that has to run with any user id needs no entry in /etc/passwd: most programs do without a name,
    others take one from `nss_wrapper`.

    ## When it is a false alarm

    The image runs as root anyway, or on a read-only root file system.

    ## Examples

    ```dockerfile bad
    FROM debian:13
    RUN useradd app && chown app /etc/passwd
    USER app
    ```

    ```dockerfile bad
    FROM registry.access.redhat.com/ubi9/ubi:9.5
    RUN chmod g=u /etc/passwd
    USER 1001
    ```

    ```dockerfile good
    FROM debian:13
    RUN useradd app && mkdir /data && chown -R app /data
    USER app
    ```
    """
    from hardenlint.facts.running import commands_of  # noqa: PLC0415 - only where something runs

    for instruction in build.shipped:
        if instruction.keyword != "RUN" or not instruction.mentions("chown", "chmod", "chgrp"):
            continue
        for command in commands_of(instruction):
            given = _given(command.name, command.argv)
            if given:
                verb = "lets its group write" if command.name == "chmod" else "gives away"
                yield Finding(command.span, f"{verb} {', '.join(given)}", evidence=" ".join(given))


_ACCOUNTS = frozenset(
    "/etc/passwd /etc/shadow /etc/group /etc/gshadow /etc/sudoers /etc/sudoers.d".split()
)
_SYSTEM = frozenset(
    """/ /etc /bin /sbin /lib /lib64 /usr /usr/bin /usr/sbin /usr/lib /usr/local/bin
    /usr/local/sbin /usr/local/lib""".split()
)


def _given(program: str, argv: Sequence[str]) -> list[str]:
    """The files of the system that a command lets others than root write, sorted."""
    options = [word for word in argv[1:] if word[:1] == "-" and word != "-"]
    words = [word for word in argv[1:] if word[:1] != "-"]
    if len(words) < 2 or any(word.startswith(("--reference", "--from")) for word in options):
        return []
    is_deep = any(word == "--recursive" or "R" in word.strip("-") for word in options)
    gives = {"chown": _to_others, "chgrp": _to_others, "chmod": _to_group}.get(program)
    if gives is None or not gives(words[0]):
        return []
    paths = {posixpath.normpath(word) for word in words[1:]}
    found = paths & _ACCOUNTS
    # To the group of root, folders are given on purpose where any user id may come.
    return sorted(found | (paths & _SYSTEM if is_deep and program == "chown" else set()))


def _to_others(owner: str) -> bool:
    name = owner.partition(":")[0].partition(".")[0]
    return name not in ("", "root", "0") and "$" not in name


def _to_group(mode: str) -> bool:
    if mode.isdigit():
        return len(mode) >= 3 and mode[-2] in "2367"
    clauses = (clause.replace("+", "=").partition("=") for clause in mode.split(","))
    return any("g" in who and ("w" in what or "u" in what) for who, _, what in clauses)
