import re
from collections.abc import Iterator

from hardenlint import Build, Finding, Severity, check


@check(
    Severity.MEDIUM,
    references=("CWE-250", "CWE-1392"),
    needs=("RUN sshd_config", "COPY sshd_config", "ADD sshd_config"),
)
def ssh_root_login(build: Build) -> Iterator[Finding]:
    """SSH lets root in with a password, or anybody without one

    ## Why

    A server that takes passwords for root is tried by every scanner that finds the port, and who
    guesses right is root in the container at once, with whatever capabilities it has.

    ## Fix

    ### In a Dockerfile

    Leave `PermitRootLogin` at `prohibit-password`, or better `no`, and let people in by keys under
    an account of their own. Most containers need no SSH server: `docker exec` does the same.

    ## When it is a false alarm

    A throw-away machine for tests whose port nobody else reaches.

    ## Examples

    ```dockerfile bad
    FROM debian:13
    RUN echo "PermitRootLogin yes" >> /etc/ssh/sshd_config
    ```

    ```dockerfile good
    FROM debian:13
    RUN echo "PermitRootLogin no" >> /etc/ssh/sshd_config
    ```
    """
    for instruction in build.shipped:
        if "sshd_config" not in instruction.text:
            continue
        from hardenlint.facts import written  # noqa: PLC0415 - few configure a server

        for text in written.texts(instruction):
            if any("sshd_config" in path for path in text.paths):
                found = sorted({match[0] for match in _OPENS.finditer(text.text)})
                if found:
                    shown = " and ".join(found)
                    yield Finding(text.span, f"configures sshd with {shown}", evidence=shown)


_OPENS = re.compile(r"\b(?:PermitRootLogin|PermitEmptyPasswords) {1,4}yes\b")
