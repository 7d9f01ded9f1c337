from collections.abc import Iterator

from hardenlint import Build, Finding, Instruction, Severity, check
from hardenlint.facts.running import commands_of
from hardenlint.knowledge import package_managers


@check(Severity.INFO, "restricted", cis=("4.3",), references=("CWE-1125",))
def unnecessary_tools_installed(build: Build) -> Iterator[Finding]:
    """The image ships compilers, debuggers or network tools

    ## Why

    Whoever gets a foothold in the container first looks for what is there: a compiler for the
    exploit, netcat for the way out, an SSH or Docker client for the next machine. What a service
    does not need to run only helps others.

    ## Fix

    ### In a Dockerfile

    Compile in a stage of its own and copy the result (`COPY --from=build`). Leave network and
    debugging tools out; `docker debug` or a sidecar brings them when they are needed.

    ## When it is a false alarm

    An image for building or for people to work in, whose purpose these tools are.

    ## Examples

    ```dockerfile bad
    FROM debian:12
    RUN apt-get update && apt-get install -y gcc netcat-openbsd
    ```

    ```dockerfile good
    FROM debian:12 AS build
    RUN apt-get update && apt-get install -y gcc
    FROM debian:12
    COPY --from=build /app /app
    RUN apt-get update && apt-get install -y ca-certificates
    ```

    ```dockerfile good
    FROM alpine:3.20
    RUN apk add --virtual .build gcc && make && apk del .build
    ```
    """
    for instruction in build.shipped:
        if instruction.keyword == "RUN" and not instruction.onbuild:
            yield from _judge(instruction)


def _judge(instruction: Instruction) -> Iterator[Finding]:
    """One finding for what a RUN installs and leaves there."""
    found: dict[str, str] = {}
    removed: set[str] = set()
    span = instruction.span
    for command in commands_of(instruction):
        removed.update(package_managers.removed(command.name, command.argv))
        for package in package_managers.installed(command.name, command.argv):
            if package in package_managers.TOOLS:
                span = span if found else command.span
                found.setdefault(package, package_managers.virtual(command.argv))
    names = [name for name, group in found.items() if not {name, group} & removed]
    if names:
        yield Finding(
            span, f"installs {', '.join(names)} into the image that ships", evidence=" ".join(names)
        )
