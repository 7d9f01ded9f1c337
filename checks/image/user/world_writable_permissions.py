from collections.abc import Iterator

from hardenlint import Build, Finding, Fix, Reword, Severity, check
from hardenlint.facts import mode_changes, modes


@check(
    Severity.MEDIUM,
    references=("CWE-732",),
    needs=("RUN", "COPY", "ADD"),
)
def world_writable_permissions(build: Build) -> Iterator[Finding]:
    """Everybody may write to a file or folder

    ## Why

    Any process of the container, whoever it runs as, can replace what lies there: a program that
    another user or root runs later, a configuration, a log that is evidence. It takes back what
    separate users were for.

    ## Fix

    ### In a Dockerfile

    Give the files to the user that writes them, with `COPY --chown=10001:10001` or with `chown`
    and `chmod 750`.
    A folder for everybody needs the sticky bit: `chmod 1777`.

    ## When it is a false alarm

    A scratch folder in a container with one user, where nothing that is run or trusted lies.

    ## Examples

    ```dockerfile bad
    FROM debian:12
    RUN mkdir /data && chmod -R 777 /data
    ```

    ```dockerfile bad
    FROM debian:12
    COPY --chmod=0666 settings.ini /etc/app/
    ```

    ```dockerfile good
    FROM debian:12
    RUN mkdir /data && chmod 1777 /data && chmod a+rX /srv && chmod +w /srv/log
    COPY --chmod=0644 settings.ini /etc/app/
    ```
    """
    for change in mode_changes.changes(build):
        # With a sticky bit, as /tmp has it, nobody removes what is another's.
        if not change.bits & modes.OTHERS_WRITE or change.bits & modes.STICKY:
            continue
        # A container gets a /dev of its own when it starts.
        if change.paths and all(path.startswith("/dev/") for path in change.paths):
            continue
        target = f" to {change.paths[0]}" if change.paths else ""
        yield Finding(
            change.span,
            f"lets everybody write{target} (mode {change.text})",
            evidence=f"{change.text} {' '.join(change.paths)}",
            fix=_fix(change),
        )


def _fix(change: mode_changes.Change) -> Fix | None:
    """Nobody but the owner writes: 777 is 755, 0666 is 0644; other modes are left alone."""
    if change.by_variable or change.text.strip("01234567"):
        return None
    mode = f"{int(change.text, 8) & ~0o022:0{len(change.text)}o}"
    return Fix(
        f"set mode {mode}",
        Reword(change.span, change.text, mode),
        breaks="stop a process of another user that writes there",
    )
