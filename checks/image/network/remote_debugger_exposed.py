from collections.abc import Iterator

from hardenlint import Finding, Image, Severity, Span, check
from hardenlint.facts import starting
from hardenlint.knowledge import debuggers


@check(Severity.HIGH, references=("CWE-489", "CWE-306"))
def remote_debugger_exposed(image: Image) -> Iterator[Finding]:
    """A debugger waits for anybody

    ## Why

    Who connects to a debugger runs code in the process, without a password: that is its purpose.
    Listening on every address, it is open to every container on the network, and to everybody once
    the port is published.

    ## Fix

    ### In a Dockerfile

    Leave the debugger out of the image that ships; put it into a stage of its own.

    ### In compose

    Move the option to an override file for development, and listen on 127.0.0.1:
    `-agentlib:jdwp=…,address=127.0.0.1:5005`, `--inspect=127.0.0.1:9229`.

    ### With docker run

    Drop the option, or listen on 127.0.0.1 and share the network of the container to debug.

    ## When it is a false alarm

    A container for development whose networks nobody else is on.

    ## Examples

    ```dockerfile bad
    FROM eclipse-temurin:21
    ENV JAVA_TOOL_OPTIONS="-agentlib:jdwp=transport=dt_socket,server=y,suspend=n,address=*:5005"
    ```

    ```dockerfile good
    FROM eclipse-temurin:21
    ENV JAVA_TOOL_OPTIONS="-agentlib:jdwp=transport=dt_socket,server=y,suspend=n,address=5005"
    ```

    ```yaml bad
    services: {app: {image: "app:1", command: node --inspect=0.0.0.0:9229 server.js}}
    ```

    ```yaml good
    services: {app: {image: "app:1", command: node --inspect server.js, ports: ["9229:9229"]}}
    ```

    ```json bad
    [{"Id": "1", "Name": "/app", "HostConfig": {}, "Config": {"Image": "app:1",
      "Cmd": ["dlv", "exec", "/app", "--headless", "--listen=:2345"]}}]
    ```

    ```json good
    [{"Id": "1", "Name": "/app", "HostConfig": {}, "Config": {"Image": "app:1",
      "Cmd": ["dlv", "exec", "/app", "--headless", "--listen=127.0.0.1:2345"]}}]
    ```
    """
    for command in starting.commands(image):
        words = [part for word in command.argv for part in word.split()]
        yield from _found(image, words, command.span)
    for field in image.env.values():
        if field.value and ("jdwp" in field.value or "--inspect" in field.value):
            yield from _found(image, field.value.split(), field.span)
    jpda = image.env.get("JPDA_ADDRESS")
    if jpda is not None and jpda.value and debuggers.is_open(jpda.value):
        yield _finding("the Java debugger", jpda.value, jpda.span, Severity.HIGH)


def _found(image: Image, words: list[str], span: Span) -> Iterator[Finding]:
    for listener in debuggers.of_words(words):
        severity = _java(image) if listener.bare else Severity.HIGH
        if severity is not None:
            yield _finding(listener.kind, listener.address, span, severity)
            return


def _finding(kind: str, address: str, span: Span, severity: Severity) -> Finding:
    where = f"on {address}"
    return Finding(
        span, f"has {kind} listen {where}, for anybody", severity=severity, evidence=address
    )


def _java(image: Image) -> Severity | None:
    """How bad a bare port is: Java listens on every interface up to version 8."""
    source = image.build.image if image.build is not None else image
    reference = source.reference.value
    names = ("openjdk", "eclipse-temurin", "amazoncorretto", "ibmjava", "zulu-openjdk", "java")
    if reference is None or reference.name not in names:
        return Severity.MEDIUM
    first = reference.tag.replace("-", ".").partition(".")[0].partition("u")[0]
    if not first.isdecimal():
        return Severity.MEDIUM
    return Severity.HIGH if int(first[:4]) <= _LAST_OPEN else None


_LAST_OPEN = 8
