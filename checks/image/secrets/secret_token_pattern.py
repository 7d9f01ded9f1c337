from collections.abc import Iterator

from hardenlint import Finding, Image, Severity, check, default_note
from hardenlint.facts import texts
from hardenlint.knowledge import secrets, tokens


@check(
    Severity.CRITICAL,
    cis=("4.10",),
    references=("CWE-798", "CWE-312"),
    outranks=(
        "credential-in-url",
        "default-credential",
        "secret-default-interpolation",
        "secret-in-env",
        "secret-in-build-arg",
        "secret-in-label-or-healthcheck",
    ),
    needs=texts.NEEDS,
)
def secret_token_pattern(image: Image) -> Iterator[Finding]:
    """Credential of a known service is written down

    ## Why

    The text has the format of a real credential: a cloud access key, a personal access token, a
    private key. Bots find those in published repositories and images within minutes and use them.

    ## Fix

    ### In a Dockerfile

    Revoke the credential first. Then remove it and hand a new one over at run time as a file, or
    at build time with `RUN --mount=type=secret`.

    ### In compose

    Revoke the credential first. Then remove it and hand a new one over as a file under `secrets:`.

    ### With docker run

    Revoke the credential first. Then create the container with a new one in a mounted file.

    ## When it is a false alarm

    The credential is revoked, or an invented one with the right format.

    ## Examples

    ```dockerfile bad
    FROM debian:12
    ENV CLOUD_USER=AKIAIOSFODNN7REALKEY
    ```

    ```yaml bad
    services:
      app: {image: "app:1", command: "app --login glpat-a1B2c3D4e5F6g7H8i9J0"}
    ```

    ```json bad
    [{"Id": "1", "Name": "/app", "Config": {"Image": "app:1", "Env":
      ["CERTIFICATE=-----BEGIN RSA PRIVATE KEY-----"]}, "HostConfig": {}}]
    ```

    ```dockerfile good
    FROM debian:12
    RUN --mount=type=secret,id=token,env=GITHUB_TOKEN fetch
    ```

    ```yaml good
    services:
      app:
        image: app:1
        environment: {CERTIFICATE: "-----BEGIN CERTIFICATE-----"}
    ```
    """
    seen: dict[str, int] = {}
    for name, field in texts.texts_of(image):
        here: dict[str, int] = {}
        for kind in tokens.token_kinds(field.value) if field.value is not None else ():
            from hardenlint.facts import literals, telling  # noqa: PLC0415 - only for a finding

            def holds(text: str, kind: str = kind) -> bool:
                return kind in tokens.token_kinds(text)

            shown = telling.titled(name)
            yield Finding(
                literals.place(image, field, holds),
                f"{shown} holds a credential: {secrets.nth(here, kind)}{default_note(field)}",
                evidence=secrets.nth(seen, f"{shown} {kind}"),
                secret=True,
            )
