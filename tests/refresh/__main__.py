"""The command line of `python -m tests.refresh`."""

import datetime
import importlib
import os
import subprocess
from pkgutil import iter_modules

import click

from . import __path__ as folders
from . import tables

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
NAMES = sorted(
    {module.name for module in iter_modules(folders)} - {"__main__", "page", "shapes", "tables"}
)


def read(path: str) -> str:
    with open(os.path.join(ROOT, path), encoding="utf-8") as file:
        return file.read()


def _state(source: str) -> str:
    """The day of the newest commit, where the source is of a checkout; "" where it is of none."""
    folder, name = (source, ".") if os.path.isdir(source) else os.path.split(source)
    folder = folder or "."
    # What only lies in a checkout, in ours most of all, is not of its day.
    if not _git(folder, "ls-files", "--", name):
        return ""
    if os.path.realpath(_git(folder, "rev-parse", "--show-toplevel")) == os.path.realpath(ROOT):
        return ""
    return _git(folder, "log", "-1", "--format=%cs")


def _git(folder: str, *arguments: str) -> str:
    """What git says in a folder; "" where it does not, or where there is no git."""
    try:
        done = subprocess.run(
            ["git", "-C", folder, *arguments], capture_output=True, text=True, check=False
        )
    except FileNotFoundError:
        return ""
    return done.stdout.strip()


def _day(_: click.Context, option: click.Parameter, value: str) -> str:
    """A day as ISO 8601 text."""
    try:
        return value and datetime.date.fromisoformat(value).isoformat()
    except ValueError:
        raise click.BadParameter("it is a day, YYYY-MM-DD", param=option) from None


@click.command()
@click.argument("name", metavar="TABLE", type=click.Choice(NAMES))
@click.argument("source", type=click.Path(exists=True))
@click.option(
    "--state", default="", callback=_day, help="The day of the source; a checkout tells its own."
)
@click.option("--today", default="", callback=_day, hidden=True)
@click.option("--read", "is_read", is_flag=True, help="What there was to decide is decided.")
def main(name: str, source: str, state: str, today: str, is_read: bool) -> None:  # noqa: FBT001, RUF100
    """Bring a table up to date from a copy of its source; exit 1 when something is to decide."""
    module = importlib.import_module(f"tests.refresh.{name}")
    state = state or _state(source)
    if not state and any(tables.has_state(read(path)) for path in module.DATED):
        raise click.UsageError("SOURCE is no checkout: say of when it is with --state YYYY-MM-DD.")
    try:
        found: tables.Refreshed = module.refresh(read, source)
    except tables.UnreadableError as error:
        raise click.UsageError(f"{error}. SOURCE is {module.SOURCE}.") from None
    texts = found.texts
    if is_read or not found.remarks:
        day = today or datetime.date.today().isoformat()
        texts |= {p: tables.dated(texts.get(p, read(p)), state, day) for p in module.DATED}
    _write(texts)
    click.echo("\n".join(found.changes or ("nothing changed in the table",)))
    if found.remarks:
        click.echo("\n  ".join(("\nNot in the table, for a person to decide:", *found.remarks)))
        if not is_read:
            click.echo("\nThe date stays. When all of it is decided, run this again with --read.")
            raise SystemExit(1)


def _write(texts: dict[str, str]) -> None:
    for path, text in sorted(texts.items()):
        if text != read(path):
            click.echo(f"writes {path}")
            with open(os.path.join(ROOT, path), "w", encoding="utf-8") as file:
                file.write(text)


if __name__ == "__main__":
    main(prog_name="python -m tests.refresh")
