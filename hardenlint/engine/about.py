"""What is told of a subject: a value of its own, which travels between processes."""

from hardenlint.model import Build, Container, Span, Subject
from hardenlint.model.source import Source

_PROJECT = ("com.docker.compose.project", "io.podman.compose.project")


class About:
    """A subject as reports speak of it.

    `kind` is what a person calls it: image, service, container, project or host. Of a container
    `service`, `project`, `state` and `image` are what it runs as, "" where nobody says so; of a
    Dockerfile `stages` are where its stages begin. `is_discreet` says that none of its words may be
    told.
    """

    __slots__ = (
        "image", "is_discreet", "kind", "name", "project", "service", "source", "span", "stages",
        "state",
    )  # fmt: skip

    def __init__(self, kind: str, name: str, span: Span, source: Source) -> None:
        self.kind = kind
        self.name = name
        self.span = span
        self.source = source
        self.service = self.project = self.state = self.image = ""
        self.stages: tuple[Span, ...] = ()
        self.is_discreet = False

    @classmethod
    def of(cls, subject: Subject) -> "About":
        """Say of a subject what reports need."""
        if isinstance(subject, Container):
            about = cls(subject.source.container, subject.name, subject.span, subject.source)
            about._runs_as(subject)
        else:
            about = cls(subject.kind, subject.name, subject.span, subject.source)
            if isinstance(subject, Build):
                about.stages = tuple(stage.span for stage in subject.stages)
        about.is_discreet = subject.discreet
        return about

    def _runs_as(self, container: Container) -> None:
        self.service, self.state = container.service, container.lifecycle.state
        labels = (container.labels.get(key) for key in _PROJECT)
        values = (label.value for label in labels if label is not None)
        self.project = next(filter(None, values), "")
        reference = container.reference.value
        self.image = reference.text if reference is not None else ""
