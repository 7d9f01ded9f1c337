"""Scalars of YAML as they are written, and the short forms of ports and mounts."""

_PLAIN = frozenset("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-./:+=@")
_EVERYWHERE = ("", "0.0.0.0", "[::]", "*", "::")  # noqa: S104
_ACCESS = ("ro", "rw")


def written(value: str, style: str) -> str:
    """Write a value with a quote sign, or without one where that is safe."""
    if style == "'":
        return "'" + value.replace("'", "''") + "'"
    if style == '"' or not _is_plain(value):
        return '"' + value.replace("\\", "\\\\").replace('"', '\\"') + '"'
    return value


def _is_plain(value: str) -> bool:
    """Whether a text means itself without quotes, in flow style too."""
    begins = value[:1].isalnum() or value[:1] in ("/", ".", "_")
    return begins and not value.endswith(":") and _PLAIN.issuperset(value)


def on_loopback(port: str) -> str | None:
    """A port in short form, bound to the host itself; None where it is bound already.

    `5432:5432`, `0.0.0.0:80:80/tcp`, `[::]:53:53/udp`; a port of the container alone keeps its
    random port on the host.
    """
    if port.startswith("["):
        address, _, rest = port.partition("]")
        address, rest = f"{address}]", rest.removeprefix(":")
    else:
        parts = port.rsplit(":", 2)
        address = parts[0] if len(parts) == 3 else ""
        rest = ":".join(parts[-2:])
    if address not in _EVERYWHERE:
        return None
    if ":" not in rest:
        rest = f":{rest}"
    return f"127.0.0.1:{rest}"


def read_only(mount: str) -> str | None:
    """A mount in short form that can only be read; None where that cannot be said."""
    parts = mount.split(":")
    drive = len(parts[0]) == 1 and parts[0].isalpha()
    if drive or not 2 <= len(parts) <= 3:
        return None  # a path of Windows, or no path of the host
    if len(parts) == 2:
        return f"{mount}:ro"
    options = [word for word in parts[2].split(",") if word not in _ACCESS]
    return ":".join((*parts[:2], ",".join(("ro", *options))))
