"""One pass over an engine, from the list of its containers to what runs in each."""

from collections.abc import Iterable, Iterator, Sequence
from functools import partial

from hardenlint.errors import internal
from hardenlint.model import Container, Host, Subject

from .. import inspect
from ..api.engine import Engine, status_of
from ..api.paths import image_path, inspect_path, is_identity
from ..inspect import Loaded
from . import host as engine_facts
from . import listing, running
from .images import Images
from .questions import Questions, few, string
from .selection import Document, Selection, name_of

_ALL = Selection()


def read(
    engine: Engine,
    wanted: Selection = _ALL,
    *,
    processes: bool = True,
    local: bool = False,
    image_seconds: float = 0,
) -> Loaded:
    """Read the engine and its containers in all states, or those that are `wanted`.

    `processes` asks what runs in the containers; `local` reads this machine's files besides, for
    an engine behind a unix socket. The layers of the containers' images are looked into for
    `image_seconds` altogether.
    """
    reader = _Reader(engine)
    reader.processes = processes
    reader.local = local and engine.endpoint.startswith(("unix://", "/"))
    reader.image_seconds = image_seconds
    return reader.read(wanted)


class _Reader:
    """What one pass has to know besides its questions."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine
        self.questions = Questions(engine)
        self.images = Images(self.questions)
        self.processes = True
        self.local = False
        self.image_seconds = 0.0

    def read(self, wanted: Selection) -> Loaded:
        questions = self.questions
        nothing: Document = {}
        info = questions.guarded("what the engine says of itself", self._introduced, nothing)
        if self.engine.is_anonymous and not info:
            self.processes = False  # Podman, which it may be, has to be asked in words of its own
        questions.guarded("the list of images", self.images.learn_names, None)
        host = self._host(info)
        summaries = listing.listed(questions)
        chosen = listing.chosen(questions, summaries, wanted)
        none: inspect.Volumes = {}
        volumes = questions.guarded("the list of volumes", self._volumes, none)
        self._prepare(chosen, host)
        found = self._containers(chosen, host, volumes)
        if self.local:
            add = partial(engine_facts.add_local, questions, host, info, found.values())
            questions.guarded("what this machine's files say", add, None)
        questions.guarded(
            "which containers belong together", partial(self._join, summaries, host, found), None
        )
        subjects: tuple[Subject, ...] = (host, *found.values(), *self._layers(chosen))
        self._tell_mended(chosen)
        return Loaded(subjects, tuple(questions.errors), tuple(questions.notes))

    def _introduced(self) -> Document:
        return engine_facts.introduced(self.questions)

    def _volumes(self) -> inspect.Volumes:
        return engine_facts.read_volumes(self.questions)

    def _host(self, info: Document) -> Host:
        """The engine; as unknown as one that says nothing, where what it says makes no sense."""
        questions = self.questions
        dangling = self.images.dangling
        return questions.guarded(
            "what the engine says of itself",
            lambda: engine_facts.read_engine(questions, info, dangling),
            None,
        ) or engine_facts.unknown_engine(questions)

    def _join(self, summaries: Sequence[Document], host: Host, found: dict[str, Container]) -> None:
        # A container that is wanted may have joined one that is not.
        others = {str(s["Id"]): listing.outline(self.questions, s, host) for s in summaries}
        inspect.resolve({**others, **found})

    def _tell_mended(self, chosen: Sequence[Document]) -> None:
        """Tell whose answers were no text: what could not be read of them has a sign instead."""
        mended = set(self.engine.client.mended)
        message = "text in it is no Unicode: what cannot be read is replaced"
        for summary in chosen:
            path = inspect_path(summary["Id"])
            if path in mended:
                mended.remove(path)
                self.questions.invalid(message, name_of(summary))
        if mended:
            self.questions.invalid(f"{message} ({few(sorted(mended))})")

    def _prepare(self, chosen: Sequence[Document], host: Host) -> None:
        """Ask for the containers, the images behind them, and for what runs in them."""
        self.questions.prepare([inspect_path(summary["Id"]) for summary in chosen], "containers")
        documents = list(self._described(chosen))
        images = (found.get("Image") for found in documents)
        paths = [image_path(image) for image in images if is_identity(image)]
        self.questions.prepare(paths, "images")
        if self.processes:
            self.questions.prepare(running.paths(documents, host), "lists of processes")

    def _described(self, chosen: Iterable[Document]) -> Iterator[Document]:
        for summary in chosen:
            answer = self.questions.answered(inspect_path(summary["Id"]))
            if isinstance(answer, dict):
                yield {**answer, "Id": summary["Id"]}  # by which it was asked for

    def _layers(self, chosen: Sequence[Document]) -> Sequence[Subject]:
        """What is in the images of the containers, each looked into once."""
        if not self.image_seconds:
            return ()
        images = (string(found.get("Image")) for found in self._described(chosen))
        wanted = [image for image in images if is_identity(image)]
        read = partial(self.images.read_contents, wanted, self.image_seconds)
        return self.questions.guarded("what is in the images", read, [])

    def _containers(
        self, chosen: Sequence[Document], host: Host, volumes: inspect.Volumes
    ) -> dict[str, Container]:
        found: dict[str, Container] = {}
        left = 0
        for summary in chosen:
            if self.questions.answered(inspect_path(summary["Id"])) is None:
                left += 1
                continue
            try:
                container = self._container(summary, host, volumes)
            except Exception as error:  # noqa: BLE001, RUF100 - the others are read all the same
                name = name_of(summary)
                self.questions.broken(f"what the engine says of container {name}", error, name)
                continue
            if container is not None:
                found[str(summary["Id"])] = container
        if left:
            self.questions.give_up(left)
        return found

    def _container(
        self, summary: Document, host: Host, volumes: inspect.Volumes
    ) -> Container | None:
        """Read one; None (and a note) when it went away in the meantime."""
        name, questions = name_of(summary), self.questions
        try:
            document = questions.get(inspect_path(summary["Id"]))
        except Exception as error:  # noqa: BLE001, RUF100 - whatever it was, it is told
            return self._without(summary, host, error)
        image = self.images.find(document.get("Image") if isinstance(document, dict) else None)
        if isinstance(document, dict):
            document = {**document, "Id": summary["Id"]}
            document |= self._beside(document, host)
        self.engine.documents.append(document)
        span = questions.base._replace(container=name)
        try:
            container, problems = inspect.container(document, host, image, span, volumes)
        except Exception as error:  # noqa: BLE001, RUF100 - the other containers are read
            questions.errors.append(internal(error, f"reading container {name}", span))
            return None
        questions.errors += problems
        return container

    def _without(self, summary: Document, host: Host, error: Exception) -> Container | None:
        """Tell why a container was not read; what the list says of it, where that is all."""
        name, status = name_of(summary), status_of(error)
        if status == 404:
            message = f"container {name} disappeared while it was read"
            self.questions.note("vanished", message, name)
            return None
        if status == 403:
            self.questions.failed("/containers/ID/json", error)
            return listing.outline(self.questions, summary, host)
        self.questions.failed(f"/containers/{name}/json", error)
        return None

    def _beside(self, document: Document, host: Host) -> Document:
        """What runs in the container, and the image that its image's name stands for now."""
        found: Document = {}
        config = document.get("Config")
        name = string(config.get("Image")) if isinstance(config, dict) else ""
        if identity := self.images.standing_for(name):
            found["ReferenceImage"] = identity
        if self.processes:
            found |= running.facts(self.questions, document, host, local=self.local)
        return found
