from collections.abc import Iterator

from hardenlint import Container, Field, Finding, Severity, check, default_note
from hardenlint.facts.running import runs


@check(
    Severity.MEDIUM,
    references=("CWE-798", "CWE-1392"),
    without=("inspect", "live"),
    outranks=("secret-in-env", "secret-in-build-arg", "secret-in-label-or-healthcheck"),
    needs=(
        "env",
        "labels",
        "annotations",
        "provenance.build_link",
        "entrypoint.value",
        "command.value",
        "healthcheck.value.test",
        "lifecycle.hooks",
    ),
)
def secret_default_interpolation(container: Container) -> Iterator[Finding]:
    """Variable falls back to a literal secret

    ## Why

    `${DB_PASSWORD:-…}` starts with the same password everywhere as soon as somebody forgets to set
    the variable, and nothing says so. Whoever has read the file knows it.

    ## Fix

    ### In compose

    Make the variable required, so that a forgotten one is an error: `${DB_PASSWORD:?set it}`;
    better still, take the secret from a file under `secrets:`.

    ## When it is a false alarm

    The default is for development only and the deployed file is another one.

    ## Examples

    ```yaml bad
    services: {app: {image: "app:1", environment: {DB_PASSWORD: "${DB_PASSWORD:-k3Zt9vQ2}"}}}
    ```

    ```yaml good
    services: {app: {image: "app:1", environment: {DB_PASSWORD: "${DB_PASSWORD:?set it}"}}}
    ```
    """
    from hardenlint.facts import literals  # noqa: PLC0415 - one module for all secret checks

    for name, title, field in (*literals.variables(container), *literals.labels(container)):
        if field.from_default and literals.is_secret(name, field):
            from hardenlint.facts import telling  # noqa: PLC0415 - only for a finding

            shown = telling.titled(title)
            yield Finding(
                field.span,
                f"{shown} falls back to a literal secret{default_note(_fallbacks(field))}",
                evidence=shown,
                secret=True,
                here=_required(field),
            )
    seen: dict[str, int] = {}
    for place, field, commands in runs(container):
        here: dict[str, int] = {}
        falls_back = field.from_default and not literals.is_elsewhere(field)
        for command, what, value in literals.in_commands(commands) if falls_back else ():
            if not literals.is_default_here(container, field.span, value):
                message = f"{place} passes a literal secret to {what}"
                yield Finding(
                    command.span,
                    literals.nth(here, message) + default_note(_fallbacks(field)),
                    evidence=literals.nth(seen, f"{command.name} {what}"),
                    secret=True,
                    here=_required(field),
                )


def _required(field: Field[str]) -> tuple[tuple[str, str], ...]:
    """The variable that has the default."""
    names = [cause.name for cause in field.causes if cause.kind == "default"]
    return (("${DB_PASSWORD:", f"${{{names[0]}:"),) if names and names[0].isidentifier() else ()


def _fallbacks(field: Field[str]) -> Field[str]:
    """A value with its defaults as the only causes."""
    return field._replace(causes=tuple(c for c in field.causes if c.kind == "default"))
