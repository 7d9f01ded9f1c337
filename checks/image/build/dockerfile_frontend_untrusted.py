from collections.abc import Iterator

from hardenlint import Build, Finding, ImageRef, Severity, check


@check(
    Severity.MEDIUM,
    references=("CWE-829", "SLSA"),
    needs=("directive_spans",),
)
def dockerfile_frontend_untrusted(build: Build) -> Iterator[Finding]:
    """The build runs a Dockerfile frontend of somebody else

    ## Why

    `# syntax=` names an image that BuildKit downloads and lets translate the Dockerfile: it may ask
    for every secret of the build and decides what ends up in the image. Without a tag, whoever
    publishes it chooses anew for each build what that code is.

    ## Fix

    ### In a Dockerfile

    Write `# syntax=docker/dockerfile:1`, or leave the line out. Where another frontend is needed,
    pin its digest and review it like any other dependency.

    ## When it is a false alarm

    A copy of `docker/dockerfile` in your own registry, or a frontend you have reviewed.

    ## Examples

    ```dockerfile bad
    # syntax=example/dockerfile-plus:0.3
    FROM debian:12
    ```

    ```dockerfile good
    # syntax=docker/dockerfile:1
    FROM debian:12
    ```
    """
    stated = (build.directives.get("syntax") or "").split()
    if not stated:
        return
    ref = ImageRef.parse(stated[0])  # BuildKit takes the first word for it
    severity, what = _judge(ref)
    if severity is not None:
        yield Finding(
            build.directive_spans.get("syntax", build.span),
            f"is read by {ref}, {what}",
            severity=severity,
            evidence=ref.repository,
        )


def _judge(ref: ImageRef) -> tuple[Severity | None, str]:
    moves = not ref.digest and ref.tag in ("", "latest", "master")
    if ref.repository == "docker.io/docker/dockerfile":
        return None, ""
    if ref.repository == "docker.io/docker/dockerfile-upstream":
        return (Severity.LOW, "a development version that moves") if moves else (None, "")
    if not ref.tag and not ref.digest:
        return Severity.HIGH, "a foreign frontend without a tag"
    return Severity.MEDIUM, "a foreign frontend"
