"""What is wanted: the command line on top of the configuration file."""

import os
from collections.abc import Sequence
from typing import Any, NamedTuple

import click
from click.core import ParameterSource

from hardenlint import registry
from hardenlint.errors import UsageError
from hardenlint.policy import Policy
from hardenlint.policy.config.locate import find, inside, repository
from hardenlint.policy.gather import Exceptions

from . import options as shared

NAME = ".hardenlint-baseline.json"
"""The usual name of the baseline, in the root of the repository."""


class Wanted(NamedTuple):
    """What a scan or audit is to do.

    `config` is the configuration file, "" when there is none; `root` the folder that its paths
    start from, `top` the root of the repository, where paths in reports start. `baseline` is the
    file of known findings, "" for none; `diff_base` the revision since which findings count, ""
    for all.
    """

    policy: Policy
    exceptions: Exceptions
    allow_images: tuple[str, ...]
    exclude: tuple[str, ...]
    baseline: str
    config: str
    root: str
    diff_base: str = ""
    top: str = ""


def wanted(options: dict[str, Any], paths: Sequence[str] = ()) -> Wanted:
    """Put the options on top of the configuration of the paths; raises UsageError."""
    folder = _folder(paths)
    config = _config(options, folder)
    base = options.get("diff_base") or ""
    if not config:
        root = _root(folder)
        exceptions = Exceptions(inline=options["inline_ignores"], root=root)
        policy = shared.policy(options, registry.names)._replace(root=root)
        baseline = _baseline(options, "", root)
        allowed = options["allow_images"]
        return Wanted(policy, exceptions, allowed, (), baseline, "", root, base, root)
    return _configured(options, config, folder)._replace(diff_base=base, top=_root(folder))


def _configured(options: dict[str, Any], config: str, folder: str) -> Wanted:
    from hardenlint.policy.config import load  # noqa: PLC0415 - only where there is one

    settings = load(config, registry.names, found=not options["config"])
    root = _root_of(config, folder)
    given = {name: value for name, value in options.items() if _given(name)}
    merged = {
        "profile": settings.get("profile", options["profile"]),
        "fail_on": settings.get("fail_on", options["fail_on"]),
        "min_severity": settings.get("min_severity", options["min_severity"]),
        "select": settings.get("select", ()),
        "allow_images": settings.get("images", ()),
        "ignore": (),
        **given,
    }
    policy = shared.policy(merged, registry.names)
    policy = policy._replace(
        ignore=policy.ignore | settings.get("ignore", frozenset()),
        opt_in=policy.opt_in | settings.locked,
        locked=frozenset() if "select" in given else settings.locked,
        severities=settings.get("severity", ()),
        rules=tuple(rule for rule, _ in settings.rules),
        root=root,
    )
    exceptions = Exceptions(
        settings.exceptions,
        options["inline_ignores"] and settings.get("inline_ignores", True),
        settings.locked,
        settings.get("require_reason", False),
        root,
    )
    baseline = _baseline(options, settings.get("baseline", ""), root)
    exclude = settings.get("exclude", ())
    return Wanted(policy, exceptions, merged["allow_images"], exclude, baseline, config, root)


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
    return repository(folder) or os.getcwd()


def _root_of(config: str, folder: str) -> str:
    """Return the folder that paths start from: the configuration's, if it is above what is read."""
    own = os.path.dirname(os.path.abspath(config))
    own = os.path.dirname(own) if os.path.basename(own) == ".config" else own
    return own if inside(folder, own) else _root(folder)


def _baseline(options: dict[str, Any], configured: str, root: str) -> str:
    """Return the baseline: as asked, else as configured, else the usual file where there is one."""
    if options["no_baseline"]:
        return ""
    if options["baseline"]:
        return str(options["baseline"])
    usual = os.path.join(root, configured or NAME)
    if not inside(usual, repository(root) or root):
        raise UsageError(f"{_shown(usual)}: the baseline is outside of the repository")
    return _shown(usual) if configured or os.path.isfile(usual) else ""


def config_of(paths: Sequence[str]) -> str:
    """Return the configuration that holds for some paths, "" when there is none."""
    return _shown(find(_folder(paths)) or "")


def baseline_of(paths: Sequence[str]) -> str:
    """Return the usual place of the baseline for some paths."""
    return _shown(os.path.join(_root(_folder(paths)), NAME))


def configured_baseline() -> str:
    """Return the baseline that holds here: the configured one, else the usual place."""
    from hardenlint.policy.config import load  # noqa: PLC0415 - only where there is one

    config = config_of(())
    named = load(config, registry.names, found=True).get("baseline", "") if config else ""
    root = _root_of(config, os.getcwd()) if config else ""
    options = {"no_baseline": False, "baseline": None}
    return _baseline(options, named, root) if named else baseline_of(())
