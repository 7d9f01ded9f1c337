"""The keys of a configuration: what each may hold, and what it means."""

from collections.abc import Callable, Iterable, Mapping
from functools import cache
from typing import Any

from hardenlint import clock
from hardenlint.check import Severity, renaming
from hardenlint.errors import UsageError
from hardenlint.model import Span
from hardenlint.text import glob

from ..policy import PROFILES, SEVERITIES
from ..rule import Rule
from ..suppression import Suppression, reason_and_date
from .settings import Settings
from .text import Data, Path

_DAY = "0123456789-"

_PARTS = ("profile", "select", "ignore", "severity")
"""Keys that may be set for a part of the inputs."""

KEYS = (
    "extends", "profile", "fail-on", "min-severity", "select", "ignore", "severity", "lock",
    "images", "exclude", "incomplete", "paths", "services", "known", "require-reason",
    "inline-ignores", "foreign-ignores", "as-of",
)  # fmt: skip

FORMER = {"baseline": "known"}
"""Keys that had another name; they are read as ever."""


class Reader:
    """Reads the data of one configuration file; everything wrong is a UsageError."""

    def __init__(self, data: Data, checks: Callable[[], Mapping[str, str]]) -> None:
        self.data = data
        self.checks = cache(checks)
        self.former: dict[str, str] = {}

    def settings(self) -> Settings:
        """Return what the file sets, each setting with its place."""
        top = self._mapping((), self.data.value, (*KEYS, *FORMER))
        for former, key in FORMER.items():
            if former in top and key in top:
                message = f"{former} is the former name of {key}: leave it out"
                raise self.data.error((former,), message)
        settings = Settings()
        settings.former = self.former
        readers = self._readers()
        for key, value in top.items():
            if key in readers:
                name = FORMER.get(key, key).replace("-", "_")
                settings.put(name, readers[key]((key,), value), self._place((key,)))
        for part in ("paths", "services"):
            self._parts(part, top.get(part, {}), settings)
        if "ignore" in top:
            checks, exceptions = self._ignored(("ignore",), top["ignore"], "", "")
            settings.put("ignore", checks, self._place(("ignore",)))
            settings.exceptions += exceptions
        settings.incomplete = self._incomplete(top.get("incomplete", {}))
        return settings

    def extended(self) -> tuple[str, ...]:
        """Return the files that this one extends."""
        value = self.data.value
        return self._texts(("extends",), value["extends"]) if "extends" in value else ()

    # what each key may hold

    def _readers(self) -> dict[str, Callable[[Path, Any], Any]]:
        return {
            "profile": self._profile,
            "fail-on": self._fail_on,
            "min-severity": self._min_severity,
            "select": self._checks,
            "lock": self._checks,
            "severity": self._severity,
            "images": self._images,
            "exclude": self._exclude,
            "known": self._text,
            "baseline": self._text,
            "require-reason": self._truth,
            "inline-ignores": self._truth,
            "foreign-ignores": self._truth,
            "as-of": self._day,
        }

    def _profile(self, path: Path, value: Any) -> str:
        return self._choice(path, value, PROFILES)

    def _fail_on(self, path: Path, value: Any) -> str:
        return self._choice(path, value, (*SEVERITIES, "never"))

    def _min_severity(self, path: Path, value: Any) -> str:
        return self._choice(path, value, SEVERITIES)

    def _checks(self, path: Path, value: Any) -> frozenset[str]:
        return self._ids(path, self._texts(path, value))

    def _severity(self, path: Path, value: Any) -> tuple[tuple[str, Severity], ...]:
        found = self._mapping(path, value)
        self._ids(path, found)
        return tuple(
            (self.checks()[check], Severity[self._choice((*path, check), name, SEVERITIES).upper()])
            for check, name in found.items()
        )

    def _images(self, path: Path, value: Any) -> tuple[str, ...]:
        found = self._mapping(path, value, ("allow",))
        return self._texts((*path, "allow"), found.get("allow", []))

    def _exclude(self, path: Path, value: Any) -> tuple[str, ...]:
        patterns = self._texts(path, value)
        for pattern in patterns:
            self._pattern(path, pattern)
        return patterns

    def _truth(self, path: Path, value: Any) -> bool:
        if not isinstance(value, bool):
            raise self.data.error(path, f"{_told(path[-1])} is true or false")
        return value

    def _day(self, path: Path, value: Any) -> str:
        day = clock.day_of(str(value))  # TOML has dates
        if day is None:
            text = str(value)
            shown = repr(text) if len(text) <= 10 and not text.strip(_DAY) else "this"
            raise self.data.error(path, f"{shown} is no day. {clock.EXPECTED}")
        return day

    # parts of the inputs

    def _parts(self, part: str, value: Any, settings: Settings) -> None:
        found = self._mapping((part,), value)
        for pattern, inner in found.items():
            path = (part, pattern)
            self._pattern(path, pattern)
            keys = self._mapping(path, inner, _PARTS)
            where, name = (pattern, "") if part == "paths" else ("", pattern)
            checks, exceptions = self._ignored(
                (*path, "ignore"), keys.get("ignore", []), where, name
            )
            rule = Rule(
                where,
                name,
                self._profile((*path, "profile"), keys["profile"]) if "profile" in keys else "",
                self._checks((*path, "select"), keys.get("select", [])),
                checks,
                self._severity((*path, "severity"), keys.get("severity", {})),
            )
            settings.exceptions += exceptions
            settings.rules += ((rule, self._place(path)),)

    def _ignored(
        self, path: Path, value: Any, where: str, name: str
    ) -> tuple[frozenset[str], tuple[Suppression, ...]]:
        """Read checks to leave out: a list, or a mapping of checks to reasons.

        With a reason they are exceptions: their findings are counted, may expire, and are missed.
        """
        if not isinstance(value, dict):
            return self._ids(path, self._texts(path, value)), ()
        self._ids(path, value)
        return frozenset(), tuple(
            self._exception((*path, check), (self.checks()[check],), text, where, name)
            for check, text in value.items()
        )

    def _exception(
        self, path: Path, checks: tuple[str, ...], value: Any, where: str, name: str
    ) -> Suppression:
        """Read one exception: its reason, and the last day that it counts."""
        said = reason_and_date(self._text(path, "" if value is None else value))
        if said is None:
            raise self.data.error(path, "the date after `until=` is no YYYY-MM-DD")
        span = Span(self.data.file, self.data.lines.get(path, 1))
        return Suppression(checks, "config", *said, span, path=where, name=name)

    def _incomplete(self, value: Any) -> tuple[Suppression, ...]:
        """Read the paths of files that may stay unreadable, and why."""
        found: list[Suppression] = []
        for pattern, text in self._mapping(("incomplete",), value).items():
            path = ("incomplete", pattern)
            self._pattern(path, pattern)
            exception = self._exception(path, (), text, pattern, "")
            if not exception.reason:
                raise self.data.error(path, "say why this may stay incomplete")
            found.append(exception)
        return tuple(found)

    # kinds of values

    def _mapping(
        self, path: Path, value: Any, keys: tuple[str, ...] | None = None
    ) -> Mapping[str, Any]:
        if not isinstance(value, dict):
            name = ".".join(map(_told, path)) or "the configuration"
            raise self.data.error(path, f"{name} is a mapping")
        for key in value:
            if keys is not None and key not in keys:
                raise self._unknown((*path, key), "setting", str(key), keys)
        return value

    def _texts(self, path: Path, value: Any) -> tuple[str, ...]:
        items = value if isinstance(value, list) else [value]
        return tuple(self._text((*path, index), item) for index, item in enumerate(items))

    def _text(self, path: Path, value: Any) -> str:
        if not isinstance(value, str):
            name = next((part for part in reversed(path) if isinstance(part, str)), "this")
            raise self.data.error(path, f"{_told(name)} takes text")
        return value

    def _choice(self, path: Path, value: Any, choices: tuple[str, ...]) -> str:
        if value not in choices:
            raise self._unknown(path, f"value of {_told(path[-1])}", str(value), choices)
        return str(value)

    def _ids(self, path: Path, names: Iterable[str]) -> frozenset[str]:
        named = tuple(names)
        known = self.checks() if named else {}
        for index, name in enumerate(named):
            inner = (*path, name if (*path, name) in self.data.lines else index)
            if name not in known:
                raise self._unknown(inner, "check", name, known)
            if known[name] != name:
                said = renaming(name, known[name])
                self.former.setdefault(name, f"{self._place(inner)}: {said}")
        return frozenset(known[name] for name in named)

    def _pattern(self, path: Path, pattern: str) -> None:
        if not glob.parse(pattern):
            raise self.data.error(path, "this is no pattern")

    def _unknown(self, path: Path, kind: str, name: str, choices: Iterable[str]) -> UsageError:
        from hardenlint.facts.telling import is_word  # noqa: PLC0415 - only after a typo
        from hardenlint.text.wording import near  # noqa: PLC0415

        choices = sorted(choices)
        meant = near(name, choices, 0.6)
        hint = f" Did you mean {meant!r}?" if meant else ""
        if not meant and len(choices) < 20:
            hint = f" It is one of {', '.join(choices)}."
        shown = repr(name) if is_word(name) else "this"
        return self.data.error(path, f"{shown} is no {kind}.{hint}")

    def _place(self, path: Path) -> str:
        line = self.data.lines.get(path)
        return f"{self.data.file}:{line}" if line else self.data.file


def _told(part: str | int) -> str:
    """A part of a path in a message: what may be more than a word is left out."""
    from hardenlint.facts.telling import is_word  # noqa: PLC0415 - only for a mistake

    return str(part) if isinstance(part, int) or is_word(part) else "…"
