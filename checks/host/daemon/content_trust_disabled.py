from collections.abc import Iterator

from hardenlint import Finding, Host, Severity, check


@check(Severity.INFO, "restricted", cis=("4.5",))
def content_trust_disabled(host: Host) -> Iterator[Finding]:
    """Client does not ask for signed images

    ## Why

    With content trust the docker client pulls and runs only signed tags. Without it a registry that
    was taken over hands out what it likes under the usual names.

    ## Fix

    Pin images by digest, verify signatures with cosign or notation; where the registry still serves
    Notary, set DOCKER_CONTENT_TRUST=1.

    ## When it is a false alarm

    Docker retires content trust, and digests or other signatures give more. It is a reminder.

    ## Examples

    ```json bad
    [{"ServerVersion": "28.3.3", "SecurityOptions": []}, {"LocalHost": {"ContentTrust": false}}]
    ```

    ```json good
    [{"ServerVersion": "28.3.3", "SecurityOptions": []}, {"LocalHost": {"ContentTrust": true}}]
    ```
    """
    if host.daemon.content_trust.value is False and not host.is_podman:
        yield Finding(host.daemon.content_trust.span, "is used without DOCKER_CONTENT_TRUST")
