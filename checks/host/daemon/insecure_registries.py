from collections.abc import Iterator

from hardenlint import Finding, Host, Severity, check
from hardenlint.facts import telling


@check(Severity.HIGH, cis=("2.5",), references=("CWE-319",))
def insecure_registries(host: Host) -> Iterator[Finding]:
    """Registry is trusted without TLS

    ## Why

    The engine pulls from such a registry over plain HTTP, or over TLS without looking at the
    certificate. Whoever sits on the way replaces the image, and its code runs on the host.

    ## Fix

    Give the registry a certificate, put its authority into `/etc/docker/certs.d/NAME/ca.crt`, and
    remove the entry from `insecure-registries` in daemon.json.

    ## When it is a false alarm

    A registry that is reached through a tunnel or a network of its own. Say so where you allow it.

    ## Examples

    ```json bad
    [{
      "ServerVersion": "28.3.3",
      "SecurityOptions": [],
      "RegistryConfig": {"InsecureRegistryCIDRs": ["10.0.0.0/8"], "IndexConfigs": {}}}]
    ```

    ```json good
    [{
      "ServerVersion": "28.3.3",
      "SecurityOptions": [],
      "RegistryConfig": {"InsecureRegistryCIDRs": ["127.0.0.0/8"], "IndexConfigs": {}}}]
    ```
    """
    for field in host.insecure_registries:
        registry = telling.address(field.value or "")
        yield Finding(
            field.span,
            f"speaks to the registry {registry} without verified TLS",
            evidence=registry,
            # A network has no certificate of its own.
            here=() if "/" in registry else (("certs.d/NAME", f"certs.d/{registry}"),),
        )
