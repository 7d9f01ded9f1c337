from collections.abc import Iterator
from typing import TYPE_CHECKING

from hardenlint import Field, Finding, Host, Severity, check

if TYPE_CHECKING:
    from hardenlint.knowledge.engine_versions import Hole


@check(Severity.HIGH, cis=("1.2.2",), references=("CWE-1395",))
def daemon_version_vulnerable(host: Host) -> Iterator[Finding]:
    """Engine, containerd or runc has a known hole

    ## Why

    Each of these holes lets a container out to the host (some only while somebody copies files
    into it), or a request past the authorization plugins; for all of them there are public exploits
    or exact descriptions.

    ## Fix

    Update Docker Engine and the package containerd.io (it brings runc), then restart the engine:
    running containers keep the old runtime until they are started anew.

    ## When it is a false alarm

    Distributions close holes without a new version number: for their builds this is told with less
    weight, and their security tracker has the answer.

    ## Examples

    ```json bad
    [{
      "ServerVersion": "28.3.3",
      "SecurityOptions": []},
     {
      "Components": [{"Name": "runc", "Version": "1.1.5"}]}]
    ```

    ```json good
    [{
      "ServerVersion": "29.5.1",
      "SecurityOptions": []},
     {
      "Components": [{"Name": "runc", "Version": "1.3.3"}]}]
    ```
    """
    from hardenlint.knowledge import engine_versions  # noqa: PLC0415 - only where there is a host

    for program, field in (("runc", host.runc), ("containerd", host.containerd)):
        holes = [hole for hole in engine_versions.HOLES if hole.program == program]
        yield from _holes(program, field, holes)
    if not host.is_podman:
        bypasses = engine_versions.AUTHORIZATION if host.authorization.value else ()
        yield from _holes("Docker Engine", host.server, [*engine_versions.COPYING, *bypasses])


def _holes(program: str, field: Field[str], holes: "list[Hole]") -> Iterator[Finding]:
    """Tell all holes of one program at once: one update closes them."""
    from hardenlint.knowledge import engine_versions  # noqa: PLC0415 - only where there is a host

    text = field.value or ""
    found = [hole for hole in holes if engine_versions.is_open(hole, text)]
    if not found:
        return
    names = ", ".join(hole.cve for hole in found)
    rebuilt = engine_versions.is_rebuilt(text)
    doubt = ", unless its distribution has closed it" if rebuilt else ""
    severity = Severity.MEDIUM if set(found) <= set(engine_versions.COPYING) else None
    yield Finding(
        field.span,
        f"runs {program} {text}, which has {names}{doubt}",
        why=f"In this version {found[-1].effect}.",
        severity=Severity.LOW if rebuilt else severity,
        evidence=f"{program} {names}",
    )
