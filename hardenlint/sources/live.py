"""A live engine: its containers with their images, networks and volumes, and the engine itself.

Only GET requests are made: /version, /info, /containers/json, /containers/ID/json,
/containers/ID/top, /exec/ID/json, /images/json, /images/ID/json, /networks and /volumes. What an
engine (or a proxy before it) denies is unknown. Each container, image, list of processes and
session is asked for once, several at a time.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from hardenlint.errors import EngineError, Problem
from hardenlint.model import Container, Field, Host, ImageRef, Namespace, Span, Subject

from . import inspect
from .client import LostError, exec_path, image_path, inspect_path, top_path
from .connection import Engine, connect, sentence, status_of
from .inspect import Loaded
from .selection import Document, Wanted, is_own, name_of, own_ids

__all__ = ["Engine", "Loaded", "Wanted", "connect", "read"]

_TIMEOUTS = 3  # how many answers to wait for in vain before the rest is given up
_MOST = 50  # exec sessions of one container that are looked at
_ALL = Wanted()


def read(
    engine: Engine, wanted: Wanted = _ALL, *, processes: bool = True, local: bool = False
) -> Loaded:
    """Read the engine and its containers in all states, or those that are `wanted`.

    `processes` asks what runs in the containers; `local` reads this machine's files besides, for
    an engine behind a unix socket.
    """
    reader = _Reader(engine)
    reader.processes = processes
    reader.local = local and engine.endpoint.startswith(("unix://", "/"))
    return reader.read(wanted)


class _Reader:
    """One pass over an engine; collects what it could not read."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine
        self.errors: list[Problem] = []
        self.notes: list[Problem] = []
        self.timeouts = 0
        self.base = Span(None, host=engine.label or engine.endpoint)
        self.ready: dict[str, Any] = {}
        self.images: dict[str, object] = {}
        self.named: dict[str, str] = {}
        self.info: Document = {}
        self.processes = True
        self.local = False
        self.volumes: dict[str, Mapping[str, str]] = {}

    def read(self, wanted: Wanted) -> Loaded:
        host = self._host()
        summaries = _by_name(self._list())
        chosen = self._chosen(summaries, wanted)
        volumes = self._ask("/volumes")
        self.volumes = _options(volumes)
        self.engine.documents += _volumes(volumes)
        self._prepare([inspect_path(s["Id"]) for s in chosen])
        self._prepare_parts(chosen)
        found: dict[str, Container] = {}
        left = 0
        for summary in chosen:
            if self.ready.get(inspect_path(summary["Id"])) is None:
                left += 1
                continue
            container = self._container(summary, host)
            if container is not None:
                found[str(summary["Id"])] = container
        if left:
            self._give_up(left)
        if self.local:
            self._add_local(host, found.values())
        others = {str(s["Id"]): self._outline(s, host) for s in summaries}
        inspect.resolve({**others, **found})
        subjects: tuple[Subject, ...] = (host, *found.values())
        return Loaded(subjects, tuple(self.errors), tuple(self.notes))

    def _prepare(self, paths: Sequence[str]) -> None:
        """Ask for many things at a time; what was not asked for any more is None."""
        unknown = [path for path in dict.fromkeys(paths) if path not in self.ready]
        timeouts = [0]

        def enough(error: Exception) -> bool:
            timeouts[0] += isinstance(error, TimeoutError)
            return isinstance(error, LostError) or timeouts[0] + self.timeouts >= _TIMEOUTS

        answers = [None] * len(unknown)
        if not self._stopped:
            answers = self.engine.client.many(unknown, enough)
        self.ready.update(zip(unknown, answers, strict=True))
        self.timeouts += timeouts[0]

    def _prepare_parts(self, chosen: Iterable[Document]) -> None:
        """Ask for the images behind the containers, and for what runs in them."""
        described = [self.ready.get(inspect_path(s["Id"])) for s in chosen]
        documents = [found for found in described if isinstance(found, dict)]
        images = (found.get("Image") for found in documents)
        self._prepare([image_path(image) for image in images if isinstance(image, str) and image])
        if not self.processes:
            return
        running = [found for found in documents if _is_running(found)]
        self._prepare([_top_path(found) for found in running])
        self._prepare([exec_path(i) for found in running for i in _sessions(found)])

    @property
    def _stopped(self) -> bool:
        """Whether to ask no more: too many answers did not come, or the engine has gone."""
        return self.timeouts >= _TIMEOUTS or self.engine.client.lost

    def _get(self, path: str) -> Any:
        """The answer, asked for now or before; raises what it met."""
        answer = self.ready[path] if path in self.ready else self._fresh(path)
        if isinstance(answer, Exception):
            raise answer
        return answer

    def _fresh(self, path: str) -> Any:
        """Ask now, unless it is too late."""
        if self._stopped:
            return None
        try:
            return self.engine.client.get(path)
        except TimeoutError:
            self.timeouts += 1
            raise

    def _ask(self, path: str) -> Any:
        """Ask; None (and a Problem) when the engine does not give the answer."""
        try:
            return self._get(path)
        except Exception as error:
            self._failed(path, error)
            return None

    def _failed(self, what: str, error: Exception) -> None:
        if status_of(error) == 403:
            message = f"the engine denies GET {what}: what it would have told is unknown"
            self._note("denied", message)
            return
        if isinstance(error, LostError):
            message = "the engine went away while it was read"
        elif isinstance(error, TimeoutError):
            message = f"the engine did not answer GET {what} within {self.engine.timeout:g} s"
        else:
            status = status_of(error)
            detail = f"status {status}" if status else type(error).__name__
            message = f"the engine did not answer GET {what} ({detail})"
        problem = Problem("unreachable", message, self.base)
        if problem not in self.errors:
            self.errors.append(problem)

    def _note(self, kind: str, message: str) -> None:
        problem = Problem(kind, message, self.base)
        if problem not in self.notes:
            self.notes.append(problem)

    def _give_up(self, number: int) -> None:
        gone = self.engine.client.lost
        reason = "the engine went away" if gone else "the engine answers too slowly"
        some = "1 container was" if number == 1 else f"{number} containers were"
        self.errors.append(Problem("unreachable", f"{some} not read: {reason}", self.base))

    def _host(self) -> Host:
        """The engine itself; what it denies stays unknown."""
        self.ready["/info"] = self.engine.introduce()
        info = self._ask("/info")
        info = dict(info) if isinstance(info, dict) else {}
        if self.engine.label:
            info["Name"] = self.engine.label
        self.info = info
        self.base = Span(None, host=_string(info.get("Name")) or self.engine.endpoint)
        networks = self._ask("/networks")
        self._name_images(info)
        where = inspect.Where(self.base)
        networks = networks if isinstance(networks, list) else []
        nodes = [inspect.Node(network, "", where) for network in networks]
        host = inspect.read_host(inspect.Node(info, "", where), nodes, "live", self.base.host)
        host.endpoint = self.engine.endpoint
        host.version = self.engine.version or host.version
        inspect.read_version(host, inspect.Node(self.engine.about, "", where))
        self.errors += where.problems
        self.engine.documents += [inspect.host_document(info)] * bool(info)
        if "Components" in self.engine.about and info:
            self.engine.documents.append({"Components": self.engine.about["Components"]})
        self.engine.documents += [node.value for node in nodes]
        return host

    def _name_images(self, info: Document) -> None:
        """Learn which image each name stands for, and how many images have none."""
        answer = self._try("/images/json", "/images/json")
        if not isinstance(answer, list):
            return
        images = [image for image in answer if isinstance(image, dict)]
        for image in images:
            for tag in _texts(image.get("RepoTags")):
                self.named[tag] = _string(image.get("Id"))
        if info:
            info["DanglingImages"] = sum(1 for image in images if _is_dangling(image))

    def _add_local(self, host: Host, containers: Iterable[Container]) -> None:
        """Add what this machine's files tell."""
        from . import local  # noqa: PLC0415 - only where it was asked for

        mounts = (field.value for found in containers for field in found.mounts)
        sources = (mount.source for mount in mounts if mount is not None and mount.is_bind)
        document = local.document(self.engine.endpoint, self.info, sources)
        where = inspect.Where(self.base)
        inspect.read_local(host, inspect.Node(document, "", where))
        self.errors += where.problems
        self.engine.documents.append(document)

    def _list(self) -> list[Document]:
        """One sparse list; without it there is nothing to audit."""
        engine = self.engine
        answer = engine.list()
        if isinstance(answer, Exception):
            error = answer
            if status_of(error) is not None:
                reason = f"it answers GET /containers/json with status {status_of(error)}"
                raise EngineError(f"cannot audit {engine.where}: {reason}") from None
            raise EngineError(sentence(error, engine.where, engine.timeout)) from None
        answer = answer if isinstance(answer, list) else []
        return [s for s in answer if isinstance(s, dict) and isinstance(s.get("Id"), str)]

    def _chosen(self, summaries: list[Document], wanted: Wanted) -> list[Document]:
        """The summaries that are wanted; our own container only when it is named."""
        fitting = [s for s in summaries if wanted.has(s)]
        if wanted.names:
            named = self._named(summaries, wanted.names)
            return [s for s in fitting if s["Id"] in named]
        own = own_ids()
        for summary in fitting:
            if is_own(summary, own):
                message = f"container {name_of(summary)} runs hardenlint itself and is left out"
                span = self.base._replace(container=name_of(summary))
                self.notes.append(Problem("own-container", message, span))
        return [s for s in fitting if not is_own(s, own)]

    def _named(self, summaries: list[Document], names: Sequence[str]) -> set[str]:
        """The ids that were asked for; a name that is not there is an error."""
        by_name = {name_of(s): s for s in summaries}
        chosen = set()
        for wanted in names:
            name = wanted.removeprefix("/")
            matches = [by_name[name]] if name in by_name else _by_id(summaries, name)
            if len(matches) == 1:
                chosen.add(matches[0]["Id"])
            else:
                self._missing(name, list(by_name), len(matches))
        return chosen

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
        name = name_of(summary)
        span = self.base._replace(container=name)
        try:
            document = self._get(inspect_path(summary["Id"]))
        except Exception as error:
            if status_of(error) == 404:
                message = f"container {name} disappeared while it was read"
                self.notes.append(Problem("vanished", message, span))
                return None
            what = "/containers/ID/json" if status_of(error) == 403 else f"/containers/{name}/json"
            self._failed(what, error)
            return self._outline(summary, host) if status_of(error) == 403 else None
        image = self._image(document.get("Image") if isinstance(document, dict) else None)
        if isinstance(document, dict):
            document = {**document, **self._running(document)}
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
                self.images[identity] = self._get(image_path(identity))
                self.engine.documents.append(self.images[identity])
            except Exception as error:
                self.images[identity] = None
                if status_of(error) != 404:
                    self._failed("/images/ID/json", error)
        return self.images[identity]

    def _running(self, document: Document) -> Document:
        """What runs in the container, and the image that its image's name stands for now."""
        found: Document = {}
        config = document.get("Config")
        name = _string(config.get("Image")) if isinstance(config, dict) else ""
        identity = self.named.get(name) or self.named.get(f"{name}:latest")
        if identity:
            found["ReferenceImage"] = identity
        if not self.processes or not _is_running(document):
            return found
        top = self._try("/containers/ID/top", _top_path(document))
        if isinstance(top, dict):
            found["Top"] = top
            if self.local:
                found["ProcStatus"] = _status(top)
        answers = (self._try("/exec/ID/json", exec_path(i)) for i in _sessions(document))
        found["ExecSessions"] = [answer for answer in answers if isinstance(answer, dict)]
        return found

    def _try(self, what: str, path: str) -> Any:
        """Ask for what may well be refused: a container that has stopped runs nothing."""
        try:
            return self._get(path)
        except Exception as error:
            if status_of(error) in (None, 403):
                self._failed(what, error)
            return None

    def _outline(self, summary: Document, host: Host) -> Container:
        """What the list alone tells of a container: its image, its state, its network mode."""
        span = self.base._replace(container=name_of(summary))
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


def _is_dangling(image: Document) -> bool:
    names = _texts(image.get("RepoTags")) + _texts(image.get("RepoDigests"))
    return all(name.startswith("<none>") for name in names)


def _texts(value: object) -> list[str]:
    return [item for item in value if isinstance(item, str)] if isinstance(value, list) else []


def _status(top: Document) -> Document:
    """The rights of the processes, from this machine's /proc."""
    from . import local  # noqa: PLC0415 - only where it was asked for

    titles, rows = top.get("Titles"), top.get("Processes")
    if not isinstance(titles, list) or "PID" not in titles or not isinstance(rows, list):
        return {}
    column = titles.index("PID")
    texts = [_string(row[column]) for row in rows if isinstance(row, list) and len(row) > column]
    return dict(local.process_status(int(text) for text in texts if text.isdecimal()))


def _string(value: object) -> str:
    return value if isinstance(value, str) else ""


def _is_running(document: Document) -> bool:
    state = document.get("State")
    return isinstance(state, dict) and state.get("Status") == "running"


def _top_path(document: Document) -> str:
    return top_path(_string(document.get("Id")), inspect.PS_ARGS)


def _sessions(document: Document) -> list[str]:
    return _texts(document.get("ExecIDs"))[:_MOST]


def _by_name(summaries: list[Document]) -> list[Document]:
    return sorted(summaries, key=lambda summary: (name_of(summary), summary["Id"]))


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
