"""The words for causes: where a value comes from, or why it is unknown, as a person reads it."""

from collections.abc import Iterable, Iterator

from .span import Cause, Kind

_WORDS: dict[Kind, str] = {
    "unset": "${name} has no value",
    "undeclared": "${name} is only declared before FROM",
    "unknown": "${name} is not known",
    "refused": "{name}",
    "unexpanded": "variables are not expanded here",
    "empty": "the name of the image is empty",
    "unread": "the Dockerfile was not read",
    "brought": "{name} brings one",
    "configured": "configured in {name}",
    "context": "{name} is an additional context",
    "added": "added by compose",
    "network": "by the network {name}",
    "host": "that of the host",
    "through": "through {name}",
    "taken": "from {name}",
}
_MISSING = ("unset", "undeclared", "unknown")
_GIVEN = ("default", "file")
_MOST = 3
"""Variables that are named; of more of them the number is told."""


def said(causes: tuple[Cause, ...]) -> str:
    """What a person reads about a value: "default value of $BIND", "$TAG has no value".

    One variable without a value is enough for nobody to know the whole. Others are told together,
    in the order of the text: "default values of $REPO and $TAG, $PW from .env".
    """
    missing = [cause for cause in causes if cause.kind in _MISSING]
    given = [] if missing else [cause for cause in causes if cause.kind in _GIVEN]
    others = [cause for cause in causes if cause.kind not in _MISSING + _GIVEN]
    return ", ".join([*map(_word, missing[:1]), *_variables(given), *map(_word, others)])


def remark(causes: tuple[Cause, ...]) -> str:
    """The same behind a message: " (default value of $BIND)"; "" where there is none."""
    return f" ({said(causes)})" if causes else ""


def _word(cause: Cause) -> str:
    if cause.kind == "network" and not cause.name:
        return "by the project's default network"
    return _WORDS[cause.kind].format(name=cause.name)


def _variables(causes: Iterable[Cause]) -> Iterator[str]:
    """Defaults, and what each file gives."""
    groups: dict[tuple[Kind, str], dict[str, None]] = {}
    outer: tuple[int, int] | None = None
    for cause in causes:
        if cause.kind == "default":
            if outer and cause.part and outer[0] <= cause.part[0] and cause.part[1] <= outer[1]:
                continue  # of `${A:-${B:-x}}` the default is that of A
            outer = cause.part
        groups.setdefault((cause.kind, cause.source), {})[f"${cause.name}"] = None
    for (kind, source), names in groups.items():
        listed = _listed(list(names))
        if kind == "default":
            yield f"default value{'s' if len(names) > 1 else ''} of {listed}"
        else:
            yield f"{listed} from {source}"


def _listed(names: list[str]) -> str:
    if len(names) > _MOST:
        names = [*names[: _MOST - 1], f"{len(names) - _MOST + 1} others"]
    return " and ".join(filter(None, (", ".join(names[:-1]), names[-1])))
