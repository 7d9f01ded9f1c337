"""The command line of `python -m tests.new_check`."""

import click

from hardenlint.check import Severity

from . import lay, skeleton

_SEVERITIES = [str(severity) for severity in sorted(Severity, reverse=True)]
_NEXT = """
It runs, and says nothing yet. Now:
  1. write the page and the rule: what still says TODO is named by
       .venv/bin/pytest tests/test_new_check.py -k nothing_is_left
  2. add cases to fixtures/{name}: every source, every spelling, what is unknown; then
       .venv/bin/pytest tests/test_checks.py -k {name} --update
     and read the .out files
  3. .venv/bin/pytest tests/test_readme.py --update   # checks/README.md
  4. a line in CHANGELOG.md
CONTRIBUTING.md says what makes a good check."""


@click.command()
@click.argument("name", metavar="ID")
@click.option(
    "--subject", type=click.Choice(list(skeleton.SKELETONS)), required=True, help="What it judges."
)
@click.option("--theme", default="", metavar="FOLDER", help="The folder below that of the subject.")
@click.option("--severity", type=click.Choice(_SEVERITIES), default="medium", show_default=True)
@click.option(
    "--profile", type=click.Choice(["baseline", "restricted", "opt-in"]), default="baseline",
    show_default=True,
)  # fmt: skip
def main(name: str, subject: str, theme: str, severity: str, profile: str) -> None:
    """Lay a new check: its file with the headings of its page and a rule that runs, its fixtures.

    The ID is words that read after "allow …" and name what is wrong, not the remedy:
    docker-socket-mounted.
    """
    try:
        before = lay.themes(subject)
        written = lay.lay(name, subject, theme, severity, profile)
    except lay.RefusedError as error:
        raise click.UsageError(f"{error}.") from None
    for path in written:
        click.echo(path)
    if before and theme not in before:
        what = f"The theme {theme} is new." if theme else "It has no theme."
        click.echo(f"\n{what} Those there were: {', '.join(before)}; move it, or leave it.")
    click.echo(_NEXT.format(name=name))


if __name__ == "__main__":
    main(prog_name="python -m tests.new_check")
