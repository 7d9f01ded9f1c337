from collections.abc import Iterator

from hardenlint import Container, Field, Finding, Image, Severity, check


@check(Severity.INFO, "restricted", references=("CWE-829",), without=("compose", "live"))
def onbuild_in_image(image: Image) -> Iterator[Finding]:
    """Image runs instructions in the builds that start from it

    ## Why

    ONBUILD instructions run in somebody else's build, where nothing in the Dockerfile shows them:
    they copy the whole context into the image or run commands with the secrets of that build.
    Whoever reads only `FROM` does not know what happens.

    ## Fix

    ### In a Dockerfile

    Put the instructions into the Dockerfiles that build from this image, or into a script that
    these call.

    ### With docker run

    Rebuild the image without ONBUILD instructions.

    ## When it is a false alarm

    A base image for teams who know what it does, and whose tag says so (`-onbuild`).

    ## Examples

    ```dockerfile bad
    FROM debian:12
    ONBUILD COPY . /app
    ```

    ```json bad
    [{"Id": "sha256:1", "RepoTags": ["app:1"], "RepoDigests": [], "RootFS": {},
      "Config": {"OnBuild": ["COPY . /app"]}}]
    ```

    ```dockerfile good
    FROM debian:12
    COPY app /app
    ```
    """
    if isinstance(image, Container):
        return
    triggers = image.onbuild
    if image.build is not None:
        own = (i for i in image.build.target.instructions if i.onbuild)
        triggers = tuple(Field(f"{i.keyword} {i.text}", i.span) for i in own)
    if triggers:
        first = triggers[0]
        count = "1 instruction" if len(triggers) == 1 else f"{len(triggers)} instructions"
        yield Finding(
            first.span,
            f"runs {count} in every build that starts from it",
            related=tuple(("and this one", other.span) for other in triggers[1:]),
            evidence=str(len(triggers)),
        )
