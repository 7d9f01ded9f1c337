from collections.abc import Iterator

from hardenlint import Container, Finding, Image, Severity, Span, Word, check, default_note
from hardenlint.knowledge import secret_names, secrets


@check(
    Severity.MEDIUM,
    cis=("4.10",),
    references=("CWE-538", "CWE-798"),
    without=("inspect", "live"),
    needs=("ARG", "provenance.build_link"),
)
def secret_in_build_arg(image: Image) -> Iterator[Finding]:
    """Build argument carries a secret

    ## Why

    The value of a build argument is recorded in the history of the image, and in a provenance of
    `mode=max`: whoever may pull the image reads it with `docker history`. A literal default or
    value, which is of high severity, is in the repository besides.

    ## Fix

    ### In a Dockerfile

    Replace the ARG with `RUN --mount=type=secret,id=token …`, and change a secret that was used.

    ### In compose

    Replace the entry of `build.args` with one of `build.secrets`, read in the Dockerfile with
    `RUN --mount=type=secret,id=token …`; change the secret.

    ## When it is a false alarm

    The name only sounds like a secret. An argument without a literal default in a stage that is
    thrown away is not reported: only the build cache remembers it.

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
    FROM node:22 AS builder
    ARG NPM_TOKEN
    RUN npm ci
    FROM node:22
    COPY --from=builder /app/dist /app
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
    elsewhere: set[str] = set()
    for word, default, ships in _declared(image):
        name = word.value
        if default is not None and secrets.is_literal_secret(name, default.value):
            literal.add(name)
            yield _literal(name, default.span, "a literal default")
        elif secret_names.is_secret_name(name) and not (
            default is not None and secrets.is_setting(name, default.value)
        ):
            if ships is False:
                elsewhere.add(name)  # the history of a stage that is thrown away
            else:
                unset.setdefault(name, []).append(word.span)
                elsewhere -= {name} if ships else set()
    yield from _unset(unset, literal | elsewhere)
    link = image.provenance.build_link if isinstance(image, Container) else None
    for name, field in link.args.items() if link else ():
        if field.value is not None and secrets.is_literal_secret(name, field.value):
            from hardenlint.facts import literals  # noqa: PLC0415 - only where there is a secret
            from hardenlint.facts.texts import here  # noqa: PLC0415 - see above

            said = here(field)
            if said is not None and literals.is_literal(name, said):
                yield _literal(name, field.span, f"a literal value{default_note(field)}")


def _literal(name: str, span: Span, what: str) -> Finding:
    from hardenlint.facts import telling  # noqa: PLC0415 - only for a finding

    shown = telling.name(name)
    message = f"the build argument {shown} has {what}"
    return Finding(
        span, message, severity=Severity.HIGH, evidence=shown, secret=True, here=_id(shown)
    )


def _id(name: str) -> tuple[tuple[str, str], ...]:
    return (("id=token", f"id={name.lower()}"),) if name.isidentifier() else ()


def _unset(names: dict[str, list[Span]], told: set[str]) -> Iterator[Finding]:
    for name, spans in names.items():
        if name not in told:
            related = tuple(("declared again here", span) for span in spans[1:])
            from hardenlint.facts import telling  # noqa: PLC0415 - only for a finding

            shown = telling.name(name)
            message = f"the build argument {shown} takes a secret"
            yield Finding(spans[0], message, related=related, evidence=shown, here=_id(shown))


def _declared(image: Image) -> Iterator[tuple[Word, Word | None, bool | None]]:
    """Every ARG with its default as written, and whether its stage may ship; None before FROM.

    A stage that ships nothing but what is copied from it is thrown away; they come first.
    """
    build = image.own_build
    if build is None:
        return
    shipped = {stage.index for stage in build.target.chain}
    thrown = {stage.index for stage in build.needed} - shipped
    for instruction in sorted((*build.preamble, *build.built), key=lambda i: i.stage not in thrown):
        if instruction.keyword == "ARG":
            ships = None if instruction.stage is None else instruction.stage not in thrown
            yield from ((*pair, ships) for pair in instruction.pairs)
