from collections.abc import Iterator

from hardenlint import Build, Finding, Image, Instruction, Severity, Span, Stage, check


@check(
    Severity.HIGH,
    cis=("4.10",),
    references=("CWE-538",),
    without=("compose", "inspect", "live"),
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
    from hardenlint.facts import at_hand, copied_files  # noqa: PLC0415 - only with several stages
    from hardenlint.knowledge.secret_files import is_secret_file  # noqa: PLC0415

    left: dict[int, dict[str, list[tuple[Span, str]]]] = {}
    for instruction, word, source, _ in copied_files.copies(build.shipped):
        stage = copied_files.stage_of(build, instruction)
        # A secret that is copied by its name is secret-file-copied's.
        if stage is None or is_secret_file(source):
            continue
        if stage.index not in left:
            left[stage.index] = _left(build, stage) if len(left) < _STAGES else {}
        folder = f"/{source.strip('/*')}".rstrip("/")
        for span, name in left[stage.index].get(folder, [])[:_SECRETS]:
            yield Finding(
                word.span,
                f"copies {source} from {stage.title} with {name} in it",
                related=((f"{name} comes in here", span),),
                evidence=f"{source} {name}",
                here=(
                    ("--from=builder /app/dist", f"--from={stage.title} {folder}/dist"),
                    *at_hand.file(name, f"{folder}/{name}", "npmrc", "/app/.npmrc"),
                ),
            )


_STAGES, _SECRETS = 50, 100
"""Stages that are looked into, and secrets of each that are told: more than anybody has."""


def _left(build: Build, stage: Stage) -> dict[str, list[tuple[Span, str]]]:
    """The secrets that a stage ends with, place and name, by their path and each folder above."""
    from hardenlint.facts import copied_files, removals  # noqa: PLC0415 - see above

    instructions = copied_files.instructions_of(stage)
    gone = removals.of_instructions(instructions)
    numbers = {instruction: number for number, instruction in enumerate(instructions)}
    found: dict[str, list[tuple[Span, str]]] = {}
    for made, span, name, place in _secrets(build, instructions):
        if gone.after(numbers[made], place) is None:
            for folder in removals.around(place):
                found.setdefault(folder, []).append((span, name))
    return found


def _secrets(
    build: Build, instructions: tuple[Instruction, ...]
) -> Iterator[tuple[Instruction, Span, str, str]]:
    """What a stage copies in, and the keys that it makes: (instruction, place, name, path)."""
    from hardenlint.facts import copied_files, made_keys  # noqa: PLC0415 - see above

    for made, word, name, place in copied_files.secret_copies(instructions):
        is_there = build.context_excludes(name) is not True
        if is_there and not copied_files.is_harmless(build, made, name):
            yield made, word.span, name, place
    for made, command, place in made_keys.keys_made(instructions):
        if place.startswith("/"):
            yield made, command.span, f"the key of {command.name}", place
