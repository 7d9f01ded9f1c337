from collections.abc import Iterator

from hardenlint import Build, Finding, Image, Instruction, Severity, Span, check


@check(
    Severity.HIGH,
    cis=("4.10",),
    references=("CWE-538", "CWE-459"),
    without=("compose", "inspect", "live"),
    outranks=("secret-file-copied", "private-key-generated-in-build"),
    needs=("RUN",),
)
def secret_left_in_layer(image: Image) -> Iterator[Finding]:
    """Secret is removed in a later layer only

    ## Why

    Every instruction writes a layer of its own. What a later one removes is hidden, not gone:
    whoever may pull the image unpacks the layer before and has the file.

    ## Fix

    ### In a Dockerfile

    Never let it come in: `RUN --mount=type=secret,id=key,target=/root/.ssh/id_rsa …` shows the file
    to one RUN only. What a RUN makes itself, the same RUN must remove. Change the secret.

    ## When it is a false alarm

    The image is squashed before it is published.

    ## Examples

    ```dockerfile bad
    FROM node:22
    COPY .npmrc /app/.npmrc
    RUN npm ci --prefix /app
    RUN rm /app/.npmrc
    ```

    ```dockerfile good
    FROM node:22
    RUN --mount=type=secret,id=npmrc,target=/app/.npmrc npm ci --prefix /app
    ```
    """
    build = image.build
    if build is None:
        return
    yield from _never_removed(build)
    if not any(i.mentions(*_REMOVERS) for i in build.shipped):
        return
    from hardenlint.facts import removals  # noqa: PLC0415 - only where files go

    gone = removals.of_instructions(build.shipped)
    numbers = {instruction: number for number, instruction in enumerate(build.shipped)}
    for instruction, span, name, place in _came_in(build):
        removal = gone.after(numbers[instruction], place) if place else None
        if removal is not None:
            yield Finding(
                span,
                f"{name} stays in this layer: a later instruction removes it too late",
                related=(("removed here", removal),),
                evidence=name,
                here=_mount(place),
            )


def _never_removed(build: Build) -> Iterator[Finding]:
    """Files that a RUN writes a secret into, which it was given for that step alone."""
    if not any(i.keyword == "RUN" and i.mentions(">") for i in build.shipped):
        return
    from hardenlint.facts import redirects, removals  # noqa: PLC0415 - see above

    gone = removals.of_instructions(build.shipped)
    numbers = {instruction: number for number, instruction in enumerate(build.shipped)}
    for instruction, command, place in redirects.secret_files(build.shipped):
        if redirects.takes_secret(command) and not gone.after(numbers[instruction], place):
            yield Finding(
                command.span,
                f"writes a secret into {place}, which stays in the image",
                evidence=place,
                here=_mount(place),
            )


def _mount(place: str) -> tuple[tuple[str, str], ...]:
    from hardenlint.facts import at_hand  # noqa: PLC0415 - only for a finding

    return at_hand.file(place, place, "key", "/root/.ssh/id_rsa")


_REMOVERS = ("rm", "shred", "unlink", "-delete")


def _came_in(
    build: Build,
) -> Iterator[tuple[Instruction, Span, str, str]]:
    """Secrets that are in a layer: (instruction, place in the text, name, path)."""
    from hardenlint.facts import copied_files, made_keys, redirects  # noqa: PLC0415 - see above

    shipped = build.shipped
    for instruction, word, name, place in copied_files.secret_copies(shipped):
        if instruction.flag("from") is not None or build.context_excludes(name) is not True:
            yield instruction, word.span, name, place
    for instruction, command, place in made_keys.keys_made(shipped):
        yield instruction, command.span, f"the key of {command.name}", place
    for instruction, command, place in redirects.secret_files(shipped):
        yield instruction, command.span, place, place
