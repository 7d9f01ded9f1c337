from collections.abc import Iterator

from hardenlint import Build, Finding, Image, Severity, Span, check
from hardenlint.facts import starting
from hardenlint.knowledge import debuggers


@check(
    Severity.HIGH,
    references=("CWE-489", "CWE-306"),
    needs=("build", "entrypoint.value", "command.value", "env"),
)
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

    A container for development whose networks nobody else is on. A bare port (`address=5005`) is
    open to others up to Java 8 only; where the version is not known, it is of medium severity.

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
    told: set[str] = set()
    for command in starting.commands(image):
        words = [part for word in command.argv for part in word.split()]
        for finding in _found(image, words, command.span):
            if finding.message not in told:  # a program that another one starts says it again
                told.add(finding.message)
                yield finding
    for field in image.env.values():
        if field.value and ("jdwp" in field.value or "--inspect" in field.value):
            yield from _found(image, field.value.split(), field.span)
    for finding in _written(image, image.build) if image.build is not None else ():
        if finding.message not in told:  # a script that is started is such a file, too
            yield finding
    jpda = image.env.get("JPDA_ADDRESS")
    if jpda is not None and jpda.value and debuggers.is_open(jpda.value):
        yield _finding("the Java debugger", jpda.value, jpda.span, Severity.HIGH)


def _written(image: Image, build: Build) -> Iterator[Finding]:
    """Java's options in the files that programs read them from."""
    for instruction in build.shipped:
        if instruction.mentions("jdwp"):
            from hardenlint.facts import written  # noqa: PLC0415 - few Dockerfiles name it

            for text in written.texts(instruction):
                words = [word.strip("\"'") for word in text.text.split()]
                yield from _found(image, words, text.span)


def _found(image: Image, words: list[str], span: Span) -> Iterator[Finding]:
    for listener in debuggers.of_words(words):
        severity = _java(image) if listener.bare else Severity.HIGH
        if severity is not None:
            who = "anybody" if severity is Severity.HIGH else "anybody if Java is 8 or older"
            yield _finding(listener.kind, listener.address, span, severity, who)
            return


def _finding(
    kind: str, address: str, span: Span, severity: Severity, who: str = "anybody"
) -> Finding:
    message = f"has {kind} listen on {address}, for {who}"
    port = address.rpartition(":")[2]
    examples = "`-agentlib:jdwp=…,address=127.0.0.1:5005`, `--inspect=127.0.0.1:9229`"
    is_java = "java" in kind.lower()
    option = "-agentlib:jdwp=…,address=" if is_java else "--inspect=" if "Node" in kind else ""
    here = ((examples, f"`{option}127.0.0.1:{port}`"),) if port.isdecimal() else ()
    return Finding(span, message, severity=severity, evidence=address, here=here)


def _java(image: Image) -> Severity | None:
    """How bad a bare port is: Java listens on every interface up to version 8."""
    source = image.build.image if image.build is not None else image
    version = debuggers.java_version(source.reference.value)
    if version is None:
        return Severity.MEDIUM
    return Severity.HIGH if version <= _LAST_OPEN else None


_LAST_OPEN = 8
