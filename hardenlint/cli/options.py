"""Options that several commands share: how their values are read, what is said of wrong ones."""

import os
from collections.abc import Callable, Iterable
from functools import wraps
from typing import Any, TypeVar, cast

import click

from hardenlint import reach
from hardenlint.policy.config.locate import KNOWN
from hardenlint.policy.policy import PROFILES, SEVERITIES
from hardenlint.report import FORMATS
from hardenlint.sources import kinds
from hardenlint.text.terminal import printable
from hardenlint.workspace import Workspace

from . import output
from .standard import option

F = TypeVar("F", bound=Callable[..., Any])


def suggestion(word: str, choices: Iterable[str]) -> str:
    """Return " Did you mean …?" for the nearest choice, "" when none is near."""
    from hardenlint.text.wording import near  # noqa: PLC0415 - only after a typo

    meant = near(word.lower(), choices, 0.6)
    return f" Did you mean {meant!r}?" if meant else ""


def no_check(name: str, known: Iterable[str]) -> str:
    """Return what is wrong with an id that no check has; says first what could not be loaded."""
    say_broken()
    from hardenlint import registry  # noqa: PLC0415 - only after a mistake

    if registry.unlisted(name):
        return f"the index of checks does not name {name!r} yet; run `python -m tests.index`."
    return f"no check named {name!r}.{suggestion(name, known)}"


def say_broken() -> None:
    """Say which checks could not be loaded: what is not known may be one of them."""
    from hardenlint import registry  # noqa: PLC0415 - only after a mistake

    for problem in registry.load()[1]:
        output.say(printable(problem.message))


class Choice(click.Choice[str]):
    """A choice that suggests the nearest value."""

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> str:
        """Return the value, or fail with a suggestion."""
        if value in self.choices:
            return str(value)
        names = ", ".join(str(choice) for choice in self.choices)
        hint = suggestion(str(value), (str(choice) for choice in self.choices))
        self.fail(f"{value!r} is none of {names}.{hint}", param, ctx)


def day(ctx: click.Context, param: click.Parameter, text: str | None) -> str | None:
    """Read a day, as in 2026-11-01; `today` becomes ""."""
    if text is None:
        return None
    from hardenlint import clock  # noqa: PLC0415 - only where a day is stated

    found = clock.day_of(text)
    if found is None:
        raise click.BadParameter(f"{text!r} is no day. {clock.EXPECTED}", ctx, param)
    return found


def checks_like(_: click.Context, __: click.Parameter, start: str) -> list[str]:
    """Complete the id of a check."""
    from hardenlint import registry  # noqa: PLC0415 - only for a shell

    return [check.id for check in registry.load()[0] if check.id.startswith(start)]


def together(*decorators: Callable[[F], F]) -> Callable[[F], F]:
    """Apply several option decorators in the order they are listed."""

    def decorate(function: F) -> F:
        for decorator in reversed(decorators):
            function = decorator(function)
        return function

    return decorate


def _with_workspace(function: F) -> F:
    """Give a command the files that it may read: those of the projects that it was asked about."""

    @wraps(function)
    def command(paths: tuple[str, ...], **options: Any) -> Any:
        stdin = options["stdin_filename"] or "-"
        named = [stdin if path == "-" else path for path in paths] + [*options["compose_files"]]
        reached = reach.of(
            named or ["."],
            single=options["env_files"],
            allowed=options.pop("allow_outside", ()),
        )
        return function(paths, workspace=Workspace(reached), **options)

    return cast("F", command)


allow_outside = option(
    "--allow-outside", multiple=True, metavar="DIR",
    help="Read what the project names in this folder outside of it too; nothing that is written"
    " there is told (repeatable).",
)  # fmt: skip

reading = together(
    option(
        "-f", "--compose-file", "compose_files", multiple=True, metavar="FILE",
        help="One compose project from exactly these files, merged in order (repeatable).",
    ),
    option(
        "--type", "kind", type=Choice(tuple(kinds.every())), default=None,
        help="What the named files are, whatever their names.",
    ),
    option("--stdin-filename", default="", metavar="NAME", help="Name for `-`."),
    option(
        "--env-file", "env_files", multiple=True, metavar="FILE",
        help="Variables for compose files instead of `.env` (repeatable).",
    ),
    option(
        "--compose-profile", "compose_profiles", multiple=True, metavar="NAME",
        help='Only services of these compose profiles; "*" is all (repeatable).',
    ),
    option(
        "--build-arg", "build_args", multiple=True, metavar="K=V",
        help="A build argument for Dockerfiles (repeatable).",
    ),
    option("--target", default=None, metavar="STAGE", help="The stage that ships."),
    _with_workspace,
)  # fmt: skip

force_exclude = option(
    "--force-exclude",
    is_flag=True,
    help="Leave out what the configuration excludes even when it is named (for hooks).",
)

deciding = together(
    option(
        "--profile", type=Choice(PROFILES), default="baseline", show_default=True,
        help="baseline: what is almost never intended; restricted: missing hardening too.",
    ),
    option(
        "--select", multiple=True, metavar="CHECK", shell_complete=checks_like,
        help="Run only this check, whatever its profile (repeatable).",
    ),
    option(
        "--ignore", multiple=True, metavar="CHECK", shell_complete=checks_like,
        help="Do not run this check (repeatable).",
    ),
    option(
        "--allow-image", "allow_images", multiple=True, metavar="PATTERN",
        help="Images and registries that are trusted, as in 'ghcr.io/acme/**' (repeatable).",
    ),
    option(
        "--config", default=None, metavar="FILE",
        help="The configuration, instead of the nearest .hardenlint.yaml or pyproject.toml.",
    ),
    option("--no-config", is_flag=True, help="Use no configuration file."),
    option(
        "--as-of", callback=day, default=None, metavar="YYYY-MM-DD",
        help="Judge the age of software by this day, past or future; exceptions expire all the"
        " same. Default: today.",
    ),
    option(
        "--no-inline-ignores", "inline_ignores", flag_value=False, type=bool, default=True,
        help="Comments and labels excuse nothing.",
    ),
    option(
        "--honour-foreign-ignores", is_flag=True,
        help="Comments for hadolint, Trivy, Checkov, KICS, semgrep, BuildKit and dclint count too.",
    ),
)  # fmt: skip
"""Which checks run, and what suppressions."""

finding = together(
    deciding,
    option(
        "--min-severity", type=Choice(SEVERITIES), default="info",
        help="Leave out findings below this severity.",
    ),
    option(
        "--known", "--baseline", "known", former=("--baseline",), default=None, metavar="FILE",
        help=f"Known findings, which do not count. Default: {KNOWN}.",
    ),
)  # fmt: skip
"""Which findings there are; with the file of those that are known."""

judged_by = together(
    finding,
    option(
        "--no-known", "--no-baseline", "no_known", former=("--no-baseline",), is_flag=True,
        help="All findings count, the known ones too.",
    ),
)  # fmt: skip

text_or_json = option(
    "--format", "format_", type=Choice(("text", "json")), default="text", show_default=True,
    help="text for a person, json for a program.",
)  # fmt: skip
"""How a command answers that reports no findings."""

writing = together(
    option(
        "--color", type=Choice(("auto", "always", "never")), default="auto", show_default=True,
        help="Colour in text; auto respects NO_COLOR.",
    ),
    option("-q", "--quiet", count=True, help="Only findings and errors; -qq: nothing."),
)  # fmt: skip

judging = together(
    option(
        "--format", "format_", type=Choice(FORMATS), default="text", show_default=True,
        help="What goes to standard output.",
    ),
    option(
        "--group-by", type=Choice(("subject", "check")), default=None,
        help="Order of the text: by container and host (default for engines), or by check.",
    ),
    option(
        "--output", "outputs", multiple=True, metavar="FORMAT=PATH",
        help="A further report from the same run (repeatable).",
    ),
    judged_by,
    option(
        "--fail-on", type=Choice((*SEVERITIES, "never")), default="medium", show_default=True,
        help="Exit 1 for findings of at least this severity.",
    ),
    option(
        "--show-suppressed", is_flag=True,
        help="Tell excused findings too, in text, concise, json, jsonl, sarif and markdown; junit"
        " always has them, as skipped.",
    ),
    writing,
    option("-v", "--verbose", count=True, help="Repeat the explanations; say more."),
)  # fmt: skip


def outputs(options: dict[str, Any]) -> list[tuple[str, str]]:
    """Read `--output FORMAT=PATH`; a wrong format or a path given twice is a usage error."""
    pairs: list[tuple[str, str]] = []
    for text in options.get("outputs", ()):
        name, equals, path = text.partition("=")
        if name not in FORMATS or not path:
            if name in FORMATS:
                raise click.UsageError(f"--output: {name} needs a path: {name}=FILE.")
            hint = suggestion(name, FORMATS) if equals else " It reads FORMAT=PATH."
            raise click.UsageError(f"--output: {text!r} names no format.{hint}")
        if any(os.path.realpath(path) == os.path.realpath(other) for _, other in pairs):
            raise click.UsageError(f"--output: {path!r} is given twice.")
        pairs.append((name, path))
    return pairs


def build_args(pairs: Iterable[str]) -> dict[str, str | None]:
    """Read `--build-arg K=V`."""
    result: dict[str, str | None] = {}
    for pair in pairs:
        name, equals, value = pair.partition("=")
        if not equals or not name:
            from hardenlint.facts.telling import name as told  # noqa: PLC0415 - only for a mistake

            raise click.UsageError(f"--build-arg: {told(pair)!r} is not K=V.")
        result[name] = value
    return result
