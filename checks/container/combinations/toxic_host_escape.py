from collections.abc import Iterator

from hardenlint import Container, Finding, Severity, check
from hardenlint.facts import escape_pairs


@check(
    Severity.CRITICAL,
    references=("CWE-250", "OWASP Docker rule 3"),
    escapes=True,
    needs=(
        "namespaces.pid.value.mode",
        "namespaces.network.value.mode",
        "privileges.capabilities.add",
        "privileges.devices",
        "privileges.device_rules",
        "storage.mounts",
        "privileges.security_opts",
    ),
)
def toxic_host_escape(container: Container) -> Iterator[Finding]:
    """Two settings together give away the host

    ## Why

    Each of the two leaves one barrier standing, and the other takes it away: what is left between
    an intruder in this container and root on the host is a documented command, no flaw of the
    kernel is needed. On the host's network, the pair controls the traffic of the whole machine.

    ## Fix

    ### In compose

    Take one of the two away: the capability from `cap_add`, `unconfined` from `security_opt`,
    `host` from `pid` or `network_mode`, or mount with `:ro`; then look at what is left.

    ### With docker run

    Drop one of the two options (`--cap-add`, `--security-opt`, `--pid host`, `--network host`, the
    `-v`), or run with `--user`.

    ## When it is a false alarm

    Debuggers, node agents and VPN gateways that are part of the host on purpose. Keep those on a
    machine of their own, publish nothing from them, and waive it with the reason.

    ## Examples

    ```yaml bad
    services: {app: {image: "app:1", pid: host, cap_add: [SYS_PTRACE]}}
    ```

    ```yaml bad
    services: {app: {image: "app:1", cap_add: [SYS_ADMIN], security_opt: ["apparmor=unconfined"]}}
    ```

    ```yaml good
    services: {app: {image: "app:1", cap_add: [SYS_PTRACE]}}
    ```

    ```json bad
    [{"Id": "1", "Name": "/app", "Config": {"Image": "app:1"},
      "HostConfig": {"NetworkMode": "host", "CapAdd": ["CAP_NET_ADMIN"]}}]
    ```

    ```json good
    [{"Id": "1", "Name": "/app", "Config": {"Image": "app:1"},
      "HostConfig": {"NetworkMode": "front", "CapAdd": ["CAP_NET_ADMIN"]}}]
    ```
    """
    if container.privileges.privileged.value is True:
        return  # which is more than any pair
    found = list(escape_pairs.pairs(container))
    if not found:
        return
    (span, text), *others = escape_pairs.places(found).items()
    named = "; ".join(pair.text for pair in found)
    yield Finding(
        span,
        f"combines {named}: {found[0].gain}",
        why=". ".join(f"With {pair.text}, {pair.gain}" for pair in found) + ".",
        severity=None if any(pair.takes_host for pair in found) else Severity.HIGH,
        related=((text, span), *((other, place) for place, other in others)),
        evidence=" ".join(sorted({name for pair in found for name in (*pair.names, *pair.covers)})),
        covers=escape_pairs.covered(container, found),
    )
