"""The client of the docker SDK, of which only GET gets out, on connections that end in time.

Its constructor is left out: it reads the user's config.json, and with it credentials, proxies and
headers to send.
"""

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.client import HTTPException
from typing import Any

import docker
import requests
from docker import constants
from requests.adapters import BaseAdapter
from requests.cookies import RequestsCookieJar
from requests.structures import CaseInsensitiveDict
from urllib3.connection import HTTPConnection
from urllib3.connectionpool import HTTPConnectionPool
from urllib3.exceptions import HTTPError
from urllib3.util import Retry, Timeout

from .answers import SshError
from .dial import Ending, dial
from .endpoint import Endpoint
from .ssh import Program

_HOST = "docker"
"""For the Host header alone: where requests go, the adapter knows."""

_NEVER = Retry(total=False, redirect=False)


class RefusedError(Exception):
    """Somebody wanted to send what is no question."""


class Session(docker.APIClient):
    """A client of the SDK that speaks with one engine, and with nothing else."""

    def __init__(self, endpoint: Endpoint) -> None:
        requests.Session.__init__(self)
        self.base_url = f"http://{_HOST}"
        self.trust_env = False  # no proxy and no .netrc
        self.stream = True  # nothing is read but by who knows how much of it may be
        self.cookies = _NoCookies()
        self.adapters.clear()
        self.mount("http://", adapter := OnlyGet(endpoint))
        self._custom_adapter = adapter  # for whatever else
        self._general_configs: dict[str, Any] = {}
        self._version = constants.DEFAULT_DOCKER_API_VERSION
        self.timeout = constants.DEFAULT_TIMEOUT_SECONDS

    @contextmanager
    def asked(self, path: str, deadline: float, accept: str) -> Iterator[requests.Response]:
        """The answer to GET, to be read from its `raw`; all of it up to the deadline.

        What the network says is raised as it says it: OSError or HTTPException.
        """
        # Not `get`: half of what a request costs is to find out anew what never changes.
        request = requests.PreparedRequest()
        request.prepare_method("GET")
        request.prepare_headers({"User-Agent": "hardenlint", "Accept": accept})
        request.url = self.base_url + path
        seconds = deadline - time.monotonic()
        try:
            with self.send(request, timeout=seconds, allow_redirects=False, proxies={}) as found:
                yield found
        except (HTTPError, HTTPException, OSError) as error:
            raise _unwrapped(error) from None

    def get_redirect_target(self, resp: requests.Response) -> None:
        """Lead nowhere else, and read nothing of an answer that would."""


class OnlyGet(BaseAdapter):
    """Sends GET to one engine and refuses everything else, before a byte has left."""

    def __init__(self, endpoint: Endpoint, connections: int = 4) -> None:
        super().__init__()
        self.endpoint = endpoint
        self.connections = connections
        self._programs: list[Program] = []
        self._lock = threading.Lock()
        self._pool: _Pool | None = None

    def send(
        self,
        request: requests.PreparedRequest,
        stream: bool = False,
        timeout: Any = None,
        verify: Any = True,
        cert: Any = None,
        proxies: Any = None,
    ) -> requests.Response:
        """Send a request; `timeout` is in seconds, for all of the answer."""
        if request.method != "GET" or request.body is not None:
            raise RefusedError(f"{request.method} is refused: only GET is sent")
        deadline = time.monotonic() + timeout
        for _ in range(2):
            try:
                return self._answered(request, deadline)
            except _AgedError:
                continue
        raise ConnectionError("it closed the connection")

    def _answered(self, request: requests.PreparedRequest, deadline: float) -> requests.Response:
        with self._lock:
            if self._pool is None:
                self._pool = _Pool(_HOST, maxsize=self.connections, dial=self._dial)
            pool = self._pool
        seconds = deadline - time.monotonic()
        if seconds <= 0:
            raise TimeoutError
        response = requests.Response()
        response.request = request
        response.raw = pool.urlopen(
            "GET",
            request.path_url,
            headers=request.headers,
            timeout=Timeout(total=seconds),
            retries=_NEVER,
            redirect=False,
            preload_content=False,
            decode_content=False,
        )
        response.status_code = response.raw.status
        response.headers = CaseInsensitiveDict(response.raw.headers)
        return response

    def _dial(self, deadline: float) -> Ending:
        connected = dial(self.endpoint, deadline)
        if connected.program is not None:
            self._programs.append(connected.program)
        return connected

    def close(self) -> None:
        """Close the connections; the next request opens others."""
        with self._lock:
            pool, self._pool = self._pool, None
            programs, self._programs = self._programs, []
        if pool is not None:
            pool.close()
        for program in programs:
            program.end(patience=0.2)


class _NoCookies(RequestsCookieJar):
    """Takes none, so that none is sent back."""

    def extract_cookies(self, response: Any, request: Any) -> None:
        pass


class _AgedError(Exception):
    """A connection that was kept has died of old age."""


class _Connection(HTTPConnection):
    """A connection that somebody else makes."""

    def __init__(self, *args: Any, dial: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        self._dial = dial
        self._kept = False

    def connect(self) -> None:
        self._kept = False
        try:
            self.sock = self._dial(time.monotonic() + float(self.timeout or 0))
        except (BrokenPipeError, ConnectionResetError) as error:
            # These urllib3 ignores, as an engine may close before it has all of a request.
            raise ConnectionError(str(error)) from error

    @property
    def is_connected(self) -> bool:
        """Whether nobody has hung up; of a pipe of Windows nobody can tell."""
        pipe = self.sock is not None and not hasattr(self.sock, "fileno")
        return pipe or super().is_connected

    def getresponse(self) -> Any:
        program: Program | None = getattr(self.sock, "program", None)
        try:
            response = super().getresponse()
        except ConnectionError as error:
            if self._kept:
                raise _AgedError from error
            # What ssh has said is told rather than that it has hung up.
            if program is not None and (said := program.complaint()):
                raise SshError(said) from error
            raise
        self._kept = True
        return response


class _Pool(HTTPConnectionPool):
    ConnectionCls = _Connection


def _unwrapped(error: Exception) -> Exception:
    """What the network said, which urllib3 has wrapped into an error of its own."""
    found: BaseException | None = error
    while found is not None and not isinstance(found, (OSError, HTTPException)):
        found = found.__cause__ or found.__context__
    return found if isinstance(found, Exception) else TimeoutError(str(error))
