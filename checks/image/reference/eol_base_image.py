from collections.abc import Iterator

from hardenlint import Field, Finding, Image, ImageRef, Severity, check, default_note


@check(
    Severity.MEDIUM,
    cis=("4.4",),
    references=("CWE-1104", "OWASP Docker rule 9"),
    outranks=("deprecated-official-image",),
)
def eol_base_image(image: Image) -> Iterator[Finding]:
    """Image is a version that no longer gets security updates

    ## Why

    After the end of its support a distribution or a runtime gets no fixes any more: every
    vulnerability found since then stays in this image, and how to use it is often published.
    Rebuilding does not help, because there is nothing newer to install. A server is low: whether
    its holes matter depends on who reaches it, which other checks tell.

    ## Fix

    ### In a Dockerfile

    Move FROM to a version that is maintained, and note the day when it ends, too.

    ### In compose

    Move `image` to a version that is maintained; for a database read its notes on upgrading first.

    ### With docker run

    Create the container from a version that is maintained.

    ## When it is a false alarm

    Somebody supports the version for you under a contract (Ubuntu Pro, ELTS) and the image
    installs those updates. Long-term support that everybody gets for free is counted already.

    An end that comes turns a pipeline red without a commit. `--as-of 2026-11-01`, or `as-of` in the
    configuration, pins the day that is asked about.

    ## Examples

    ```dockerfile bad
    FROM python:3.6-slim
    ```

    ```dockerfile bad
    FROM nginx:1.14-alpine3.9
    ```

    ```yaml bad
    services: {db: {image: "postgres:9.6"}}
    ```

    ```json bad
    [{"Id": "1", "Name": "/app", "Config": {"Image": "debian:stretch-slim"}, "HostConfig": {}}]
    ```

    ```dockerfile good
    FROM example/debian:stretch
    ```

    ```yaml good
    services: {db: {image: "postgres"}}
    ```
    """
    shipped = _shipped(image)
    for field in image.references:
        ref = field.value
        if ref is not None and (not ref.digest or ref.name):
            yield from _judge(field, ref, ships=shipped is None or field in shipped)


def _shipped(image: Image) -> list[Field[ImageRef] | None] | None:
    """What the stages that ship are built from; None where there are no others."""
    build = image.own_build
    return None if build is None else [stage.reference for stage in build.target.chain]


def _judge(field: Field[ImageRef], ref: ImageRef, *, ships: bool) -> Iterator[Finding]:
    # Big tables; only where there is a tag to look up.
    from hardenlint import clock  # noqa: PLC0415
    from hardenlint.knowledge import end_of_life  # noqa: PLC0415

    version = end_of_life.ended(ref, clock.today())
    if version is None:
        return
    severity = Severity.LOW if version.is_server else Severity.MEDIUM
    where = "" if ships else ", in a stage that does not ship"
    yield Finding(
        field.span,
        f"uses {ref}: {version} has had no security updates since {version.day}"
        f" (as known in {end_of_life.AS_OF}){where}{default_note(field)}",
        severity=severity if ships else Severity(severity - 1),
        evidence=f"{ref.repository} {version}",
    )
