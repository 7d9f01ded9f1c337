"""What is wanted: the command line on top of the configuration file."""

import os
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import click
from click.core import ParameterSource

from hardenlint import registry
from hardenlint.check import Severity, renaming
from hardenlint.errors import UsageError
from hardenlint.git import root_of
from hardenlint.policy import Policy
from hardenlint.policy import config as configuration
from hardenlint.policy.config import Settings
from hardenlint.policy.config.locate import BASELINE, KNOWN, find, inside, known_in
from hardenlint.policy.gather import Exceptions
from hardenlint.policy.policy import ALLOWLIST
from hardenlint.text.terminal import printable

from . import options as shared
from . import output

if TYPE_CHECKING:
    from hardenlint.policy import Rule
    from hardenlint.policy.suppression import Suppression


class ScanSettings:
    """What a scan or audit is to do.

    `root` is the folder that paths of the configuration start from, `top` the root of the
    repository, where paths in reports start. `known_file` has the known findings, "" for
    none; `diff_base` the revision since which findings count, "" for all. `incomplete` are the
    files whose errors are accepted.
    """

    __slots__ = (
        "allow_images", "diff_base", "exceptions", "exclude", "incomplete", "known_file", "policy",
        "root", "top",
    )  # fmt: skip

    def __init__(
        self,
        policy: Policy,
        exceptions: Exceptions,
        allow_images: tuple[str, ...],
        exclude: tuple[str, ...],
        known_file: str,
        root: str,
        diff_base: str = "",
        top: str = "",
        incomplete: tuple["Suppression", ...] = (),
    ) -> None:
        self.policy = policy
        self.exceptions = exceptions
        self.allow_images = allow_images
        self.exclude = exclude
        self.known_file = known_file
        self.root = root
        self.diff_base = diff_base
        self.top = top
        self.incomplete = incomplete


_UNASKED = {"fail_on": "never", "min_severity": "info", "known": None, "no_known": False}
"""Options that not every command has."""


def wanted(options: dict[str, Any], paths: Sequence[str] = ()) -> ScanSettings:
    """Put the options on top of the configuration of the paths; raises UsageError."""
    options = {**_UNASKED, **options, **_checks_named(options)}
    folder = _folder(paths)
    file = _config(options, folder)
    settings = load(file, found=not options["config"]) if file else Settings()
    for said in settings.former.values():
        output.say(printable(said))
    root = paths_from(file, folder) if file else _root(folder)
    exceptions = Exceptions(
        config=settings.exceptions,
        inline=options["inline_ignores"] and settings.get("inline_ignores", True),
        foreign=options.get("honour_foreign_ignores") or settings.get("foreign_ignores", False),
        locked=settings.locked,
        require_reason=settings.get("require_reason", False),
        root=root,
    )
    return ScanSettings(
        policy=_policy(options, settings)._replace(root=root),
        exceptions=exceptions,
        allow_images=_chosen(options, settings, "allow_images", "images"),
        exclude=settings.get("exclude", ()),
        known_file=_known_file(options, settings.get("known", ""), root),
        root=root,
        diff_base=options.get("diff_base") or "",
        top=_root(folder),
        incomplete=settings.incomplete,
    )


def _checks_named(options: dict[str, Any]) -> dict[str, tuple[str, ...]]:
    """Read `--select` and `--ignore`: the ids of today; an unknown one is a usage error."""
    named = {option: options[option] for option in ("select", "ignore") if options.get(option)}
    known = registry.names() if named else {}
    for option, names in named.items():
        for name in names:
            if name not in known:
                raise click.UsageError(f"--{option}: {shared.no_check(name, known)}")
            if known[name] != name:
                output.say(f"--{option}: {renaming(name, known[name])}")
    return {option: tuple(known[name] for name in names) for option, names in named.items()}


def load(file: str, *, found: bool) -> Settings:
    """Read a configuration; says of a wrong one first which checks could not be loaded."""
    try:
        return configuration.load(file, registry.names, found=found)
    except UsageError:
        shared.say_broken()
        raise


def _policy(options: dict[str, Any], settings: Settings) -> Policy:
    """The policy of the configuration, but for what the command line says."""
    names = ("profile", "fail_on", "min_severity", "select", "as_of")
    chosen = {name: _chosen(options, settings, name, name) for name in names}
    allowed = _chosen(options, settings, "allow_images", "images")
    policy = _asked({**options, **chosen, "allow_images": allowed})
    asked = frozenset(options["select"])
    return policy._replace(
        # What is asked for by name runs, whatever the configuration ignores.
        ignore=policy.ignore | (settings.get("ignore", frozenset()) - asked),
        opt_in=policy.opt_in | settings.locked,  # locked, a check of any profile runs
        locked=frozenset() if asked else settings.locked,  # who names checks means these alone
        severities=settings.get("severity", ()),
        rules=tuple(_below(rule, asked, profile=_given("profile")) for rule, _ in settings.rules),
    )


def _asked(options: dict[str, Any]) -> Policy:
    """The policy that options ask for."""
    fail_on = options["fail_on"]
    return Policy(
        profile=options["profile"],
        select=frozenset(options["select"]),
        ignore=frozenset(options["ignore"]),
        opt_in=frozenset({ALLOWLIST} if options["allow_images"] else ()),
        min_severity=Severity[options["min_severity"].upper()],
        fail_on=None if fail_on == "never" else Severity[fail_on.upper()],
        as_of=options["as_of"] or "",
    )


def _below(rule: "Rule", asked: frozenset[str], *, profile: bool) -> "Rule":
    """What is left of a rule below the command line: the checks asked for, and a profile."""
    return rule._replace(
        profile="" if profile else rule.profile,
        select=frozenset() if asked else rule.select,
        ignore=rule.ignore - asked,
    )


def _chosen(options: dict[str, Any], settings: Settings, name: str, key: str) -> Any:
    """The value of an option where it is given, else that of the configuration, or the default."""
    return options[name] if _given(name) else settings.get(key, options[name])


def _given(name: str) -> bool:
    source = click.get_current_context().get_parameter_source(name)
    return source in (ParameterSource.COMMANDLINE, ParameterSource.ENVIRONMENT)


def _config(options: dict[str, Any], folder: str) -> str:
    if options["no_config"]:
        return ""
    return str(options["config"] or config_of((folder,)))


def _shown(path: str) -> str:
    """Name a file as a person in the current folder would."""
    return os.path.relpath(path) if path.startswith(os.getcwd() + os.sep) else path


def _folder(paths: Sequence[str]) -> str:
    """Return the folder that all paths have in common."""
    real = [os.path.abspath(path) for path in paths if path != "-"]
    if not real:
        return os.getcwd()
    try:
        common = os.path.commonpath(real)
    except ValueError:  # different drives
        return os.getcwd()
    return common if os.path.isdir(common) else os.path.dirname(common)


def _root(folder: str) -> str:
    return root_of(folder) or os.getcwd()


def paths_from(config: str, folder: str) -> str:
    """Return the folder that paths start from: the configuration's, if it is above what is read."""
    own = os.path.dirname(os.path.abspath(config))
    own = os.path.dirname(own) if os.path.basename(own) == ".config" else own
    return own if inside(folder, own) else _root(folder)


def _known_file(options: dict[str, Any], configured: str, root: str) -> str:
    """Return the file of known findings: as asked or configured, else the usual one if any.

    Where nothing else is said, it lies where paths start, so that those in it agree with its place.
    """
    if options["no_known"]:
        return ""
    if options["known"]:
        return str(options["known"])
    file = os.path.join(root, configured) if configured else known_in(root)
    # A configuration comes with what is scanned: it must not have us read or write elsewhere.
    if file and not inside(file, root_of(root) or root):
        message = "this file of known findings is outside of the repository"
        raise UsageError(f"{_shown(file)}: {message}")
    return _shown(file)


def usual_known_file(root: str, *, former: bool) -> str:
    """Return where known findings are to be written when there is no such file yet."""
    return _shown(os.path.join(root, BASELINE if former else KNOWN))


def config_of(paths: Sequence[str]) -> str:
    """Return the configuration that holds for some paths, "" when there is none."""
    return _shown(find(_folder(paths)) or "")
