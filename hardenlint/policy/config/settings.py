"""Settings: each with the place that decided it; the nearer file wins."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from hardenlint.errors import UsageError

from ..policy import ALLOWLIST, DATED, SEVERITIES

if TYPE_CHECKING:
    from ..rule import Rule
    from ..suppression import Suppression

_ADDS_UP = frozenset(("select", "ignore", "severity", "lock", "exclude"))
"""Settings that add to those of an extended file instead of replacing them."""

_WEAKEST = (("fail_on", "medium"), ("min_severity", "info"))
"""Settings that a file may only make stricter where what it extends locks checks; the defaults."""

_STRICTEST_FIRST = (*reversed(SEVERITIES), "never")


class Settings:
    """What a configuration sets, by name.

    values      name -> value: `profile`, `fail_on`, `min_severity`, `known`, `as_of` (texts;
                the last is "" for today), `select`,
                `ignore`, `lock` (ids of checks), `severity` (pairs), `images`, `exclude` (texts),
                `require_reason`, `inline_ignores`, `foreign_ignores` (bool)
    places      name -> the files and lines that set it
    rules       settings for parts of the inputs, each with its place
    exceptions  findings that are suppressed, with reasons
    incomplete  files whose errors are accepted, with reasons
    former      what to say of each former id of a check that was met
    """

    def __init__(self) -> None:
        self.values: dict[str, Any] = {}
        self.places: dict[str, tuple[str, ...]] = {}
        self.rules: tuple[tuple[Rule, str], ...] = ()
        self.exceptions: tuple[Suppression, ...] = ()
        self.incomplete: tuple[Suppression, ...] = ()
        self.former: dict[str, str] = {}

    def put(self, name: str, value: Any, place: str) -> None:
        """Set one value."""
        self.values[name] = value
        self.places[name] = (place,)

    def get(self, name: str, default: Any) -> Any:
        """Return a value, or the default."""
        return self.values.get(name, default)

    @property
    def locked(self) -> frozenset[str]:
        """The checks that nothing but the command line may silence."""
        found: frozenset[str] = self.values.get("lock", frozenset())
        return found

    def over(self, base: "Settings") -> "Settings":
        """Return these settings on top of those of an extended file; raises UsageError."""
        self._respect(base)
        result = Settings()
        result.values = {**base.values, **self.values}
        result.places = {**base.places, **self.places}
        for name in _ADDS_UP & base.values.keys() & self.values.keys():
            own, theirs = self.values[name], base.values[name]
            result.values[name] = own + theirs if isinstance(own, tuple) else own | theirs
            result.places[name] = (*self.places[name], *base.places[name])
        result.rules = (*base.rules, *self.rules)
        result.exceptions = (*base.exceptions, *self.exceptions)
        result.incomplete = (*base.incomplete, *self.incomplete)
        result.former = {**base.former, **self.former}
        return result

    def at(self, path: str) -> "Settings":
        """Return what holds for one file, told from the root: its rules are on top, no others."""
        from ..rule import within  # noqa: PLC0415 - only where there is a configuration

        result = Settings()
        result.values, result.places = dict(self.values), dict(self.places)
        here = [(rule, place) for rule, place in self.rules if rule.concerns(path)]
        result.rules = tuple((rule, place) for rule, place in here if rule.service)
        result.exceptions = tuple(
            each for each in self.exceptions if not each.path or within(each.path, path)
        )
        result.incomplete = tuple(each for each in self.incomplete if within(each.path, path))
        for rule, place in here:
            if not rule.service:
                result._add(rule, place)
        return result

    def _add(self, rule: "Rule", place: str) -> None:
        set_by = {
            "profile": rule.profile, "select": rule.select, "ignore": rule.ignore,
            "severity": rule.severities,
        }  # fmt: skip
        for name, own in set_by.items():
            if not own:
                continue
            theirs = self.values.get(name)
            if theirs is None or isinstance(own, str):
                self.put(name, own, place)
                continue
            # The first one of a check counts.
            self.values[name] = own + theirs if isinstance(own, tuple) else own | theirs
            self.places[name] = (place, *self.places[name])

    def check(self) -> None:
        """Refuse exceptions for what is locked, whoever wrote them; raises UsageError."""
        ignored = self.locked & set(self.values.get("ignore", ()))
        self._refuse(ignored, self.places.get("ignore", ("",))[0], self)
        for rule, place in self.rules:
            self._refuse(self.locked & rule.ignore, place, self)
        for each in self.exceptions:
            place = f"{each.span.path}:{each.span.line}"
            self._refuse(self.locked & set(each.checks), place, self)

    def _respect(self, base: "Settings") -> None:
        """Refuse what the extended file has locked, and what would silence it."""
        locked = base.locked
        for name, what in self._silencing(base) if locked else ():
            by = ", ".join(base.places["lock"])
            raise UsageError(f"{self.places[name][0]}: {what}; checks are locked by {by}")
        for name, checks in (
            ("ignore", self.values.get("ignore", ())),
            ("severity", (check for check, _ in self.values.get("severity", ()))),
            ("images", (ALLOWLIST,) if "images" in self.values else ()),
            ("as_of", DATED if "as_of" in self.values else ()),
        ):
            self._refuse(locked & set(checks), self.places.get(name, ("",))[0], base)
        for rule, place in self.rules:
            self._refuse(locked & (rule.ignore | {c for c, _ in rule.severities}), place, base)
        for each in self.exceptions:
            self._refuse(locked & set(each.checks), f"{each.span.path}:{each.span.line}", base)
        for each in self.incomplete if locked else ():
            by = ", ".join(base.places["lock"])
            what = "what may stay incomplete is said by the file that locks checks"
            raise UsageError(
                f"{each.span.path}:{each.span.line}: {what}; checks are locked by {by}"
            )

    def _silencing(self, base: "Settings") -> Iterator[tuple[str, str]]:
        """Name the settings, each with what is wrong, that would silence checks of another file."""
        if self.get("exclude", ()):
            yield "exclude", "paths can only be excluded by the file that locks checks"
        for name, default in _WEAKEST:
            own, theirs = self.get(name, ""), base.get(name, default)
            if own and _STRICTEST_FIRST.index(own) > _STRICTEST_FIRST.index(theirs):
                yield name, f"{name.replace('_', '-')} {own} is weaker than {theirs}"

    @staticmethod
    def _refuse(checks: frozenset[str] | set[str], place: str, base: "Settings") -> None:
        if checks:
            by = ", ".join(base.places.get("lock", ()))
            raise UsageError(f"{place}: {', '.join(sorted(checks))} is locked by {by}")
