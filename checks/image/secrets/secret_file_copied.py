from collections.abc import Iterator

from hardenlint import Build, Finding, Image, Instruction, Severity, check


@check(
    Severity.HIGH,
    cis=("4.10",),
    references=("CWE-538", "CWE-312"),
    without=("compose", "inspect", "live"),
    needs=("COPY", "ADD"),
)
def secret_file_copied(image: Image) -> Iterator[Finding]:
    """File of secrets is copied into the image

    ## Why

    Whoever may pull the image unpacks its layers and has the file: a private key, the tokens of a
    package registry, the passwords of an `.env`. Removing it in a later instruction does not help.
    A file of any name is one where a variable such as `GOOGLE_APPLICATION_CREDENTIALS` names it.

    ## Fix

    ### In a Dockerfile

    Remove it from COPY and name it in `.dockerignore`. Where a step needs it, mount it
    (`RUN --mount=type=secret,id=npmrc,target=/root/.npmrc npm ci`); else give it to the container
    at run time. Change what was in it.

    ## When it is a false alarm

    The file holds no secret in spite of its name, and is not here to be read: a certificate, an
    `.npmrc` with settings only.

    ## Examples

    ```dockerfile bad
    FROM node:22
    COPY .npmrc package.json /app/
    ```

    ```dockerfile good
    FROM node:22
    COPY package.json ca.pem .env.example /app/
    RUN --mount=type=secret,id=npmrc,target=/root/.npmrc npm ci
    ```
    """
    build = image.build
    if build is None or all(i.keyword not in ("COPY", "ADD") for i in build.shipped):
        return
    from hardenlint.facts import copied_files  # noqa: PLC0415 - only where files come in

    told = set()
    for instruction, word, name, place in copied_files.secret_copies(build.shipped):
        told.add(word.span)
        is_harmless = copied_files.is_harmless(build, instruction, name)
        if not is_harmless and not _is_excluded(build, instruction, name):
            message = f"copies {name} into the image ({place})"
            yield Finding(word.span, message, evidence=name, here=_mount(name, place))
    pointers = copied_files.pointed_at(build.shipped)
    for instruction, word, name, place in copied_files.copies(build.shipped) if pointers else ():
        is_new = place in pointers and word.span not in told
        if is_new and not _is_excluded(build, instruction, name):
            message = f"copies {name} into the image, where {pointers[place]} points"
            yield Finding(word.span, message, evidence=name, here=_mount(name, place))


def _mount(name: str, place: str) -> tuple[tuple[str, str], ...]:
    from hardenlint.facts import at_hand  # noqa: PLC0415 - only for a finding

    found = at_hand.file(name, place, "npmrc", "/root/.npmrc")
    return tuple((f"{example} npm ci", f"{own} …") for example, own in found)


def _is_excluded(build: Build, instruction: Instruction, name: str) -> bool:
    """Whether .dockerignore keeps a file of the context out of the build."""
    return instruction.flag("from") is None and build.context_excludes(name) is True
