"""The list of containers: those that are there, and those that are wanted."""

from collections.abc import Sequence

from hardenlint.errors import EngineError, Problem
from hardenlint.model import Container, Field, Host, ImageRef, Namespace
from hardenlint.sources.kinds import LIVE

from .. import inspect
from ..api.engine import sentence, status_of
from ..api.paths import is_identity
from .questions import Questions, string
from .selection import Document, Selection, is_own, name_of, own_ids

_MOST = 10_000  # containers; engines have trouble with a tenth of that


def listed(questions: Questions) -> list[Document]:
    """Every container in brief, by name; raises EngineError: without it nothing can be audited."""
    engine = questions.engine
    answer = engine.list()
    if isinstance(answer, Exception):
        status = status_of(answer)
        if status is not None:
            reason = f"it answers GET /containers/json with status {status}"
            raise EngineError(f"cannot audit {engine.where}: {reason}") from None
        raise EngineError(sentence(answer, engine.where, engine.timeout)) from None
    if not isinstance(answer, list):
        if answer is not None:  # which is an empty list of Go
            questions.invalid("the list of containers should be an array")
        return []
    found = [s for s in answer if isinstance(s, dict) and is_identity(s.get("Id"))]
    if len(found) < len(answer):
        some = len(answer) - len(found)
        questions.invalid(f"{some} of {len(answer)} containers in the list have no id")
    if len(found) > _MOST:
        questions.invalid(f"it lists {len(found)} containers: the first {_MOST} are read")
    return sorted(found[:_MOST], key=lambda summary: (name_of(summary), summary["Id"]))


def chosen(questions: Questions, summaries: list[Document], wanted: Selection) -> list[Document]:
    """The summaries that are wanted; our own container only when it is named."""
    fitting = [s for s in summaries if wanted.has(s)]
    if wanted.names:
        named = _named(questions, summaries, wanted.names)
        return [s for s in fitting if s["Id"] in named]
    own = own_ids()
    for summary in fitting:
        if is_own(summary, own):
            name = name_of(summary)
            message = f"container {name} runs hardenlint itself and is left out"
            questions.note("own-container", message, name)
    return [s for s in fitting if not is_own(s, own)]


def _named(questions: Questions, summaries: list[Document], names: Sequence[str]) -> set[str]:
    """The ids that were asked for; a name that is not there is an error."""
    by_name = {name_of(s): s for s in summaries}
    found = set()
    for wanted in names:
        name = wanted.removeprefix("/")
        # A name counts before an id: it may look like the beginning of one.
        matches = [by_name[name]] if name in by_name else _by_id(summaries, name)
        if len(matches) == 1:
            found.add(matches[0]["Id"])
            continue
        span = questions.base._replace(container=name)
        message = _missing(name, list(by_name), len(matches))
        questions.errors.append(Problem("missing", message, span))
    return found


def _missing(name: str, known: list[str], matches: int) -> str:
    if matches:
        return f"{name} is the beginning of {matches} container ids"
    from hardenlint.text.wording import all_near  # noqa: PLC0415 - only for a misspelt name

    close = all_near(name, known, 0.6, 3)
    hint = f"; did you mean {' or '.join(close)}?" if close else ""
    return f"there is no container {name}{hint}"


def _by_id(summaries: list[Document], beginning: str) -> list[Document]:
    if not beginning or beginning.strip("0123456789abcdef"):
        return []
    return [summary for summary in summaries if summary["Id"].startswith(beginning)]


def outline(questions: Questions, summary: Document, host: Host) -> Container:
    """What the list alone tells of a container: its image, its state, its network mode."""
    span = questions.base._replace(container=name_of(summary))
    container = Container(span.container, span, LIVE)
    container.host = host
    container.lifecycle.state = string(summary.get("State"))
    if image := string(summary.get("Image")):
        container.reference = Field[ImageRef](inspect.parse_reference(image), span)
    config = summary.get("HostConfig")
    if isinstance(config, dict) and (mode := string(config.get("NetworkMode"))):
        container.namespaces.network = Field(Namespace.parse(mode), span)
    return container
