from collections.abc import Iterator

from hardenlint import Build, Command, Finding, Severity, check, pipelines
from hardenlint.facts.running import commands_of


@check(Severity.INFO, "restricted", references=("CWE-347",))
def legacy_apt_key(build: Build) -> Iterator[Finding]:
    """A key is trusted for every package repository

    ## Why

    A key that `apt-key` adds may sign packages of any repository, Debian's own included: whoever
    holds it can replace libc. apt-key has been deprecated since Debian 11 and is gone from 13.

    ## Fix

    ### In a Dockerfile

    Save the key to /etc/apt/keyrings (make the folder on Debian 11 and older) and name it in the
    line of its repository:
    `deb [signed-by=/etc/apt/keyrings/example.asc] https://example.com/apt stable main`.

    ## When it is a false alarm

    When the image is so old that its apt does not know `signed-by` (before Debian 9).

    ## Examples

    ```dockerfile bad
    FROM debian:11
    RUN curl -fsSL https://example.com/key.asc | apt-key add -
    ```

    ```dockerfile good
    FROM debian:12
    RUN curl -fsSLo /etc/apt/keyrings/example.asc https://example.com/key.asc && apt-key list
    ```
    """
    for instruction in build.built:
        for members in pipelines(commands_of(instruction)) if instruction.keyword == "RUN" else ():
            for _, command in members:
                if command.name == "apt-key" and {"add", "adv"} & set(command.argv[1:]):
                    http = any(_in_clear(other) for _, other in members)
                    yield Finding(
                        command.span,
                        "trusts a key for every repository with apt-key"
                        + (", fetched in the clear" if http else ""),
                        severity=Severity.LOW if http else None,
                        evidence=" ".join(command.argv[1:2]),
                    )


def _in_clear(command: Command) -> bool:
    return any(word.startswith(("http://", "ftp://")) for word in command.argv[1:])
