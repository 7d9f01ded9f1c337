"""A connection to a Docker engine, and one clear sentence for every way there is none."""

import os
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from hardenlint.errors import EngineError

from .endpoint import Endpoint, endpoints
from .inspect import snapshot

if TYPE_CHECKING:
    from docker import APIClient

_PROBE_VERSION = "1.41"  # never sent: /version is asked for without one


class Engine:
    """A connection to an engine; `endpoint` is its address, `chosen` who named it.

    `documents` is what the engine has said of itself and its containers so far.
    """

    __slots__ = ("chosen", "client", "documents", "endpoint", "timeout", "version")

    def __init__(self, client: "APIClient", endpoint: Endpoint, timeout: float, version: str):
        self.client = client
        self.endpoint = endpoint.url
        self.chosen = endpoint.chosen
        self.timeout = timeout
        self.version = version
        self.documents: list[object] = []

    def __enter__(self) -> "Engine":
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def snapshot(self) -> str:
        """What was read, as a text that `inspect.read` reads; secrets are masked."""
        return snapshot(self.documents)

    def close(self) -> None:
        """Close the connections."""
        self.client.close()


def connect(host: str | None = None, context: str | None = None, timeout: float = 10) -> Engine:
    """Find an engine that answers; `timeout` is in seconds, for connecting and for each answer.

    Raises EngineError with one sentence that names the address and where it came from.
    """
    failure: EngineError | None = None
    for endpoint in endpoints(host, context, os.environ):
        try:
            return _open(endpoint, timeout)
        except EngineError as error:
            failure = failure or error
    assert failure is not None  # noqa: S101 - there is always one endpoint
    raise failure


def _open(endpoint: Endpoint, timeout: float) -> Engine:
    """Ask for the version, then speak the newest one that both sides know."""
    _knock(endpoint, timeout)
    from docker.constants import DEFAULT_DOCKER_API_VERSION  # noqa: PLC0415
    from docker.utils import version_lt  # noqa: PLC0415

    probe = _client(endpoint, timeout, _PROBE_VERSION)
    answer: Any = None
    try:
        answer = probe.version(api_version=False)
    except Exception as error:
        if status_of(error) != 403:
            raise EngineError(sentence(error, endpoint, timeout)) from None
        answer = {"ApiVersion": _PROBE_VERSION, "Version": ""}
    finally:
        probe.close()
    api = answer.get("ApiVersion") if isinstance(answer, dict) else None
    if not isinstance(api, str) or not api.replace(".", "").isdigit():
        raise EngineError(f"{endpoint} answers, but not as a Docker engine does")
    newest = api if version_lt(api, DEFAULT_DOCKER_API_VERSION) else DEFAULT_DOCKER_API_VERSION
    client = _client(endpoint, timeout, newest)
    return Engine(client, endpoint, timeout, str(answer.get("Version", "")))


def _knock(endpoint: Endpoint, timeout: float) -> None:
    """Try a unix socket before the client is imported, which leaks a socket it cannot connect."""
    import socket  # noqa: PLC0415 - only for live engines

    path = endpoint.url.removeprefix("unix://")
    if not path.startswith("/"):
        return
    try:
        with socket.socket(socket.AF_UNIX) as attempt:
            attempt.settimeout(timeout)
            attempt.connect(path)
    except (OSError, ValueError) as error:
        raise EngineError(sentence(error, endpoint, timeout)) from None


def _client(endpoint: Endpoint, timeout: float, version: str) -> "APIClient":
    """A client with a fixed version: its constructor makes no request."""
    import docker  # noqa: PLC0415 - 150 ms that only a live audit pays

    tls: Any = False
    seconds: Any = timeout  # the type stubs know whole seconds only
    try:
        if endpoint.tls is not None:
            ca, cert, key, verify = endpoint.tls
            pair = (cert, key) if cert and key else None
            tls = docker.tls.TLSConfig(client_cert=pair, ca_cert=ca or None, verify=verify)
        return docker.APIClient(
            base_url=endpoint.url, version=version, timeout=seconds, tls=tls, use_ssh_client=True
        )
    except Exception as error:
        raise EngineError(sentence(error, endpoint, timeout)) from None


def status_of(error: BaseException) -> int | None:
    """The HTTP status of an answer that the client turned into an error."""
    response = getattr(error, "response", None)
    status = getattr(response, "status_code", None)
    return status if isinstance(status, int) else None


def causes(error: BaseException) -> Iterator[BaseException]:
    """An error and what is behind it, wrapped any way the client's libraries wrap."""
    waiting: list[BaseException | None] = [error]
    seen: list[BaseException] = []
    while waiting:
        current = waiting.pop(0)
        if current is None or current in seen:
            continue
        seen.append(current)
        yield current
        waiting += [current.__cause__, current.__context__, getattr(current, "reason", None)]
        waiting += [arg for arg in current.args if isinstance(arg, BaseException)]


def sentence(error: BaseException, endpoint: Endpoint, timeout: float) -> str:
    """What went wrong, for a person: the address, who chose it, and what to do."""
    behind = list(causes(error))
    for kind, reason in _reasons(endpoint, timeout):
        if any(isinstance(cause, kind) for cause in behind):
            return f"cannot reach the Docker engine at {endpoint}: {reason}"
    status = status_of(error)
    if status is not None:
        detail = f"status {status} for /version" + ("; does it expect TLS?" * (status == 400))
        return f"{endpoint} answers, but not as a Docker engine does ({detail})"
    text = str(error)
    if "paramiko" in text:
        hint = "needs the package docker[ssh]; or forward the socket with `ssh -L`"
        return f"cannot reach the Docker engine at {endpoint}: ssh:// {hint}"
    if "JSON" in type(error).__name__:
        return f"{endpoint} answers, but not as a Docker engine does"
    if "Invalid bind address" in text or isinstance(error, ValueError):
        return f"{endpoint} is not the address of a Docker engine: try unix:///var/run/docker.sock"
    reason = text.splitlines()[0] if text else type(error).__name__
    return f"cannot reach the Docker engine at {endpoint}: {reason}"


def _reasons(endpoint: Endpoint, timeout: float) -> list[tuple[Any, str]]:
    import socket  # noqa: PLC0415 - only where something failed
    import ssl  # noqa: PLC0415
    from http.client import HTTPException  # noqa: PLC0415

    import requests  # noqa: PLC0415

    slow = f"it did not answer within {timeout:g} s; --timeout waits longer"
    absent = "there is no such socket; is Docker running?"
    if endpoint.url.startswith("ssh://"):
        absent = "the ssh client is not installed"
    return [
        (PermissionError, "permission denied; join the group docker, or scan a saved inspect file"),
        (FileNotFoundError, absent),
        (ConnectionRefusedError, "nothing listens there; is Docker running?"),
        (socket.gaierror, "the host name is not known"),
        ((TimeoutError, requests.exceptions.Timeout), slow),
        (ssl.SSLError, "the TLS connection failed; check the certificates and the port"),
        (HTTPException, "it does not answer as a Docker engine does"),
        (ConnectionError, "it closed the connection"),
    ]
