from collections.abc import Iterator

from hardenlint import Command, Finding, Image, Severity, check
from hardenlint.facts.running import commands_of, started


@check(
    Severity.LOW,
    references=("CWE-250",),
    needs=("RUN sudo", "CMD", "ENTRYPOINT", "entrypoint.value", "command.value"),
)
def sudo_used(image: Image) -> Iterator[Finding]:
    """Commands run through sudo

    ## Why

    An image that carries sudo carries a setuid-root program and the rules that let somebody
    become root with it: whoever takes over the process looks for exactly that. A build has no
    need of it, since USER chooses who runs a step. A program that sudo starts may also miss the
    signals that stop the container.

    ## Fix

    ### In a Dockerfile

    Run the steps that need root before `USER app`, or switch with `USER root` and back. Where an
    entrypoint has to drop privileges, use `gosu`, `su-exec` or `setpriv`.

    ### In compose

    Start the program itself in `command` and `entrypoint`; choose who runs it with `user:`.

    ### With docker run

    Start the program itself; choose who runs it with `--user`.

    ## When it is a false alarm

    When the image is a machine for people to log in to (a development container, a CI runner)
    and sudo in it is wanted.

    ## Examples

    ```dockerfile bad
    FROM debian:12
    RUN sudo apt-get update && sudo apt-get install -y curl
    ```

    ```yaml bad
    services: {app: {image: "app:1", command: sudo -u app /srv/start}}
    ```

    ```json bad
    [{"Id": "1", "Name": "/app", "Config": {"Image": "app:1", "Cmd": ["sudo", "/srv/start"]},
      "HostConfig": {}}]
    ```

    ```dockerfile good
    FROM debian:12
    RUN apt-get update && apt-get install -y sudo
    ```
    """
    if image.build is not None:
        for instruction in image.build.built:
            if instruction.keyword in ("RUN", "CMD", "ENTRYPOINT"):
                yield from _first(commands_of(instruction))
    yield from _first(started(image))


def _first(commands: tuple[Command, ...]) -> Iterator[Finding]:
    """One finding for all that an instruction runs."""
    for command in commands:
        if "sudo" in command.via:
            yield Finding(command.span, f"runs {command.name} through sudo", evidence=command.name)
            return
        if command.name == "sudo":
            yield Finding(command.span, "runs sudo", evidence="sudo")
            return
