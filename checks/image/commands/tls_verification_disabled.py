from collections.abc import Iterator

from hardenlint import (
    Build,
    Command,
    Finding,
    Fix,
    Image,
    Instruction,
    Reword,
    Severity,
    Span,
    check,
)
from hardenlint.facts.running import commands_of, started
from hardenlint.facts.variables import Assigned, Variables, assigned, own
from hardenlint.knowledge import tls


@check(
    Severity.HIGH,
    cis=("4.11",),
    references=("CWE-295",),
    needs=("build", "entrypoint.value", "command.value", "env"),
)
def tls_verification_disabled(image: Image) -> Iterator[Finding]:
    """TLS certificates are not verified

    ## Why

    Without the verification TLS hides the connection from everybody but the attacker: whoever sits
    on the way answers with a certificate of their own, chooses what is downloaded, and reads the
    password that is sent.

    ## Fix

    ### In a Dockerfile

    Remove the option. For a server with a certificate of your own, add its authority: copy it to
    /usr/local/share/ca-certificates and run `update-ca-certificates`, or name it with
    `curl --cacert`, `PIP_CERT`, `NODE_EXTRA_CA_CERTS`.

    ### In compose

    Remove the variable; mount the certificate of your authority and name it, for instance with
    `NODE_EXTRA_CA_CERTS`.

    ### With docker run

    Start the container without the variable; mount the certificate of your authority.

    ## When it is a false alarm

    When the other end is the container itself under another name: localhost is not reported.

    ## Examples

    ```dockerfile bad
    FROM debian:12
    RUN curl -fsSLk https://example.com/tool -o /tmp/tool
    ```

    ```dockerfile bad
    FROM node:22
    ENV NODE_TLS_REJECT_UNAUTHORIZED=0
    ```

    ```dockerfile good
    FROM debian:12
    RUN curl -fsSL https://example.com/-k -o /tmp/-k
    ```

    ```yaml bad
    services: {app: {image: "app:1", environment: {NODE_TLS_REJECT_UNAUTHORIZED: 0}}}
    ```

    ```yaml good
    services: {app: {image: "app:1", environment: {NODE_TLS_REJECT_UNAUTHORIZED: 1}}}
    ```

    ```json bad
    [{"Id": "1", "Name": "/app", "HostConfig": {}, "Config": {"Image": "app:1",
      "Env": ["GIT_SSL_NO_VERIFY=true"]}}]
    ```

    ```json good
    [{"Id": "1", "Name": "/app", "HostConfig": {}, "Config": {"Image": "app:1",
      "Env": ["GIT_SSL_CAINFO=/ca.pem"]}}]
    ```
    """
    if image.build is not None:
        yield from _built(image.build)
    yield from _commands(started(image))
    for name, field in own(image):
        if tls.variable(name, field.value or ""):
            yield _variable(name, field.value or "", field.span)


def _built(build: Build) -> Iterator[Finding]:
    variables = Variables(build)
    for instruction in build.built:
        variables.see(instruction)
        if instruction.keyword in ("RUN", "CMD", "ENTRYPOINT"):
            yield from _commands(commands_of(instruction), variables, instruction.stage)
            if instruction.shell and not commands_of(instruction):
                yield from _powershell(instruction.text, instruction.span)
        yield from _other(instruction)


def _commands(
    commands: tuple[Command, ...], variables: Variables | None = None, stage: int | None = None
) -> Iterator[Finding]:
    assigned = Assigned()
    for command in commands:
        assigned.note(command)
        argv = assigned.options_of(command.argv)
        argv = argv if variables is None else variables.options_of(argv, stage)
        program = command.name.lower().rpartition("\\")[2].removesuffix(".exe")
        if program in ("pwsh", "powershell"):
            yield from _powershell(" ".join(command.argv), command.span)
        how = tls.switched_off(command.name, argv) if argv else ""
        if how:
            from hardenlint.facts import telling  # noqa: PLC0415 - only for a finding

            shown = " ".join(map(telling.address, how.split()))
            yield Finding(
                command.span,
                f"runs {command.name} without verifying TLS ({shown})",
                evidence=f"{command.name} {shown}",
                fix=_fix(command, how),
            )
        words = command.argv[1:] if command.name in ("export", "declare", "set") else ()
        exported = (word.partition("=")[::2] for word in words)
        for name, value in (*command.assignments, *exported):
            if tls.variable(name, value):
                yield _variable(name, value, command.span)


def _powershell(text: str, span: Span) -> Iterator[Finding]:
    program, how = tls.in_powershell(text)
    if how:
        message = f"runs {program} without verifying TLS ({how})"
        yield Finding(span, message, evidence=f"{program} {how}")


def _fix(command: Command, how: str) -> Fix | None:
    """Take the option away, also out of a cluster such as `-fsSLk`."""
    old, new = how, ""
    if how == "-k" and how not in command.argv:
        clusters = [w for w in command.argv if w[:1] == "-" and w[1:].isalpha() and "k" in w]
        old, new = (clusters[0], clusters[0].replace("k", "", 1)) if clusters else ("", "")
    if old not in command.argv:
        return None
    return Fix(
        "verify TLS",
        Reword(command.span, old, new),
        breaks="fail where the server's certificate is not signed by a known authority",
    )


def _variable(name: str, value: str, span: Span) -> Finding:
    return Finding(span, f"switches the verification of TLS off ({name}={value})", evidence=name)


def _other(instruction: Instruction) -> Iterator[Finding]:
    """ENV and ARG, and settings that are written into files."""
    if instruction.keyword in ("ENV", "ARG"):
        for _, name, value in assigned((instruction,)):
            if tls.variable(name.value, value.text):
                yield _variable(name.value, value.text, value.span)
    elif instruction.heredocs or instruction.mentions(">", "tee", "sed"):
        from hardenlint.facts import written  # noqa: PLC0415 - only where files are written

        for item in written.texts(instruction):
            for path in item.paths:
                setting = tls.in_file(path, item.text)
                if setting:
                    yield Finding(
                        item.span,
                        f"switches the verification of TLS off in {path} ({setting})",
                        evidence=f"{path} {setting}",
                    )
