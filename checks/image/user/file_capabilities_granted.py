from collections.abc import Iterator

from hardenlint import Build, Finding, Severity, check
from hardenlint.facts.running import commands_of
from hardenlint.knowledge import capabilities


@check(Severity.MEDIUM, "restricted", references=("CWE-250", "CWE-269"))
def file_capabilities_granted(build: Build) -> Iterator[Finding]:
    """A program gets capabilities of its own

    ## Why

    Whoever starts the file gets these capabilities, whatever user the container runs as. With
    NET_ADMIN, SYS_PTRACE or SETUID on a file, an intruder who is nobody in particular has a part of
    root as soon as the container's bounding set allows it.

    ## Fix

    ### In a Dockerfile

    Listen on a port above 1023 instead of granting `cap_net_bind_service`; otherwise drop the
    `setcap` and let whoever starts the container add the capability.

    ## When it is a false alarm

    When the program needs exactly that capability and nothing else in the image can be made to do
    what it does. The severity is that of the capability: `cap_net_bind_service` alone is harmless.

    ## Examples

    ```dockerfile bad
    FROM debian:12
    RUN setcap cap_net_raw,cap_net_admin=eip /usr/bin/dumpcap
    ```

    ```dockerfile good
    FROM debian:12
    RUN setcap -r /usr/bin/ping
    ```
    """
    for instruction in build.shipped:
        for command in commands_of(instruction) if instruction.keyword == "RUN" else ():
            # `-r` takes them away, `-v` only compares.
            if command.name == "setcap" and not {"-r", "-v"} & set(command.argv):
                words = [word for word in command.argv[1:] if not word.startswith("-")]
                names = _names(words[0]) if len(words) > 1 else []
                if names:
                    yield Finding(
                        command.span,
                        f"gives {words[1]} the capabilities {', '.join(names)}",
                        severity=max(map(_severity, names)),
                        evidence=f"{','.join(names)} {words[1]}",
                    )


def _names(text: str) -> list[str]:
    """The capabilities of `cap_net_raw,cap_net_admin=eip cap_x+p`; () where they are cleared."""
    found: list[str] = []
    for clause in text.split():
        for sign in "=+-":
            names, sep, flags = clause.partition(sign)
            if sep and sign != "-" and flags:
                found += [name.upper().removeprefix("CAP_") or "ALL" for name in names.split(",")]
                break
    return found


def _severity(name: str) -> Severity:
    if name == "NET_BIND_SERVICE":
        return Severity.INFO
    if name in _OVER_FILES or name in capabilities.CRITICAL or name in capabilities.HIGH:
        return Severity.HIGH
    return Severity.MEDIUM if name in capabilities.MEDIUM else Severity.LOW


_OVER_FILES = ("ALL", "SETUID", "SETFCAP", "DAC_OVERRIDE", "CHOWN", "FOWNER")
"""Granted to every root process by default, and each enough for becoming root in the container."""
