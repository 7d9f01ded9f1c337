"""What images are configured with, as an engine at hand has them: better than any table.

Only GET /images/NAME/json is asked, once for each name; nothing is pulled.
"""

import time

from ..errors import Problem
from ..model import Container, Field, Healthcheck, Image, ImageRef, Port, Span, User
from ..model.span import Cause, because
from .api.answers import plain
from .api.engine import DEADLINE, Engine, connect, status_of
from .api.paths import image_path, is_name
from .kinds import LIVE


class LocalImages:
    """The images of an engine; `problems` are what kept it from telling.

    `host` is its address, None for the usual one. A copy in another process connects by itself.
    """

    __slots__ = ("_engine", "_found", "_left", "_lost", "host", "problems")

    def __init__(self, host: str | None = None) -> None:
        self.host = host
        self.problems: list[Problem] = []
        self._engine: Engine | None = None
        self._found: dict[str, Image | None] = {}
        self._left = DEADLINE  # seconds of waiting, however long the scan takes
        self._lost = False

    def __reduce__(self) -> tuple[type["LocalImages"], tuple[str | None]]:
        return LocalImages, (self.host,)

    def connect(self) -> Engine:
        """Connect once; raises EngineError."""
        if self._engine is None:
            self._engine = connect(self.host)
        return self._engine

    def close(self) -> None:
        """Close the connection."""
        if self._engine is not None:
            self._engine.close()
            self._engine = None

    def find(self, reference: ImageRef) -> Image | None:
        """The configuration of an image; None when the engine does not have it."""
        name = reference.text
        if name not in self._found and not self._lost and not reference.is_scratch:
            # What no engine can have is not asked for: it would be a path to something else.
            self._found[name] = self._ask(name) if is_name(name) else None
        return self._found.get(name)

    def _ask(self, name: str) -> Image | None:
        from .inspect import Node, Where  # noqa: PLC0415 - only where an engine is asked
        from .inspect.config import configure  # noqa: PLC0415

        started = time.monotonic()
        try:
            client = self.connect().client
            client.deadline = started + self._left
            answer = client.get(image_path(name))
        except Exception as error:  # noqa: BLE001, RUF100 - whatever it is, the scan goes on
            # It has no such image, or what the file says is no name to it: neither is a failure.
            if status_of(error) not in (400, 404):
                self._lost = True
                message = f"the engine does not tell how images are configured: {plain(str(error))}"
                self.problems.append(Problem("unreachable", message, Span(None)))
            return None
        finally:
            self._left -= time.monotonic() - started
        span = Span(None, host=self.connect().address)
        image = Image(name, span, LIVE)
        configure(image, Node(answer, "", Where(span)).get("Config"), sparse=True)
        return image

    def complete(self, image: Image) -> None:
        """Give an image, or a service, what the image below is really configured with."""
        reference = image.reference.value
        found = None if reference is None else self.find(reference)
        if found is None or reference is None:
            return
        causes = because("configured", reference.familiar)
        _choose_user(image, found.user.value, causes)
        check = found.healthcheck.value
        if not image.healthcheck.stated and check is not None and check != Healthcheck():
            image.healthcheck = Field(check, image.healthcheck.span, "inherited", causes)
        ports = _ports(image, found, causes)
        if isinstance(image, Container) and image.provenance.image_exposed is None:
            image.provenance.image_exposed = ports
        image.exposed = (*ports, *image.exposed)


def _choose_user(image: Image, user: User | None, causes: tuple[Cause, ...]) -> None:
    """Say who runs; whether an entrypoint gives root up is not part of a configuration."""
    if user is None:
        return
    if not user.is_set or user.is_root:
        image.base_user = image.base_user if image.base_user == "drops" else "root"
        return
    image.base_user = "non-root"
    chosen = image.user
    if not chosen.stated or (chosen.value is not None and not chosen.value.is_set):
        image.user = Field(user, chosen.span, "inherited", causes)


def _ports(image: Image, found: Image, causes: tuple[Cause, ...]) -> tuple[Field[Port], ...]:
    place = image.reference.span
    return tuple(
        field._replace(span=place, origin="inherited", causes=causes) for field in found.exposed
    )
