from collections.abc import Iterator

from hardenlint import Finding, Image, Severity, check, default_note
from hardenlint.facts import texts
from hardenlint.knowledge import secrets


@check(
    Severity.HIGH,
    cis=("4.10",),
    references=("CWE-798", "CWE-522"),
    outranks=(
        "default-credential",
        "secret-default-interpolation",
        "secret-in-env",
        "secret-in-build-arg",
        "secret-in-label-or-healthcheck",
    ),
    needs=texts.NEEDS,
)
def credential_in_url(image: Image) -> Iterator[Finding]:
    """Address carries a password

    ## Why

    `scheme://user:password@host` hides a password where few look for one. It is copied with the
    file and the image, and programs write such addresses to logs, error reports and process lists.

    ## Fix

    ### In a Dockerfile

    Take the password out of the address: give it at run time as a file, and at build time with
    `RUN --mount=type=secret` or `--mount=type=ssh`. Change it: it is in every image built so far.

    ### In compose

    Let a variable carry it (`postgres://app:${DB_PASSWORD}@db/app`) or, better, a file under
    `secrets:`. Change the password: it is in the repository's history.

    ### With docker run

    Create the container without the password in its environment and arguments, and change it.

    ## When it is a false alarm

    The account is public, as for an anonymous mirror.

    ## Examples

    ```dockerfile bad
    FROM debian:12
    RUN git clone https://bot:k3Zt9vQ2@git.example.com/app.git /app
    ```

    ```yaml bad
    services:
      app:
        image: app:1
        environment: {DATABASE_URL: "postgres://app:k3Zt9vQ2@db/app"}
    ```

    ```json bad
    [{"Id": "1", "Name": "/app", "Config": {"Image": "app:1", "Env":
      ["REDIS_URL=redis://:k3Zt9vQ2@cache:6379"]}, "HostConfig": {}}]
    ```

    ```dockerfile good
    FROM debian:12
    RUN --mount=type=ssh git clone ssh://git@git.example.com:22/app.git /app
    ```

    ```yaml good
    services:
      app:
        image: app:1
        environment: {DATABASE_URL: "postgres://app:${DB_PASSWORD}@db/app"}
    ```
    """
    seen: dict[str, int] = {}
    for name, field in texts.texts_of(image):
        here: dict[str, int] = {}
        for scheme in secrets.passwords_in(field.value) if field.value is not None else ():
            from hardenlint.facts import literals, telling  # noqa: PLC0415 - only for a finding

            where, shown = secrets.nth(here, f"{scheme}:// address"), telling.titled(name)
            yield Finding(
                literals.place(image, field, secrets.passwords_in),
                f"{shown} has a password in a {where}{default_note(field)}",
                evidence=secrets.nth(seen, f"{shown} {scheme}"),
                secret=True,
                here=(("postgres://app", f"{scheme}://app"),),
            )
