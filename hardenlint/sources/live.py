"""A live engine: its containers with their images, networks and volumes, and the engine itself.

Only GET requests are made: /version, /info, /containers/json, /containers/ID/json,
/images/ID/json, /networks and /volumes. What an engine (or a proxy before it) denies is unknown.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from hardenlint.errors import EngineError, Problem
from hardenlint.model import Container, Field, Host, ImageRef, Namespace, Span, Subject

from . import inspect
from .connection import Engine, causes, connect, sentence, status_of
from .endpoint import Endpoint
from .inspect import Loaded

__all__ = ["Engine", "Loaded", "connect", "read"]

Document = dict[str, Any]

_TIMEOUTS = 3  # how many answers to wait for in vain before the rest is given up
_RUNNING = ("running", "paused", "restarting")


def read(engine: Engine, names: Sequence[str] = (), *, running: bool = False) -> Loaded:
    """Read the engine and its containers in all states, or those `names` and `running` ask for."""
    return _Reader(engine).read(names, running)


class _Reader:
    """One pass over an engine; collects what it could not read."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine
        self.errors: list[Problem] = []
        self.notes: list[Problem] = []
        self.timeouts = 0
        self.base = Span(None, host=engine.endpoint)
        self.images: dict[str, object] = {}
        self.volumes: dict[str, Mapping[str, str]] = {}

    def read(self, names: Sequence[str], running: bool) -> Loaded:
        client = self.engine.client
        host = self._host()
        summaries = _by_name(self._list())
        chosen = self._chosen(summaries, names)
        if running:
            chosen = [s for s in chosen if s.get("State") in _RUNNING]
        volumes = self._ask("/volumes", client.volumes)
        self.volumes = _options(volumes)
        self.engine.documents += _volumes(volumes)
        found: dict[str, Container] = {}
        for index, summary in enumerate(chosen):
            if self.timeouts >= _TIMEOUTS:
                self._give_up(len(chosen) - index)
                break
            container = self._container(summary, host)
            if container is not None:
                found[str(summary["Id"])] = container
        others = {str(s["Id"]): self._outline(s, host) for s in summaries}
        inspect.resolve({**others, **found})
        subjects: tuple[Subject, ...] = (host, *found.values())
        return Loaded(subjects, tuple(self.errors), tuple(self.notes))

    def _ask(self, what: str, get: Callable[..., Any], *args: object) -> Any:
        """Call the client; None (and a Problem) when the engine does not give the answer."""
        if self.timeouts >= _TIMEOUTS:
            return None
        try:
            return get(*args)
        except Exception as error:
            self._failed(what, error)
            return None

    def _failed(self, what: str, error: Exception) -> None:
        if status_of(error) == 403:
            message = f"the engine denies GET {what}: what it would have told is unknown"
            self._note("denied", message)
            return
        import requests  # noqa: PLC0415 - only where something failed

        if any(isinstance(c, (TimeoutError, requests.exceptions.Timeout)) for c in causes(error)):
            self.timeouts += 1
            message = f"the engine did not answer GET {what} within {self.engine.timeout:g} s"
        else:
            status = status_of(error)
            detail = f"status {status}" if status else type(error).__name__
            message = f"the engine did not answer GET {what} ({detail})"
        self.errors.append(Problem("unreachable", message, self.base))

    def _note(self, kind: str, message: str) -> None:
        problem = Problem(kind, message, self.base)
        if problem not in self.notes:
            self.notes.append(problem)

    def _give_up(self, number: int) -> None:
        message = f"{number} containers were not read: the engine answers too slowly"
        self.errors.append(Problem("unreachable", message, self.base))

    def _host(self) -> Host:
        """The engine itself; what it denies stays unknown."""
        client = self.engine.client
        info = self._ask("/info", client.info)
        info = info if isinstance(info, dict) else {}
        self.base = Span(None, host=_string(info.get("Name")) or self.engine.endpoint)
        networks = self._ask("/networks", client.networks)
        where = inspect.Where(self.base)
        networks = networks if isinstance(networks, list) else []
        nodes = [inspect.Node(network, "", where) for network in networks]
        host = inspect.read_host(inspect.Node(info, "", where), nodes, "live", self.base.host)
        host.endpoint = self.engine.endpoint
        host.version = self.engine.version or host.version
        self.errors += where.problems
        self.engine.documents += [inspect.host_document(info)] * bool(info)
        self.engine.documents += [node.value for node in nodes]
        return host

    def _list(self) -> list[Document]:
        """One sparse list; without it there is nothing to audit."""
        client = self.engine.client
        try:
            answer = client.containers(all=True)
        except Exception as error:
            endpoint = Endpoint(self.engine.endpoint, self.engine.chosen)
            if status_of(error) is not None:
                reason = f"it answers GET /containers/json with status {status_of(error)}"
                raise EngineError(f"cannot audit {endpoint}: {reason}") from None
            raise EngineError(sentence(error, endpoint, self.engine.timeout)) from None
        answer = answer if isinstance(answer, list) else []
        return [s for s in answer if isinstance(s, dict) and isinstance(s.get("Id"), str)]

    def _chosen(self, summaries: list[Document], names: Sequence[str]) -> list[Document]:
        """The summaries that were asked for; a name that is not there is an error."""
        if not names:
            return summaries
        by_name = {_name(s): s for s in summaries}
        chosen: dict[str, Document] = {}
        for wanted in names:
            name = wanted.removeprefix("/")
            matches = [by_name[name]] if name in by_name else _by_id(summaries, name)
            if len(matches) == 1:
                chosen[matches[0]["Id"]] = matches[0]
            else:
                self._missing(name, list(by_name), len(matches))
        return [s for s in summaries if s["Id"] in chosen]

    def _missing(self, name: str, known: list[str], matches: int) -> None:
        import difflib  # noqa: PLC0415 - only for a misspelt name

        message = f"there is no container {name}"
        if matches:
            message = f"{name} is the beginning of {matches} container ids"
        elif close := difflib.get_close_matches(name, known, 3):
            message += f"; did you mean {' or '.join(close)}?"
        self.errors.append(Problem("missing", message, self.base._replace(container=name)))

    def _container(self, summary: Document, host: Host) -> Container | None:
        """Inspect one; None (and a note) when it went away in the meantime."""
        name = _name(summary)
        span = self.base._replace(container=name)
        try:
            document = self.engine.client.inspect_container(summary["Id"])
        except Exception as error:
            if status_of(error) == 404:
                message = f"container {name} disappeared while it was read"
                self.notes.append(Problem("vanished", message, span))
                return None
            what = "/containers/ID/json" if status_of(error) == 403 else f"/containers/{name}/json"
            self._failed(what, error)
            return self._outline(summary, host) if status_of(error) == 403 else None
        image = self._image(document.get("Image") if isinstance(document, dict) else None)
        self.engine.documents.append(document)
        container, problems = inspect.container(document, host, image, span, self.volumes)
        self.errors += problems
        return container

    def _image(self, identity: object) -> object:
        """The image behind an id, asked for once; None when the engine does not tell."""
        if not isinstance(identity, str) or not identity:
            return None
        if identity not in self.images:
            try:
                client: Any = self.engine.client
                self.images[identity] = client.inspect_image(identity)
                self.engine.documents.append(self.images[identity])
            except Exception as error:
                self.images[identity] = None
                if status_of(error) != 404:
                    self._failed("/images/ID/json", error)
        return self.images[identity]

    def _outline(self, summary: Document, host: Host) -> Container:
        """What the list alone tells of a container: its image, its state, its network mode."""
        span = self.base._replace(container=_name(summary))
        container = Container(span.container, span, "live")
        container.host = host
        container.state = _string(summary.get("State"))
        if image := _string(summary.get("Image")):
            reference = inspect.parse_reference(image)
            container.reference = Field[ImageRef](reference, span)
        config = summary.get("HostConfig")
        if isinstance(config, dict) and (mode := _string(config.get("NetworkMode"))):
            container.network = Field(Namespace.parse(mode), span)
        return container


def _string(value: object) -> str:
    return value if isinstance(value, str) else ""


def _name(summary: Document) -> str:
    """The container's own name: links add names of the form `/other/alias`."""
    names = summary.get("Names")
    texts = [n.removeprefix("/") for n in names if isinstance(n, str)] if names else []
    return next((name for name in texts if "/" not in name), summary["Id"][:12])


def _by_name(summaries: list[Document]) -> list[Document]:
    return sorted(summaries, key=lambda summary: (_name(summary), summary["Id"]))


def _by_id(summaries: list[Document], beginning: str) -> list[Document]:
    if not beginning or beginning.strip("0123456789abcdef"):
        return []
    return [summary for summary in summaries if summary["Id"].startswith(beginning)]


def _volumes(answer: object) -> list[Document]:
    volumes = answer.get("Volumes") if isinstance(answer, dict) else None
    return [v for v in volumes if isinstance(v, dict)] if isinstance(volumes, list) else []


def _options(answer: object) -> dict[str, Mapping[str, str]]:
    """The driver options of the volumes that have some."""
    found: dict[str, Mapping[str, str]] = {}
    for volume in _volumes(answer):
        options, name = volume.get("Options"), volume.get("Name")
        if isinstance(options, dict) and isinstance(name, str):
            found[name] = {str(key): _string(value) for key, value in options.items()}
    return found
