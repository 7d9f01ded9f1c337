from collections.abc import Iterator

from hardenlint import Container, Finding, Severity, check, default_note
from hardenlint.facts import escape_pairs


@check(
    Severity.MEDIUM,
    "restricted",
    references=("CWE-250", "OWASP Docker rule 2", "OWASP Docker rule 4"),
    covers=(
        "capabilities-not-dropped",
        "net-raw-effective",
        "no-new-privileges-missing",
        "writable-root-filesystem",
    ),
    escapes=True,
    without=("windows",),
)
def toxic_root_writable_exposed(container: Container) -> Iterator[Finding]:
    """A published service runs as root with nothing taken away

    ## Why

    What strangers reach is what gets broken into, and here the first foothold is root with all
    default capabilities on a root file system it may rewrite: tools are installed, programs
    replaced, and every flaw of the kernel can be tried from inside.

    ## Fix

    ### In compose

    Set `user: "10001:10001"`, `read_only: true` with a `tmpfs` for what is written, `cap_drop:
    [ALL]` and `security_opt: ["no-new-privileges:true"]`; each of them alone helps already.

    ### With docker run

    Add `--user 10001:10001 --read-only --cap-drop ALL --security-opt no-new-privileges`.

    ## When it is a false alarm

    A service that gives root up by itself once it has bound its port, behind a published port of a
    trusted network.

    ## Examples

    ```yaml bad
    services: {web: {image: "web:1", user: root, ports: ["80:80"]}}
    ```

    ```yaml good
    services: {web: {image: "web:1", user: root, ports: ["80:80"], read_only: true}}
    ```

    ```json bad
    [{"Id": "1", "Name": "/web", "Config": {"Image": "web:1", "User": ""}, "HostConfig":
      {"ReadonlyRootfs": false, "CapDrop": null, "SecurityOpt": null,
       "PortBindings": {"80/tcp": [{"HostIp": "", "HostPort": "80"}]}}}]
    ```

    ```json good
    [{"Id": "1", "Name": "/web", "Config": {"Image": "web:1", "User": "1000"}, "HostConfig":
      {"ReadonlyRootfs": false, "CapDrop": null, "SecurityOpt": null,
       "PortBindings": {"80/tcp": [{"HostIp": "", "HostPort": "80"}]}}}]
    ```
    """
    item = next(iter(container.open_ports), None)
    if item is None or container.privileges.read_only.value is not False:
        return
    if not (escape_pairs.is_root(container) and _keeps_all(container)):
        return
    user, held = container.user, container.privileges.capabilities
    yield Finding(
        item.field.span,
        f"publishes {item} and runs as root, with a writable root file system, all default"
        f" capabilities and without no-new-privileges{default_note(item.field)}",
        related=(
            (f"runs as root{default_note(user)}", user.span),
            ("writable root file system", container.privileges.read_only.span),
            ("drops none of the default capabilities", held.span),
        ),
        evidence=str(item),
    )


def _keeps_all(container: Container) -> bool:
    """Whether no capability is dropped and setuid programs work."""
    held = container.privileges.capabilities
    if held.unknown or held.drop or container.privileges.unknown_options:
        return False
    host = container.host
    options = host.security_options if host is not None else None
    by_default = options is not None and "no-new-privileges" in options
    return not by_default and not container.privileges.options("no-new-privileges")
