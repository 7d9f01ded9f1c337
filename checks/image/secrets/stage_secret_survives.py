from collections.abc import Iterator

from hardenlint import Build, Finding, Image, Instruction, Severity, Span, check


@check(
    Severity.HIGH,
    cis=("4.10",),
    references=("CWE-538",),
    sources=("dockerfile",),
    needs=("COPY", "ADD"),
)
def stage_secret_survives(image: Image) -> Iterator[Finding]:
    """Folder copied from another stage has a secret in it

    ## Why

    A builder stage is thrown away, so its secrets do no harm until a folder with one of them is
    copied into the image that ships. Whoever may pull the image has the file then. A private key
    that the builder has made is such a secret, too.

    ## Fix

    ### In a Dockerfile

    Mount the secret in the builder (`RUN --mount=type=secret,id=npmrc,target=/app/.npmrc …`)
    instead of copying it, or copy only what is built (`COPY --from=builder /app/dist /app`). Make
    a key when the container starts.

    ## When it is a false alarm

    The builder removes the file, or overwrites it, in a way that is not seen here.

    ## Examples

    ```dockerfile bad
    FROM node:22 AS builder
    COPY .npmrc package.json /app/
    RUN npm ci --prefix /app
    FROM node:22-slim
    COPY --from=builder /app /app
    ```

    ```dockerfile good
    FROM node:22 AS builder
    COPY .npmrc package.json /app/
    RUN npm ci --prefix /app
    FROM node:22-slim
    COPY --from=builder /app/dist /app
    ```
    """
    build = image.build
    if build is None or len(build.stages) < 2:
        return
    from hardenlint.knowledge import secret_files  # noqa: PLC0415 - only with several stages

    for instruction, word, source, _ in secret_files.copies(build.shipped):
        stage = secret_files.stage_of(build, instruction)
        # A secret that is copied by its name is secret-file-copied's.
        if stage is None or secret_files.is_secret_file(source):
            continue
        before = secret_files.instructions_of(stage)
        folder = "/" + source.strip("/*")
        for made, span, name, place in _secrets(build, before):
            is_gone = secret_files.removal_after(before, made, place) is not None
            is_inside = folder == "/" or place == folder or place.startswith(folder + "/")
            if is_inside and not is_gone:
                yield Finding(
                    word.span,
                    f"copies {source} from {stage.title} with {name} in it",
                    related=((f"{name} comes in here", span),),
                    evidence=f"{source} {name}",
                )


def _secrets(
    build: Build, instructions: tuple[Instruction, ...]
) -> Iterator[tuple[Instruction, Span, str, str]]:
    """What a stage copies in, and the keys that it makes: (instruction, place, name, path)."""
    from hardenlint.knowledge import secret_files  # noqa: PLC0415 - see above

    for made, word, name, place in secret_files.secret_copies(instructions):
        if build.context_excludes(name) is not True:
            yield made, word.span, name, place
    for made, command, place in secret_files.keys_made(instructions):
        if place.startswith("/"):
            yield made, command.span, f"the key of {command.name}", place
