from collections.abc import Iterator

from hardenlint import Container, Finding, Fix, Remove, Severity, check, default_note


@check(Severity.INFO, "restricted", references=("SLSA",), without=("inspect", "live"))
def provenance_disabled(container: Container) -> Iterator[Finding]:
    """The image is built without a record of how

    ## Why

    Provenance says from which source and with which parameters an image was built, the SBOM what
    is in it. Without them nobody can prove later that an image comes from this repository, or
    find the images that hold a vulnerable package.

    ## Fix

    ### In compose

    Remove `provenance: false` and `sbom: false` from `build`; better say `provenance: mode=max`
    and `sbom: true`.

    ## When it is a false alarm

    An image that stays on the developer's machine, or a registry that refuses attestations.

    ## Examples

    ```yaml bad
    services: {app: {build: {dockerfile_inline: "FROM scratch", provenance: false}}}
    ```

    ```yaml good
    services: {app: {build: {dockerfile_inline: "FROM scratch", provenance: mode=max}}}
    ```
    """
    link = container.provenance.build_link
    for name, field in link.attested if link is not None else ():
        if field.value is not None and field.value.lower() == "false":
            yield Finding(
                field.span,
                f"is built with {name} switched off{default_note(field)}",
                evidence=name,
                fix=Fix(
                    f"keep {name}",
                    Remove(field.span),
                    breaks="fail where the registry takes no attestations",
                ),
            )
