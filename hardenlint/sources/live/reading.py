"""One pass over an engine, from the list of its containers to what runs in each."""

from collections.abc import Iterable, Sequence

from hardenlint.errors import internal
from hardenlint.model import Container, Host, Subject

from .. import inspect
from ..api.engine import Engine, status_of
from ..api.paths import image_path, inspect_path
from ..inspect import Loaded
from . import host as engine_facts
from . import listing, running
from .images import Images
from .questions import Questions, string
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
        info = engine_facts.introduced(questions)
        if self.engine.is_anonymous and not info:
            self.processes = False  # Podman, which it may be, has to be asked in words of its own
        self.images.learn_names()
        host = engine_facts.read_engine(questions, info, self.images.dangling)
        summaries = listing.listed(questions)
        chosen = listing.chosen(questions, summaries, wanted)
        volumes = engine_facts.read_volumes(questions)
        self._prepare(chosen, host)
        found = self._containers(chosen, host, volumes)
        if self.local:
            engine_facts.add_local(questions, host, info, found.values())
        # A container that is wanted may have joined one that is not.
        others = {str(s["Id"]): listing.outline(questions, s, host) for s in summaries}
        inspect.resolve({**others, **found})
        subjects: tuple[Subject, ...] = (host, *found.values(), *self._layers(chosen))
        return Loaded(subjects, tuple(questions.errors), tuple(questions.notes))

    def _prepare(self, chosen: Sequence[Document], host: Host) -> None:
        """Ask for the containers, the images behind them, and for what runs in them."""
        self.questions.prepare([inspect_path(summary["Id"]) for summary in chosen], "containers")
        documents = list(self._described(chosen))
        images = (string(found.get("Image")) for found in documents)
        self.questions.prepare([image_path(image) for image in images if image], "images")
        if self.processes:
            self.questions.prepare(running.paths(documents, host), "lists of processes")

    def _described(self, chosen: Iterable[Document]) -> Iterable[Document]:
        answers = (self.questions.answered(inspect_path(summary["Id"])) for summary in chosen)
        return (answer for answer in answers if isinstance(answer, dict))

    def _layers(self, chosen: Sequence[Document]) -> Sequence[Subject]:
        """What is in the images of the containers, each looked into once."""
        if not self.image_seconds:
            return ()
        images = (string(found.get("Image")) for found in self._described(chosen))
        return self.images.read_contents((image for image in images if image), self.image_seconds)

    def _containers(
        self, chosen: Sequence[Document], host: Host, volumes: inspect.Volumes
    ) -> dict[str, Container]:
        found: dict[str, Container] = {}
        left = 0
        for summary in chosen:
            if self.questions.answered(inspect_path(summary["Id"])) is None:
                left += 1
                continue
            container = self._container(summary, host, volumes)
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
            document = {**document, **self._beside(document, host)}
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
