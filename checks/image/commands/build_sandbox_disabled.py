from collections.abc import Iterator

from hardenlint import Container, Finding, Image, Severity, check, default_note


@check(
    Severity.HIGH,
    references=("CWE-250", "CWE-693"),
    without=("inspect", "live"),
    needs=("RUN", "provenance.build_link"),
)
def build_sandbox_disabled(image: Image) -> Iterator[Finding]:
    """The build runs without its sandbox

    ## Why

    A step with `security=insecure` runs as a privileged container on the builder: whatever it
    downloads and runs can load kernel modules, mount the disks of the host and change the images
    of everybody who builds there.

    ## Fix

    ### In a Dockerfile

    Remove `--security=insecure`. What needs mounts or devices belongs into a step before the
    build, on a machine that is thrown away.

    ### In compose

    Remove `privileged` and `security.insecure` from `build`.

    ## When it is a false alarm

    A builder that is a virtual machine for this build alone.

    ## Examples

    ```dockerfile bad
    # syntax=docker/dockerfile:1-labs
    FROM debian:12
    RUN --security=insecure mount /dev/loop0 /mnt
    ```

    ```dockerfile good
    FROM debian:12
    RUN --security=sandbox make
    ```

    ```yaml bad
    services: {app: {build: {context: "https://example.com/app.git", privileged: true}}}
    ```

    ```yaml good
    services: {app: {build: {context: "https://example.com/app.git", privileged: false}}}
    ```
    """
    for instruction in image.build.built if image.build is not None else ():
        flag = instruction.flag("security") if instruction.keyword == "RUN" else None
        if flag is not None and flag.value == "insecure":
            yield Finding(
                flag.span, "runs a build step without the sandbox", evidence="security=insecure"
            )
    link = image.provenance.build_link if isinstance(image, Container) else None
    if link is None:
        return
    if link.privileged is not None and link.privileged.value is True:
        note = default_note(link.privileged)
        yield Finding(link.privileged.span, f"builds with privileges{note}", evidence="privileged")
    for field in link.entitlements:
        if field.value == "security.insecure":
            yield Finding(
                field.span,
                f"allows build steps without the sandbox{default_note(field)}",
                evidence=field.value,
            )
