from collections.abc import Iterator

from hardenlint import Container, Finding, Fix, Remove, Severity, check, default_note


@check(
    Severity.CRITICAL,
    cis=("5.32",),
    references=("CWE-250", "CWE-668", "OWASP Docker rule 1"),
    without=("inspect", "live"),
    escapes=True,
    needs=("storage.api_socket.value",),
)
def api_socket_granted(container: Container) -> Iterator[Finding]:
    """The service gets the engine's API socket and the registry logins

    ## Why

    `use_api_socket` mounts the Docker socket and copies the registry credentials of whoever starts
    the project. With the socket, one request starts a privileged container with the host's disk in
    it; with the credentials, an intruder pushes his own images under your names.

    ## Fix

    ### In compose

    Remove `use_api_socket`. A service that only reads talks to a filtering socket proxy; one that
    pulls or pushes gets a token of its own as a secret.

    ## When it is a false alarm

    Tools that manage the engine on purpose and are trusted like root on the host. Keep them off the
    networks that others reach.

    ## Examples

    ```yaml bad
    services: {ci: {image: "ci:1", use_api_socket: true}}
    ```

    ```yaml good
    services: {ci: {image: "ci:1", environment: {DOCKER_HOST: "tcp://socket-proxy:2375"}}}
    ```
    """
    field = container.storage.api_socket
    if field.value is True:
        yield Finding(
            field.span,
            "gets the API socket of the engine and the registry credentials of who starts it"
            f"{default_note(field)}",
            evidence="use_api_socket",
            fix=Fix(
                "do not grant the API socket",
                Remove(field.span),
                breaks="stop what talks to the engine",
            ),
        )
