"""The images of one engine: their settings, their names, and what is in their layers."""

import time
from collections.abc import Iterable, Sequence
from http.client import HTTPException
from typing import Any

from hardenlint.errors import Problem
from hardenlint.model import Image
from hardenlint.sources.kinds import LIVE

from .. import inspect
from ..api.answers import LostError
from ..api.engine import status_of
from ..api.paths import image_path, is_identity, layers_path
from .questions import Questions, few, string, texts
from .selection import Document


class Images:
    """What the engine says of its images, each asked for once."""

    def __init__(self, questions: Questions) -> None:
        self.questions = questions
        self.dangling: int | None = None
        self._found: dict[str, object] = {}
        self._named: dict[str, str] = {}

    def learn_names(self) -> None:
        """Learn which image each name stands for, and how many images have none."""
        answer = self.questions.attempt("/images/json", "/images/json")
        if not isinstance(answer, list):
            return
        images = [image for image in answer if isinstance(image, dict)]
        for image in images:
            for tag in texts(image.get("RepoTags")):
                self._named[tag] = string(image.get("Id"))
        self.dangling = sum(1 for image in images if _is_dangling(image))

    def find(self, identity: object) -> object:
        """The image behind an id, asked for once; None when the engine does not tell."""
        if not isinstance(identity, str) or not identity:
            return None
        if identity not in self._found and not is_identity(identity):
            self._found[identity] = None
            self.questions.invalid("the id of a container's image makes no sense")
        if identity not in self._found:
            try:
                self._found[identity] = self.questions.get(image_path(identity))
                self.questions.engine.documents.append(self._found[identity])
            except Exception as error:  # noqa: BLE001, RUF100 - whatever it was, it is told
                self._found[identity] = None
                if status_of(error) != 404:
                    self.questions.failed("/images/ID/json", error)
        return self._found[identity]

    def standing_for(self, name: str) -> str:
        """The id of the image that a name means now, "" where nobody knows."""
        return self._named.get(name) or self._named.get(f"{name}:latest") or ""

    def read_contents(self, identities: Iterable[str], seconds: float) -> list[Image]:
        """Look into the layers of images, all of them within so many seconds."""
        until = time.monotonic() + seconds
        found: list[Image] = []
        late: list[str] = []
        for identity in dict.fromkeys(identities):
            name = self._name(identity)
            if self.questions.stopped or time.monotonic() >= until:
                late.append(name)
                continue
            document = self._contents(identity, name, until, seconds)
            if document is not None:
                self.questions.engine.documents.append(document)
                where = inspect.Where(self.questions.base)
                found.append(inspect.read_contents(inspect.Node(document, "", where), LIVE))
        if late:
            self._failed(f"nobody looked into {few(late)}: the time for images was over")
        return found

    def _contents(self, identity: str, name: str, until: float, seconds: float) -> Document | None:
        from . import image_contents  # noqa: PLC0415 - only where it was asked for

        client, path = self.questions.engine.client, layers_path(identity)
        try:
            # Each of the errors below stands before the one that it is derived from.
            found = client.stream(path, until, lambda s: image_contents.read(s.read, until))
        except ValueError as error:
            self._failed(f"{name} {error}")
        except TimeoutError:
            self._failed(f"{name} was not read to its end within {seconds:g} s")
        except LostError as error:
            self.questions.failed("/images/ID/get", error)
        except (OSError, HTTPException) as error:
            self._failed(f"{name} was not read to its end ({type(error).__name__})")
        except Exception as error:  # noqa: BLE001, RUF100 - StatusError, as all of them
            self._refused(name, error)
        else:
            self._unread(name, found.unread)
            return {"ImageContents": name, **found.document}
        return None

    def _unread(self, name: str, layers: Sequence[str]) -> None:
        """Say which layers nobody looked into: that nothing is told of them is no pass."""
        if layers:
            some = few(layers, "; ")
            message = f"image contents: what is in some layers of {name} is unknown: {some}"
            self.questions.note("unreachable", message)

    def _refused(self, name: str, error: Exception) -> None:
        if status_of(error) == 404:
            self.questions.note("vanished", f"image {name} disappeared while it was read")
        else:
            self.questions.failed("/images/ID/get", error)

    def _failed(self, message: str) -> None:
        problem = Problem("unreachable", f"image contents: {message}", self.questions.base)
        self.questions.errors.append(problem)

    def _name(self, identity: str) -> str:
        """What reports call an image: its name as elsewhere, its short id without one."""
        document: Any = self.find(identity)
        if not isinstance(document, dict):
            return identity.removeprefix("sha256:")[:12]
        where = inspect.Where(self.questions.base)
        return inspect.read_image(inspect.Node(document, "", where)).name


def _is_dangling(image: Document) -> bool:
    names = texts(image.get("RepoTags")) + texts(image.get("RepoDigests"))
    # Older engines write `<none>` for a name that is not there, newer ones leave it out.
    return all(name.startswith("<none>") for name in names)
