from collections.abc import Iterator

from hardenlint import Container, Field, Finding, Severity, check
from hardenlint.knowledge import secrets


@check(
    Severity.INFO,
    "restricted",
    cis=("7.4",),
    references=("CWE-526",),
    without=("inspect", "live"),
    needs=("env",),
)
def secret_via_env_reference(container: Container) -> Iterator[Finding]:
    """Secret is handed over in the environment

    ## Why

    The environment of a process is inherited by its children, shown by `docker inspect` and copied
    into crash reports. A file under `/run/secrets` is read by the program that needs it, and by
    nobody else.

    ## Fix

    ### In compose

    Put the secret under `secrets:` and name its file: `DB_PASSWORD_FILE: /run/secrets/db_password`.

    ## When it is a false alarm

    The image takes this secret from its environment only.

    ## Examples

    ```yaml bad
    services: {app: {image: "app:1", environment: {DB_PASSWORD: "${DB_PASSWORD}"}}}
    ```

    ```yaml good
    services:
      app:
        image: app:1
        environment: {DB_PASSWORD_FILE: /run/secrets/db_password}
    ```
    """
    for name, field in container.env.items():
        if field.origin == "stated" and _is_reference(field) and secrets.is_secret_name(name):
            if field.value is not None and secrets.is_setting(name, field.value):
                continue
            from hardenlint.facts import telling  # noqa: PLC0415 - only for a finding

            shown = telling.name(name)
            message = f"{shown} is a secret in the environment{_from(field)}"
            yield Finding(field.span, message, evidence=shown)


def _is_reference(field: Field[str]) -> bool:
    return field.value is None or field.from_environment


def _from(field: Field[str]) -> str:
    """What hands it over: a variable, or the env file in which it stands itself."""
    variable, _, file = field.note.partition(" from ")
    if not variable.startswith("$"):
        return ""
    stands_there = bool(file) and f"/{field.span.path}".endswith(f"/{file}")
    return f" (taken from {file if stands_there else variable.partition(' ')[0]})"
