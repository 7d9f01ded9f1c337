from collections.abc import Iterator

from hardenlint import Container, Field, Finding, Image, Severity, check, default_note
from hardenlint.knowledge import remote


@check(
    Severity.MEDIUM,
    "restricted",
    references=("CWE-494", "SLSA"),
    without=("inspect", "live"),
    needs=("build", "provenance.build_link"),
)
def remote_build_context(image: Image) -> Iterator[Finding]:
    """Build takes its files from a place that somebody else can change

    ## Why

    A branch or a tag of a remote repository, or an archive behind a URL, is whatever its owner
    says it is today. Everything in it goes into the image, the Dockerfile itself included, so
    whoever can push there runs code in the build.

    ## Fix

    ### In a Dockerfile

    Name the commit: `ADD https://example.com/app.git#<commit> /src`.

    ### In compose

    Name the commit: `context: https://example.com/app.git#<commit>`. Or check the repository out
    and build from the folder.

    ## When it is a false alarm

    The repository is your own, its branches are protected, and the build is meant to follow them.

    ## Examples

    ```dockerfile bad
    FROM debian:12
    ADD https://github.com/example/tool.git#v1.2.3 /src
    ```

    ```yaml bad
    services: {app: {build: {context: "https://github.com/example/app.git#main"}}}
    ```

    ```yaml bad
    services:
      app:
        build:
          dockerfile_inline: FROM scratch
          additional_contexts: {data: "https://example.com/data.tar.gz"}
    ```

    ```dockerfile good
    FROM debian:12
    ADD https://github.com/example/tool.git#24454f830cdb571e2c4ad15481119c43b3cafd48 /src
    ```

    ```yaml good
    services:
      app: {build: "https://github.com/example/app.git#24454f830cdb571e2c4ad15481119c43b3cafd48"}
    ```
    """
    for what, field in (*_added(image), *_contexts(image)):
        address = field.value or ""
        if remote.is_remote(address) and not remote.is_fixed(address) and "$" not in address:
            from hardenlint.facts import telling  # noqa: PLC0415 - only for a finding

            shown = telling.address(address)
            yield Finding(
                field.span,
                f"{what} {shown} without naming a commit{default_note(field)}",
                evidence=shown,
                here=(("https://example.com/app.git", shown.partition("#")[0].partition("?")[0]),),
            )


def _added(image: Image) -> Iterator[tuple[str, Field[str]]]:
    """Git repositories that ADD fetches by tag or branch; add-remote-unverified has the others."""
    build = image.own_build
    for instruction in build.built if build is not None else ():
        if instruction.keyword == "ADD" and instruction.flag("checksum") is None:
            for word in instruction.words[:-1]:
                url = word.text
                if remote.is_git(url) and ("#" in url or "?" in url):
                    yield "adds", Field(url, word.span)


def _contexts(image: Image) -> Iterator[tuple[str, Field[str]]]:
    link = image.provenance.build_link if isinstance(image, Container) else None
    if link is None:
        return
    if link.source is not None:
        yield "builds", link.source
    for name, field in link.contexts:
        if not (field.value or "").startswith(("docker-image://", "oci-layout://", "service:")):
            from hardenlint.facts import telling  # noqa: PLC0415 - only for a finding

            yield f"takes the context {telling.name(name)} from", field
