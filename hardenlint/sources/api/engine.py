"""A connection to a Docker engine, and one clear sentence for every way there is none."""

import os
import time
from collections.abc import Mapping
from typing import Any

from hardenlint.errors import EngineError

from .answers import LostError, NoAnswerError, SshError, StatusError, plain
from .client import Client
from .endpoint import Endpoint, endpoints, not_an_address

_NEWEST = (1, 45)
"""The newest version of the API whose answers are understood (Docker 26)."""
_OLDEST = (1, 24)
_ASSUMED = "1.41"
"""What to speak with an engine whose version nobody tells: Docker 20.10's, Podman 4's."""

_NAME_MAX = 255
"""Characters of a name or a version; host names have 64 at most."""

DEADLINE = 60.0
"""Seconds that reading one engine may take altogether."""


class Engine:
    """A connection to an engine; `endpoint` is its address, `chosen` who named it.

    `about` is its answer to GET /version; `info` and `listed` are those to GET /info and
    /containers/json (or what kept it from giving one). `label` is what reports call it, "" for
    the name that it gives itself. `documents` is what it has said of itself and its containers.
    """

    __slots__ = (
        "about", "chosen", "client", "documents", "endpoint", "info", "label", "listed",
        "timeout", "version", "where",
    )  # fmt: skip

    def __init__(self, client: Client, endpoint: Endpoint, timeout: float, version: str) -> None:
        self.client = client
        self.where = endpoint
        self.endpoint = endpoint.url
        self.chosen = endpoint.chosen
        self.timeout = timeout
        self.version = version
        self.label = ""
        self.about: dict[str, Any] = {}
        self.info: Any = None
        self.listed: Any = None
        self.documents: list[object] = []

    def __enter__(self) -> "Engine":
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def introduce(self) -> Any:
        """Ask what the engine says of itself, once; what it answers may be an exception."""
        if self.info is None:
            try:
                self.info = self.client.get("/info")
            except Exception as error:  # noqa: BLE001, RUF100 - told when it is needed
                self.info = error
        return self.info

    def list(self) -> Any:
        """Ask for its containers, in brief, once; what it answers may be an exception."""
        if self.listed is None:
            try:
                self.listed = self.client.get("/containers/json?all=1")
            except Exception as error:  # noqa: BLE001, RUF100 - told when it is needed
                self.listed = error
        return self.listed

    @property
    def name(self) -> str:
        """What it calls itself, else its address."""
        info = self.introduce()
        name = info.get("Name") if isinstance(info, dict) else None
        return plain(name, _NAME_MAX) if isinstance(name, str) and name else self.address

    @property
    def address(self) -> str:
        """Its address without a password in it."""
        return self.where.address

    @property
    def is_anonymous(self) -> bool:
        """Whether a proxy denies what engine and version it is."""
        return "Version" not in self.about

    @property
    def identity(self) -> str:
        """What tells this engine from others; "" when it does not say."""
        info = self.introduce()
        identity = info.get("ID") if isinstance(info, dict) else None
        return identity[:_NAME_MAX] if isinstance(identity, str) else ""

    def close(self) -> None:
        """Close the connections."""
        self.client.close()


def connect(
    host: str | None = None,
    context: str | None = None,
    timeout: float = 10,
    deadline: float = DEADLINE,
) -> Engine:
    """Find an engine that answers; `timeout` is in seconds, for connecting and for each answer.

    `deadline` is for everything together. Raises EngineError with one sentence that names the
    address and where it came from.
    """
    failures: list[EngineError] = []
    until = time.monotonic() + deadline
    for endpoint in endpoints(host, context, os.environ):
        try:
            return _open(endpoint, timeout, until)
        except EngineError as error:
            failures.append(error)
    # The first address is what somebody chose, or the socket that most people mean: Docker's.
    raise failures[0]


def _open(endpoint: Endpoint, timeout: float, until: float) -> Engine:
    """Ask for the version, then speak the newest one that both sides know."""
    client = Client(endpoint, timeout, until)
    try:
        about = _version(client)
        version = about.get("Version")
        told = plain(version, _NAME_MAX) if isinstance(version, str) else ""
        engine = Engine(client, endpoint, timeout, told)
        engine.about = about
        _agree(engine, about)
    except BaseException:
        client.close()
        raise
    return engine


def _version(client: Client) -> dict[str, Any]:
    """What an engine says of its version; nothing where a proxy denies that."""
    try:
        answer = client.get("/version")
    except Exception as error:
        if status_of(error) == 403:
            return {}
        if isinstance(error, EngineError):
            raise
        raise EngineError(sentence(error, client.endpoint, client.timeout)) from None
    if not isinstance(answer, dict) or not answer:
        raise _no_engine(client.endpoint)
    return answer


def _agree(engine: Engine, about: Mapping[str, Any]) -> None:
    """Choose the version of the API to speak."""
    client, endpoint = engine.client, engine.where
    if about:
        client.api = _spoken(about.get("ApiVersion"), about.get("MinAPIVersion"), endpoint)
    elif newest := client.named_version():
        # Which is the oldest one that it knows, it does not say: its own it does.
        client.api = _spoken(newest, newest, endpoint)
    else:
        client.api = _ASSUMED
        if status_of(engine.list()) == 400:
            # It knows no such version. Without one in the path it speaks its own.
            client.api, engine.listed = "", None


def _spoken(newest: object, oldest: object, endpoint: Endpoint) -> str:
    """The version that both sides know: the engine's are those from `oldest` to `newest`."""
    theirs = _numbers(newest)
    if theirs is None:
        raise _no_engine(endpoint)
    if theirs < _OLDEST:
        ours = ".".join(map(str, _OLDEST))
        raise EngineError(f"{endpoint} speaks version {newest} of the API; {ours} is the oldest")
    # An engine that has left our newest behind is spoken to in the oldest that it still knows.
    return ".".join(map(str, min(theirs, max(_NEWEST, _numbers(oldest) or _OLDEST))))


def _numbers(version: object) -> tuple[int, int] | None:
    """The two numbers of a version of the API."""
    major, _, minor = version.partition(".") if isinstance(version, str) else ("", "", "")
    if not (major.isdecimal() and minor.isdecimal() and len(major + minor) < 9):
        return None
    return int(major), int(minor)


def _no_engine(endpoint: Endpoint) -> EngineError:
    return EngineError(f"{endpoint} answers, but not as a Docker engine does")


def status_of(error: object) -> int | None:
    """The HTTP status of an answer that is an error."""
    return error.status if isinstance(error, StatusError) else None


def sentence(error: BaseException, endpoint: Endpoint, timeout: float) -> str:
    """What went wrong, for a person: the address, who chose it, and what to do."""
    if isinstance(error, EngineError):
        return str(error)
    status = status_of(error)
    if status is not None:
        # Servers written in Go answer 400 to plain HTTP where they expect TLS.
        detail = f"status {status} for /version" + ("; does it expect TLS?" * (status == 400))
        return f"{endpoint} answers, but not as a Docker engine does ({detail})"
    if isinstance(error, NoAnswerError):
        return str(_no_engine(endpoint))
    for kind, reason in _reasons(endpoint, timeout):
        if isinstance(error, kind):
            if kind is SshError:
                reason = f"ssh says: {plain(str(error))}"
            return f"cannot reach the Docker engine at {endpoint}: {reason}"
    if isinstance(error, ValueError):
        return str(not_an_address(endpoint))
    text = getattr(error, "strerror", None) or str(error) or type(error).__name__
    return f"cannot reach the Docker engine at {endpoint}: {plain(text.splitlines()[0])}"


def _reasons(endpoint: Endpoint, timeout: float) -> list[tuple[Any, str]]:
    import socket  # noqa: PLC0415 - only where something failed
    import ssl  # noqa: PLC0415
    from http.client import HTTPException  # noqa: PLC0415

    slow = f"it did not answer within {timeout:g} s; --timeout waits longer"
    absent = "there is no such socket; is Docker running?"
    if endpoint.url.startswith("ssh://"):
        absent = "the ssh client is not installed"
    # The first kind that fits is told, so each stands before those that it is derived from.
    return [
        (SshError, ""),
        (LostError, "it went away"),
        (PermissionError, "permission denied; join the group docker, or scan a saved inspect file"),
        (FileNotFoundError, absent),
        (ConnectionRefusedError, "nothing listens there; is Docker running?"),
        (socket.gaierror, "the host name is not known"),
        (TimeoutError, slow),
        (ssl.SSLError, "the TLS connection failed; check the certificates and the port"),
        (ConnectionError, "it closed the connection"),
        (HTTPException, "it does not answer as a Docker engine does"),
    ]
