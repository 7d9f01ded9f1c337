from collections.abc import Iterator

from hardenlint import Finding, Host, Severity, check
from hardenlint.text.numbers import boolean


@check(Severity.LOW, "restricted", cis=("2.2",), references=("OWASP Docker rule 5",))
def daemon_icc_enabled(host: Host) -> Iterator[Finding]:
    """Containers of the default bridge reach each other

    ## Why

    All containers that nobody gave a network share the default bridge. There an intruder in one of
    them reaches every port of the others, published or not.

    ## Fix

    Set `"icc": false` in daemon.json, and give applications networks of their own.

    ## When it is a false alarm

    Containers of one trust that all use the default bridge and need each other.

    ## Examples

    ```json bad
    [{
      "ServerVersion": "28.3.3",
      "SecurityOptions": []},
     {
      "Name": "bridge",
      "Driver": "bridge",
      "Internal": false,
      "Options": {"com.docker.network.bridge.enable_icc": "true"}}]
    ```

    ```json good
    [{
      "ServerVersion": "28.3.3",
      "SecurityOptions": []},
     {
      "Name": "bridge",
      "Driver": "bridge",
      "Internal": false,
      "Options": {"com.docker.network.bridge.enable_icc": "false"}}]
    ```
    """
    bridge = host.networks.get("bridge")
    field = bridge.setting("com.docker.network.bridge.enable_icc") if bridge is not None else None
    if field is not None and boolean(field.value or ""):
        yield Finding(field.span, "lets all containers of the default bridge reach each other")
