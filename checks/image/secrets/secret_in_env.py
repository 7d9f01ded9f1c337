from collections.abc import Iterator

from hardenlint import Field, Finding, Image, Severity, check, default_note
from hardenlint.facts.variables import assigned, own
from hardenlint.knowledge import secret_names, secrets


@check(
    Severity.HIGH,
    cis=("4.10",),
    references=("CWE-798", "CWE-526", "OWASP Docker rule 12"),
    needs=("ENV", "env"),
)
def secret_in_env(image: Image) -> Iterator[Finding]:
    """Environment variable holds a literal secret

    ## Why

    A secret written into a Dockerfile or a compose file is read by everyone who can read the
    repository. In an image it is also in the history of every copy, and in a running container
    anybody who may inspect it, every child process and every crash report has it.

    ## Fix

    ### In a Dockerfile

    Remove the ENV; give the secret at run time as a file (`/run/secrets/…`), and at build time
    with `RUN --mount=type=secret`. Change the secret: it is in every image built so far.

    ### In compose

    Move it to a file under `secrets:` and let the service read it (`DB_PASSWORD_FILE:
    /run/secrets/db_password`). Change the secret: it is in the repository's history.

    ### With docker run

    Mount a file with the secret instead of `-e NAME=value`, and change the secret.

    ## When it is a false alarm

    The value is public or worthless everywhere, as in a test fixture. A value that is only `${VAR}`
    is not reported, unless the Dockerfile itself gives VAR a literal; the literal default in
    `${VAR:-literal}` is, with medium severity.

    ## Examples

    ```dockerfile bad
    FROM debian:12
    ENV DB_PASSWORD k3Zt9vQ2
    ```

    ```yaml bad
    services: {db: {image: "postgres:17", environment: {POSTGRES_PASSWORD: k3Zt9vQ2}}}
    ```

    ```yaml bad
    services:
      app: {image: "app:1", environment: {DATABASE: "Server=db;User Id=app;Password=k3Zt9vQ2"}}
    ```

    ```json bad
    [{"Id": "1", "Name": "/db", "Config": {"Image": "postgres:17", "Env": ["PGPASSWORD=k3Zt9vQ2"]},
      "HostConfig": {}}]
    ```

    ```dockerfile good
    FROM debian:12
    ENV DB_PASSWORD_FILE=/run/secrets/db_password TOKEN_TTL=3600
    ```

    ```yaml good
    services: {db: {image: "postgres:17", environment: {POSTGRES_PASSWORD: "${DB_PASSWORD}"}}}
    ```
    """
    public: frozenset[str] | None = None
    for name, field in _variables(image):
        if field.value is None or not secrets.is_literal_secret(name, field.value):
            continue
        if public is None:
            public = secret_names.key_ids((*image.env, *(other for other, _ in _variables(image))))
        from hardenlint.facts import literals  # noqa: PLC0415 - only where there is a secret

        if name not in public and literals.is_literal(name, field):
            from hardenlint.facts import at_hand, telling  # noqa: PLC0415 - only for a finding

            shown = telling.name(name)
            yield Finding(
                field.span,
                f"{shown} has a literal value{default_note(field)}",
                severity=Severity.MEDIUM if field.from_default else None,
                evidence=shown,
                secret=True,
                here=(*at_hand.secret(shown), ("-e NAME=value", f"-e {shown}=…")),
            )
    yield from _handed_on(image)


def _handed_on(image: Image) -> Iterator[Finding]:
    """Literals that reach the variable through another one, told once where they stand."""
    build = image.own_build
    if build is None or not any(i.keyword == "ENV" and i.mentions("$") for i in build.built):
        return
    from hardenlint.facts import origins  # noqa: PLC0415 - only where one names another

    for name, instruction, origin in origins.handed_on(build):
        kind = "build argument" if origin.keyword == "ARG" else "variable"
        from hardenlint.facts import at_hand, telling  # noqa: PLC0415 - only for a finding

        shown = telling.name(name.value)
        yield Finding(
            origin.value.span,
            f"{shown} has a literal value, that of the {kind} {telling.name(origin.name)}",
            related=(("used here", instruction.span),),
            evidence=shown,
            secret=True,
            here=at_hand.secret(shown),
        )


def _variables(image: Image) -> Iterator[tuple[str, Field[str]]]:
    """Every ENV of the Dockerfile, as written (`$X` names a secret and is none), and its own."""
    for _, name, value in assigned(image.own_build.built if image.own_build else (), ("ENV",)):
        yield name.value, Field(value.value, value.span)
    from hardenlint.facts.texts import here  # noqa: PLC0415 - not for Dockerfiles

    for own_name, field in own(image):
        if (said := here(field)) is not None:
            yield own_name, said
