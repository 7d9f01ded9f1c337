from collections.abc import Iterator

from hardenlint import Build, Finding, Severity, check
from hardenlint.facts import mode_changes, modes


@check(
    Severity.HIGH,
    cis=("4.8",),
    references=("CWE-250", "CWE-732"),
    needs=("RUN", "COPY", "ADD"),
)
def setuid_bit_set(build: Build) -> Iterator[Finding]:
    """A file gets the setuid or setgid bit

    ## Why

    A program with the setuid bit runs as its owner, mostly root, whoever starts it: a bug in it,
    or any way to have it run something else, turns the unprivileged user of the container into
    root. It also defeats USER, unless no-new-privileges is set.

    ## Fix

    ### In a Dockerfile

    Leave the bit away. Do what needs root in RUN before USER, grant the one capability that the
    program needs, or take the bits off what the base image brings:
    `RUN find / -xdev -perm /6000 -type f -exec chmod a-s {} +`.

    ## When it is a false alarm

    The setgid bit on a folder only hands its group down to new files. hardenlint leaves it out
    where it can tell that it is a folder.

    ## Examples

    ```dockerfile bad
    FROM debian:12
    COPY tool /usr/local/bin/tool
    RUN chmod u+s /usr/local/bin/tool
    ```

    ```dockerfile bad
    FROM debian:12
    COPY --chmod=4755 tool /usr/local/bin/tool
    ```

    ```dockerfile good
    FROM debian:12
    RUN chmod 0755 /usr/local/bin/tool && chmod 1777 /scratch
    RUN find / -perm /6000 -type f -exec chmod a-s {} +
    RUN mkdir /shared && chmod g+s /shared
    ```
    """
    changes = [change for change in mode_changes.changes(build) if _sets_a_bit(change)]
    if not changes:
        return
    from hardenlint.facts.owners import Owners  # noqa: PLC0415 - few Dockerfiles set one

    owners = Owners(build)
    for change in changes:
        if not owners.keep_setuid(change):
            continue
        setuid = bool(change.bits & modes.SETUID)
        target = f" of {change.paths[0]}" if change.paths else ""
        yield Finding(
            change.span,
            f"sets the {'setuid' if setuid else 'setgid'} bit{target} (mode {change.text})",
            severity=Severity.HIGH if setuid else Severity.MEDIUM,
            evidence=f"{change.text} {' '.join(change.paths)}",
        )


def _sets_a_bit(change: mode_changes.Change) -> bool:
    # On a folder, setgid hands its group on to new files and runs nothing.
    return bool(change.bits & (modes.SETUID if change.folders else modes.SETUID | modes.SETGID))
