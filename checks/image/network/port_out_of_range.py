from collections.abc import Iterator

from hardenlint import Container, Finding, Image, Severity, check
from hardenlint.text.numbers import whole


@check(
    Severity.LOW,
    references=("CWE-1284",),
    without=("inspect", "live"),
    needs=("EXPOSE", "exposed", "networking.ports"),
)
def port_out_of_range(image: Image) -> Iterator[Finding]:
    """A port that cannot exist

    ## Why

    Ports go from 1 to 65535. What is outside, or is no port at all, is dropped or refused by the
    engine: the service is not reachable where the file says, and what people then publish by hand
    is not in any file that is reviewed.

    ## Fix

    ### In a Dockerfile

    Write `EXPOSE 8080`, `EXPOSE 8080/udp` or `EXPOSE 8000-8010`, nothing else.

    ### In compose

    Write `8080:80` in `ports` and `80` in `expose`, with numbers from 1 to 65535.

    ## When it is a false alarm

    Never: no such port exists.

    ## Examples

    ```dockerfile bad
    FROM debian:12
    EXPOSE 80800
    ```

    ```dockerfile good
    FROM debian:12
    EXPOSE 8080/tcp 8000-8010/udp
    ```

    ```yaml bad
    services: {app: {image: "app:1", expose: ["0"]}}
    ```

    ```yaml good
    services: {app: {image: "app:1", expose: ["80"]}}
    ```
    """
    for instruction in image.build.shipped if image.build is not None else ():
        for word in instruction.words if instruction.keyword == "EXPOSE" else ():
            texts = () if word.resolved is None else word.resolved.split()
            for text in texts:
                if not _is_port(text):
                    what = "maps a port of the host" if ":" in text else "is no port"
                    # A text that has nothing of a port may be anything.
                    from hardenlint.facts import telling  # noqa: PLC0415 - only for a finding

                    port = text if not text.strip(_SIGNS) else telling.name(text)
                    yield Finding(word.span, f"exposes {port!r}, which {what}", evidence=port)
    if not isinstance(image, Container):
        return
    # What the image exposes is told where the image is judged.
    known = {port.span for port in image.build.image.exposed} if image.build is not None else set()
    exposed = [(f.span, f.value.number) for f in image.exposed if f.value is not None]
    published = [(f.span, f.value.target) for f in image.networking.ports if f.value is not None]
    for span, number in (*exposed, *published):
        if span not in known and not 0 < number <= _LAST:
            yield Finding(span, f"names the port {number}", evidence=str(number))


_LAST = 65535
_SIGNS = "0123456789.+-:/tcpudsTCPUDS[]"


def _is_port(text: str) -> bool:
    """`80`, `80/udp`, `8000-8010`; an image cannot choose a port of the host (`8080:80`)."""
    ports, _, protocol = text.partition("/")
    first, dash, last = ports.partition("-")
    numbers = [
        whole(n.removeprefix("+").lstrip("0"), 5) or 0
        for n in ((first, last) if dash else (first,))
    ]
    return (
        all(0 < number <= _LAST for number in numbers)
        and numbers == sorted(numbers)
        and (protocol.lower() in ("", "tcp", "udp", "sctp"))
    )
