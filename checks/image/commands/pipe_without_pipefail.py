from collections.abc import Iterator

from hardenlint import Build, Command, Finding, Instruction, Severity, check, pipelines
from hardenlint.facts.running import commands_of


@check(Severity.INFO, "restricted", references=("CWE-754",), without=("windows",))
def pipe_without_pipefail(build: Build) -> Iterator[Finding]:
    """A failure before a pipe goes unnoticed

    ## Why

    A shell takes the result of a pipe from its last command. A download that breaks off, or a
    verification that fails, in front of it does not stop the build, and the image ships with what
    had arrived until then.

    ## Fix

    ### In a Dockerfile

    Say it once, before the first RUN: `SHELL ["/bin/bash", "-o", "pipefail", "-c"]`, or begin the
    command with `set -o pipefail;` (bash, and busybox' ash). Or save to a file first.

    ## When it is a false alarm

    When the last command notices by itself that something is missing.

    ## Examples

    ```dockerfile bad
    FROM debian:12
    RUN curl -fsSL https://example.com/tool.tar.gz | tar xz -C /opt
    ```

    ```dockerfile good
    FROM debian:12
    SHELL ["/bin/bash", "-o", "pipefail", "-c"]
    RUN curl -fsSL https://example.com/tool.tar.gz | tar xz -C /opt
    RUN echo "a b" | tee /etc/example
    ```
    """
    for instruction in build.built:
        if instruction.keyword == "RUN" and ("|" in instruction.text or instruction.heredocs):
            yield from _judge(instruction)


def _judge(instruction: Instruction) -> Iterator[Finding]:
    commands = commands_of(instruction)
    if instruction.form == "shell" and "pipefail" in instruction.shell:
        return
    since = min((command.span for command in commands if _sets(command)), default=None)
    for members in pipelines(commands):
        last = max((position for position, _ in members), default=0)
        for position, command in members:
            if since is not None and since <= command.span:
                break
            if position < last and command.name not in _HARMLESS and command.name:
                yield Finding(
                    command.span,
                    f"pipes {command.name} into another command, so its failure goes unnoticed",
                    evidence=command.name,
                )
                return


def _sets(command: Command) -> bool:
    """`set -euo pipefail`, `bash -o pipefail -c …`, `set -o pipefail`."""
    return "pipefail" in command.argv[1:] and "+o" not in command.argv


_HARMLESS = frozenset(
    """echo printf yes cat true find ls grep egrep awk sed cut head tail sort uniq tr which command
    uname id env printenv seq date pwd dirname basename type test [ [[ : wc rev nproc arch getconf
    set cd hostname""".split()
)
"""Programs that hardly fail, or whose failure the next one shows."""
