from collections.abc import Iterator

from hardenlint import Container, Finding, Image, Severity, Span, Word, check, default_note
from hardenlint.knowledge import secrets


@check(
    Severity.MEDIUM,
    cis=("4.10",),
    references=("CWE-538", "CWE-798"),
    sources=("dockerfile", "compose"),
)
def secret_in_build_arg(image: Image) -> Iterator[Finding]:
    """Build argument carries a secret

    ## Why

    The value of a build argument is recorded in the history of the image and in its provenance:
    whoever may pull the image reads it with `docker history`. Build secrets were made so that
    this need not happen.

    ## Fix

    ### In a Dockerfile

    Replace the ARG with `RUN --mount=type=secret,id=token …`, and change a secret that was used.

    ### In compose

    Replace the entry of `build.args` with one of `build.secrets`, read in the Dockerfile with
    `RUN --mount=type=secret,id=token …`; change the secret.

    ## When it is a false alarm

    The argument is used in a stage that is never published, its build cache included; or its
    name only sounds like a secret.

    ## Examples

    ```dockerfile bad
    FROM node:22
    ARG NPM_TOKEN
    RUN npm ci
    ```

    ```yaml bad
    services:
      app:
        build:
          dockerfile_inline: FROM scratch
          args: {NPM_TOKEN: k3Zt9vQ2}
    ```

    ```dockerfile good
    FROM node:22
    ARG TOKEN_TTL=3600
    RUN --mount=type=secret,id=npm,env=NPM_TOKEN npm ci
    ```

    ```yaml good
    services: {app: {build: {dockerfile_inline: FROM scratch, args: {APP: "1"}}}}
    ```
    """
    unset: dict[str, list[Span]] = {}
    literal: set[str] = set()
    for word, default in _declared(image):
        name = word.value
        if default is not None and secrets.is_literal_secret(name, default.value):
            literal.add(name)
            yield _literal(name, default.span, f"the build argument {name} has a literal default")
        elif secrets.is_secret_name(name) and not (
            default is not None and secrets.is_setting(name, default.value)
        ):
            unset.setdefault(name, []).append(word.span)
    for name, spans in unset.items():
        if name not in literal:
            related = tuple(("declared again here", span) for span in spans[1:])
            message = f"the build argument {name} takes a secret"
            yield Finding(spans[0], message, related=related, evidence=name)
    link = image.build_link if isinstance(image, Container) else None
    for name, field in link.args.items() if link else ():
        if field.value is None or field.from_environment:
            continue
        if secrets.is_literal_secret(name, field.value):
            message = f"the build argument {name} has a literal value{default_note(field)}"
            yield _literal(name, field.span, message)


def _literal(name: str, span: Span, message: str) -> Finding:
    return Finding(span, message, severity=Severity.HIGH, evidence=name, secret=True)


def _declared(image: Image) -> Iterator[tuple[Word, Word | None]]:
    """Every ARG of the Dockerfile with its default as written."""
    build = image.own_build
    for instruction in (*build.preamble, *build.built) if build else ():
        if instruction.keyword == "ARG":
            yield from instruction.pairs
