from collections.abc import Iterator
from itertools import islice

from hardenlint import Container, Field, Finding, Mount, Severity, check, default_note
from hardenlint.facts import peers


@check(
    Severity.INFO,
    "restricted",
    references=("CWE-668", "CWE-732"),
    needs=("storage.mounts",),
)
def shared_writable_volume(container: Container) -> Iterator[Finding]:
    """A published service and another one write to the same volume

    ## Why

    The volume is a way around every network that lies between them: whoever breaks into the
    published service leaves a program, a template or a database file there, and the service behind
    it loads it with rights of its own.

    ## Fix

    ### In compose

    Let one service write; end the mount of the others with `:ro`, or give each its own volume.

    ### With docker run

    End the `-v NAME:/data` of those that only read with `:ro`.

    ## When it is a false alarm

    Two parts of one program that work on the same files, such as a web server and the application
    behind it, both from your own images.

    ## Examples

    ```yaml bad
    services:
      web: {image: "nginx:1.27", ports: ["80:80"], volumes: ["files:/files"]}
      worker: {image: "worker:1", volumes: ["files:/files"]}
    volumes: {files: {}}
    ```

    ```yaml good
    services:
      web: {image: "nginx:1.27", ports: ["80:80"], volumes: ["files:/files:ro"]}
      worker: {image: "worker:1", volumes: ["files:/files"]}
    volumes: {files: {}}
    ```

    ```json bad
    [{"Id": "1", "Name": "/web", "Config": {"Image": "nginx:1.27"}, "HostConfig":
       {"PortBindings": {"80/tcp": [{"HostIp": "", "HostPort": "80"}]}},
      "Mounts": [{"Type": "volume", "Name": "files", "Destination": "/f", "RW": true}]},
     {"Id": "2", "Name": "/worker", "Config": {"Image": "worker:1"}, "HostConfig": {},
      "Mounts": [{"Type": "volume", "Name": "files", "Destination": "/f", "RW": true}]}]
    ```

    ```json good
    [{"Id": "1", "Name": "/web", "Config": {"Image": "nginx:1.27"}, "HostConfig":
       {"PortBindings": {"80/tcp": [{"HostIp": "", "HostPort": "80"}]}},
      "Mounts": [{"Type": "volume", "Name": "files", "Destination": "/f", "RW": true}]},
     {"Id": "2", "Name": "/worker", "Config": {"Image": "worker:1"}, "HostConfig": {},
      "Mounts": [{"Type": "volume", "Name": "files", "Destination": "/f", "RW": false}]}]
    ```
    """
    own = _writable(container)
    if not own or len(container.peers) < 2 or not _is_published(container):
        return
    known = peers.shared(container.peers, _behind)
    for name, field in own.items():
        sharers = list(islice(_others(known.get(name, []), container), _NAMED))
        if sharers:
            who = " and ".join(peer.name for peer, _ in sharers[:3])
            from hardenlint.facts import telling  # noqa: PLC0415 - only for a finding

            shown = telling.name(name)
            yield Finding(
                field.span,
                f"is published and writes to the volume {shown}, as {who} does"
                f"{default_note(field)}",
                related=tuple((f"{peer.name} writes to it", at.span) for peer, at in sharers),
                evidence=shown,
            )


_NAMED = 20
"""Services that one finding names."""

_Writer = tuple[Container, Field[Mount]]


def _behind(containers: tuple[Container, ...]) -> dict[str, list[list[_Writer]]]:
    """Those that are not published and write to a volume, the neighbours of one image together."""
    found: dict[str, list[list[_Writer]]] = {}
    for each in containers:
        for name, field in _writable(each).items() if not _is_published(each) else ():
            runs = found.setdefault(name, [])
            if not runs or runs[-1][-1][0].reference.value != each.reference.value:
                runs.append([])
            runs[-1].append((each, field))
    return found


def _others(runs: list[list[_Writer]], container: Container) -> Iterator[_Writer]:
    """Those of other images: replicas and helpers of the same image are the same program."""
    image = container.reference.value
    for run in runs:
        if image is None or run[0][0].reference.value != image:
            yield from run


def _writable(container: Container) -> dict[str, Field[Mount]]:
    """The named volumes that it may write to."""
    return {
        field.value.volume: field
        for field in container.storage.mounts
        if field.value is not None and field.value.volume and not field.value.read_only
    }


def _is_published(container: Container) -> bool:
    return bool(container.open_ports)
