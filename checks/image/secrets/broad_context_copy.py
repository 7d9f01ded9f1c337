from collections.abc import Iterator
from fnmatch import fnmatchcase

from hardenlint import Finding, Image, Instruction, Severity, check

ALL = frozenset((".", "./", "/", "*", "./*", "/*", "./.", ".*"))
"""Sources that mean the whole context."""

PRIVATE = (".git", ".env")
"""What lies in most contexts and must be in no image."""


@check(
    Severity.INFO,
    "restricted",
    references=("CWE-538",),
    without=("compose", "inspect", "live"),
    needs=("COPY", "ADD"),
)
def broad_context_copy(image: Image) -> Iterator[Finding]:
    """Whole build context is copied into the image

    ## Why

    What lies beside the Dockerfile on the day of the build gets into the image: the history of the
    repository with everything that was ever committed, an `.env`, somebody's notes. `COPY --from`
    of `/` onto `/` does the same with whatever another stage has left behind.

    ## Fix

    ### In a Dockerfile

    Copy what is needed (`COPY src/ package.json ./`), or keep the rest out with a `.dockerignore`
    that names at least `.git` and `.env`. From another stage copy what it has built.

    ## When it is a false alarm

    The context is an export without a history, or a stage is copied whole into an image from
    scratch to make one layer of it.

    ## Examples

    ```dockerfile bad
    FROM node:22
    COPY . /app
    ```

    ```dockerfile good
    FROM node:22
    COPY src/ package.json /app/
    ```
    """
    build = image.build
    for instruction in build.shipped if build is not None else ():
        if build is None or instruction.keyword not in ("COPY", "ADD"):
            continue
        words = instruction.words
        origin = instruction.flag("from")
        for word in words[:-1]:
            if origin is not None and word.value == "/" and words[-1].value == "/":
                from hardenlint.facts import telling  # noqa: PLC0415 - only for a finding

                shown = telling.address(origin.value)
                message = f"copies everything of {shown} over the image"
                yield Finding(word.span, message, evidence=f"{shown}:/")
            if origin is None and (word.resolved or word.value) in ALL:
                kept = [
                    name
                    for name in PRIVATE
                    if build.context_excludes(name) is False and not _excludes(instruction, name)
                ]
                if kept:
                    names = " and ".join(kept)
                    message = f"copies the whole context; no .dockerignore excludes {names}"
                    yield Finding(word.span, message, evidence=" ".join(kept))
                    return


def _excludes(instruction: Instruction, name: str) -> bool:
    """Whether `--exclude=` keeps a file at the top of the context out."""
    patterns = [flag.value for flag in instruction.flags if flag.name == "exclude"]
    return any(fnmatchcase(name, pattern.removeprefix("**/").rstrip("/")) for pattern in patterns)
