"""Debuggers that wait for a connection, and on which address.

Source: JPDA connection documentation (a bare port listens on every interface up to Java 8, on
loopback since 9), Node.js command-line API, debugpy, Delve and gdbserver manuals. As of 2025-11.
"""

import re
from collections.abc import Iterator, Sequence

from hardenlint.model.image_ref import ImageRef

_JDWP = ("-agentlib:jdwp=", "-Xrunjdwp:")
_INSPECT = ("--inspect", "--inspect-brk", "--inspect-wait", "--inspect-port", "--debug-port")


class Listener:
    """A debugger and where it listens; `bare` is a port without an address, for Java."""

    __slots__ = ("address", "bare", "kind")

    def __init__(
        self,
        kind: str,
        address: str,
        bare: bool = False,
    ) -> None:
        self.kind = kind
        self.address = address
        self.bare = bare


def of_words(words: Sequence[str]) -> Iterator[Listener]:
    """Listeners that reach beyond loopback, in a command line or the options in a variable."""
    yield from _java(words)
    yield from _node(words)
    yield from _flagged(words)


def _java(words: Sequence[str]) -> Iterator[Listener]:
    for word in words:
        start = next((mark for mark in _JDWP if word.startswith(mark)), "")
        if not start:
            continue
        settings = dict(part.partition("=")[::2] for part in word[len(start) :].split(","))
        address = settings.get("address", "")
        # Without `server=y` Java connects to a debugger and waits for nobody.
        if settings.get("server", "n") != "y":
            continue
        if is_open(address):
            yield Listener("the Java debugger", address)
        elif address.isdigit():
            yield Listener("the Java debugger", address, bare=True)


def _node(words: Sequence[str]) -> Iterator[Listener]:
    for word in words:
        name, _, address = word.partition("=")
        if name in _INSPECT and is_open(address):
            yield Listener("the Node.js debugger", address)


def _flagged(words: Sequence[str]) -> Iterator[Listener]:
    """Debuggers told by an option of their own."""
    names = [word.rpartition("/")[2] for word in words]
    if "debugpy" in names or "ptvsd" in names:
        yield from _after(words, ("--listen", "--host"), "the Python debugger")
    if "dlv" in names:
        yield from _after(words, ("-l", "--listen"), "Delve")
    if "rdbg" in names:
        yield from _after(words, ("--host",), "the Ruby debugger")
    if "gdbserver" in names[:1]:
        address = next((word for word in words[1:] if not word.startswith("-")), "")
        if is_open(address):
            yield Listener("gdbserver", address)


def _after(words: Sequence[str], options: Sequence[str], kind: str) -> Iterator[Listener]:
    for word, following in zip(words, [*words[1:], ""], strict=False):
        name, sep, value = word.partition("=")
        address = value if sep else following
        if name in options and is_open(address):
            yield Listener(kind, address)


_JAVA = ("openjdk", "eclipse-temurin", "amazoncorretto", "ibmjava", "zulu-openjdk", "java")


def java_version(image: ImageRef | None) -> int | None:
    """The Java that the name of an image tells: `openjdk:8u342`, `tomcat:9-jdk17-temurin`."""
    if image is None:
        return None
    in_tag = re.search(r"(?:jdk|jre|java|temurin|corretto)-?(\d{1,3})", image.tag)
    own = re.match(r"\d{1,3}(?!\d)", image.tag) if image.name in _JAVA else None
    # The tag of an image of Java begins with its version, `tomcat:9-jdk17` with Tomcat's.
    return int(own[0]) if own else int(in_tag[1]) if in_tag else None


def is_open(address: str) -> bool:
    """Whether an address, `host:port` or a host alone, means every interface."""
    if address.startswith("["):
        return not address[1:].partition("]")[0].strip("0:")  # `[::]` and its longer spellings
    host, colon, _ = address.rpartition(":")
    if not colon:
        host = address
        return host in ("0.0.0.0", "*")  # noqa: S104
    return host in ("", "0.0.0.0", "*", "::")  # noqa: S104
