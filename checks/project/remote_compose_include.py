from collections.abc import Iterator

from hardenlint import Finding, Project, Severity, check, default_note
from hardenlint.facts import telling
from hardenlint.knowledge import remote


@check(
    Severity.HIGH,
    references=("CWE-829", "CWE-494"),
    needs=("remotes",),
)
def remote_compose_include(project: Project) -> Iterator[Finding]:
    """A part of the project is loaded from somewhere else

    ## Why

    What is included from a git repository or a registry becomes a part of this project: it may
    mount the host's disk, start privileged containers, or read files next to this one. Without a
    commit or a digest its owner can change it any day, and the next `up` runs it.

    ## Fix

    ### In compose

    Name the commit (`https://example.com/base.git#<commit>`) or the digest
    (`oci://example.com/base@sha256:…`); or copy the file into this repository.

    ## When it is a false alarm

    The repository is your own and its branches are as well protected as this one's.

    ## Examples

    ```yaml bad
    include: ["https://github.com/example/base.git#main:compose.yaml"]
    services: {app: {image: "app:1"}}
    ```

    ```yaml good
    include: ["https://github.com/example/base.git#24454f830cdb571e2c4ad15481119c43b3cafd48"]
    services: {app: {image: "app:1"}}
    ```
    """
    for field in project.remotes:
        address = field.value
        if address is not None and not remote.is_fixed(address):
            yield Finding(
                field.span,
                f"loads {telling.address(address)} without a commit or digest{default_note(field)}",
                evidence=telling.address(address),
                here=_fixed(telling.address(address)),
            )


def _fixed(address: str) -> tuple[tuple[str, str], ...]:
    """The address with what it lacks: a digest, or a commit."""
    both = (
        "the commit (`https://example.com/base.git#<commit>`) or the digest"
        " (`oci://example.com/base@sha256:…`)"
    )
    if address.startswith("oci://"):
        start, _, last = address.rpartition("/")
        return ((both, f"the digest (`{start}/{last.partition(':')[0]}@sha256:…`)"),)
    return ((both, f"the commit (`{address.partition('#')[0]}#<commit>`)"),)
