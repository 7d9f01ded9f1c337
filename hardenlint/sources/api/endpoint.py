"""Which Docker engine to talk to, and who said so.

The order is the docker client's: an address given by hand, DOCKER_HOST, the current context, the
sockets where engines listen by default.
"""

import os
import sys
from collections.abc import Mapping
from typing import NamedTuple

from hardenlint.errors import EngineError, UsageError

from .. import host_file
from .answers import plain

CONNECT = 5.0
"""Seconds within which a host that is there takes a connection."""

_TLS_MAX = 16 << 20
"""Bytes of a certificate file; all that browsers trust together are some 200 kB."""
_SOCKETS = ("", "unix", "http+unix", "npipe")
_TLS_FILES = ("ca.pem", "cert.pem", "key.pem")


class Tls(NamedTuple):
    """The files of a TLS connection: "" where there is none."""

    ca: str = ""
    cert: str = ""
    key: str = ""
    verify: bool = True


class Endpoint(NamedTuple):
    """An address of an engine; `chosen` says where it came from, `tls` is None for plain."""

    url: str
    chosen: str
    tls: Tls | None = None

    def __str__(self) -> str:
        """The address without a password in it, and where it came from."""
        return f"{self.address} ({plain(self.chosen)})"

    @property
    def address(self) -> str:
        """The address without a password in it, as a part of a sentence."""
        scheme, sep, rest = self.url.partition("://")
        if not sep:
            scheme, rest = "", scheme
        user, at, shown = rest.rpartition("@")
        if scheme in _SOCKETS and ":" not in user:
            shown = rest  # a folder may have such a name, /run/user@1000
        elif at and any(sign in user for sign in "?#"):
            shown = "…"  # nobody can tell where the password ends
        elif scheme not in _SOCKETS:
            shown = shown.partition("?")[0].partition("#")[0]  # an engine's address has neither
        return plain(f"{scheme.rpartition('@')[2]}{sep}{shown}")


def not_an_address(endpoint: Endpoint) -> EngineError:
    """The error for an address that no engine can have."""
    example = "try unix:///var/run/docker.sock"
    return EngineError(f"{endpoint} is not the address of a Docker engine: {example}")


def endpoints(host: str | None, context: str | None, environ: Mapping[str, str]) -> list[Endpoint]:
    """The addresses to try, best first: one when somebody chose, else the sockets that exist."""
    for option, given in (("--host", host), ("--context", context)):
        if given is not None and not given.strip():
            raise UsageError(f"{option} names nothing: leave it out for the usual engine")
    if host and context:
        raise UsageError("--host and --context both choose an engine: give one of them")
    if host:
        return [Endpoint(host, "from --host", _tls(environ, host))]
    if context:
        return _of_context(context, "from --context", environ)
    if url := environ.get("DOCKER_HOST", "").strip():
        return [Endpoint(url, "from DOCKER_HOST", _tls(environ, url))]
    if name := environ.get("DOCKER_CONTEXT", "").strip():
        return _of_context(name, "from DOCKER_CONTEXT", environ)
    if name := _current_context(environ):
        return _of_context(name, f"the current docker context, {name}", environ)
    return _defaults(environ)


def _defaults(environ: Mapping[str, str]) -> list[Endpoint]:
    """The sockets of Docker and Podman, with and without root; at least one of them exists."""
    if sys.platform == "win32":
        return [Endpoint("npipe:////./pipe/docker_engine", "default pipe")]
    paths = ["/var/run/docker.sock"]
    if runtime := environ.get("XDG_RUNTIME_DIR", ""):
        paths += [f"{runtime}/docker.sock", f"{runtime}/podman/podman.sock"]
    paths.append("/run/podman/podman.sock")
    found = [path for path in paths if os.path.exists(path)]
    if not found:
        raise EngineError(
            f"no Docker engine found: none of {', '.join(paths)} exists; start Docker, set "
            "DOCKER_HOST, or scan a saved `docker inspect`"
        )
    return [Endpoint(f"unix://{path}", "default socket") for path in found]


def _folder(environ: Mapping[str, str]) -> str:
    return environ.get("DOCKER_CONFIG") or os.path.join(os.path.expanduser("~"), ".docker")


def _current_context(environ: Mapping[str, str]) -> str:
    """`currentContext` of the docker client's configuration; a broken file counts as none."""
    name = _json(os.path.join(_folder(environ), "config.json")).get("currentContext")
    # The store has no context `default`: it stands for the usual sockets.
    return name if isinstance(name, str) and name != "default" else ""


def _of_context(name: str, chosen: str, environ: Mapping[str, str]) -> list[Endpoint]:
    """Read a context as the client stores it (docker/cli cli/context/store)."""
    import hashlib  # noqa: PLC0415 - only where there is a context

    if name == "default":
        return _defaults(environ)
    digest = hashlib.sha256(name.encode("utf-8", "surrogateescape")).hexdigest()
    folder = os.path.join(_folder(environ), "contexts")
    meta = os.path.join(folder, "meta", digest, "meta.json")
    points = _json(meta).get("Endpoints")
    docker = points.get("docker") if isinstance(points, dict) else None
    url = docker.get("Host") if isinstance(docker, dict) else None
    if not isinstance(url, str) or not url:
        told = f"the docker context {plain(name)} ({plain(chosen)})"
        raise EngineError(f"{told} does not exist or names no engine")
    files = os.path.join(folder, "tls", digest, "docker")
    if not os.path.isdir(files):
        return [Endpoint(url, chosen)]
    skip = isinstance(docker, dict) and docker.get("SkipTLSVerify") is True
    ca, cert, key = (_if_file(os.path.join(files, file)) for file in _TLS_FILES)
    return [Endpoint(url, chosen, Tls(ca, cert, key, verify=not skip))]


def _if_file(path: str) -> str:
    """A path, "" where there is nothing; raises EngineError for what is no certificate file."""
    try:
        host_file.check(path, _TLS_MAX)
    except (FileNotFoundError, NotADirectoryError):
        return ""
    except OSError as error:
        raise _unreadable(path, error) from None
    return path


def _unreadable(path: str, error: OSError) -> EngineError:
    return EngineError(f"cannot read {plain(path)}: {plain(error.strerror or str(error))}")


def _tls(environ: Mapping[str, str], url: str) -> Tls | None:
    """TLS as DOCKER_TLS_VERIFY and DOCKER_CERT_PATH ask for it; for TCP addresses only."""
    verify = environ.get("DOCKER_TLS_VERIFY", "") != ""
    folder = environ.get("DOCKER_CERT_PATH", "")
    if not (verify or folder) or url.startswith(("unix:", "npipe:", "ssh:", "/")):
        return None
    folder = folder or _folder(environ)
    ca, cert, key = (os.path.join(folder, file) for file in _TLS_FILES)
    missing = [path for path in (ca, cert, key) if not _if_file(path)]
    if missing:
        variable = "DOCKER_TLS_VERIFY" if verify else "DOCKER_CERT_PATH"
        raise EngineError(f"{variable} asks for TLS, but there is no {plain(missing[0])}")
    return Tls(ca, cert, key, verify)


def _json(path: str) -> dict[str, object]:
    """The object in a file; an empty one where there is no file, or it is broken.

    Raises EngineError for a pipe, a device, a file without end: somebody put it there.
    """
    import json  # noqa: PLC0415 - only for live engines

    try:
        document = json.loads(host_file.read(path))
    except OSError as error:
        if host_file.is_refused(error):
            raise _unreadable(path, error) from None
        return {}
    except (ValueError, RecursionError):
        return {}
    return document if isinstance(document, dict) else {}
