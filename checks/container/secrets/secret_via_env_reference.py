from collections.abc import Iterator

from hardenlint import Container, Field, Finding, Severity, check
from hardenlint.knowledge import secret_names, secrets


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
        if field.origin == "stated" and secret_names.is_secret_name(name):
            if field.value is not None and secrets.is_setting(name, field.value):
                continue
            if not _is_reference(name, field):
                continue
            from hardenlint.facts import at_hand, telling  # noqa: PLC0415 - only for a finding

            shown = telling.name(name)
            message = f"{shown} is a secret in the environment{_from(field)}"
            yield Finding(field.span, message, evidence=shown, here=at_hand.secret(shown))


def _is_reference(name: str, field: Field[str]) -> bool:
    """Whether the secret is not in the file, where another check tells it."""
    if field.value is None or field.from_environment:
        return True
    if not any(cause.kind == "file" for cause in field.causes):
        return False
    from hardenlint.facts import literals  # noqa: PLC0415 - few values are put together
    from hardenlint.facts.texts import here  # noqa: PLC0415 - see above

    said = here(field)
    return said is None or not literals.is_secret(name, said)


def _from(field: Field[str]) -> str:
    """What hands it over: a variable, or the env file in which it stands itself.

    Of several variables it is the one that is called like a secret, else the first.
    """
    found = [cause for cause in field.causes if cause.kind in ("unset", "file")]
    if not found:
        return ""
    cause = next((each for each in found if secret_names.is_secret_name(each.name)), found[0])
    stands_there = cause.source != "" and f"/{field.span.path}".endswith(f"/{cause.source}")
    return f" (taken from {cause.source if stands_there else f'${cause.name}'})"
