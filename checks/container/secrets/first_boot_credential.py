from collections.abc import Iterator

from hardenlint import Container, Finding, Severity, check


@check(Severity.MEDIUM, references=("CWE-1392", "CWE-798"))
def first_boot_credential(container: Container) -> Iterator[Finding]:
    """First start creates a well-known account

    ## Why

    The image creates an account with a password that is in its documentation unless it is told
    another one. Who reaches the service before the owner has changed it, or after he forgot to,
    logs in as its administrator.

    ## Fix

    ### In compose

    Set the variable that the finding names, from a file under `secrets:` where the image can read
    one (`GF_SECURITY_ADMIN_PASSWORD__FILE: /run/secrets/grafana`).

    ### With docker run

    Create the container with that variable, or mount a configuration that sets the password.

    ## When it is a false alarm

    The account was changed after the first start and the data is kept in a volume.

    ## Examples

    ```yaml bad
    services: {grafana: {image: "grafana/grafana:11.4.0"}}
    ```

    ```json bad
    [{"Id": "1", "Name": "/mq", "Config": {"Image": "rabbitmq:4-management", "Env": []},
      "HostConfig": {}}]
    ```

    ```yaml good
    services:
      grafana:
        image: grafana/grafana:11.4.0
        environment: {GF_SECURITY_ADMIN_PASSWORD__FILE: /run/secrets/grafana}
      queue:
        image: rabbitmq:4.2
        secrets: [queue]
        command:
          - sh
          - -euc
          - |
            export RABBITMQ_DEFAULT_PASS="$$(cat /run/secrets/queue)"
            exec docker-entrypoint.sh rabbitmq-server
    secrets: {queue: {environment: QUEUE_PASSWORD}}
    ```
    """
    image = container.reference.value
    if image is None or container.is_built:
        return
    from hardenlint.knowledge import first_boot  # noqa: PLC0415 - only for pulled images

    known = first_boot.TABLE.get(image.familiar)
    # A file that cannot be read may tell.
    if known is None or any(file.entries is None for file in container.storage.env_files):
        return
    account, variables, folders = known
    if any(first_boot.tells(variables, name) for name in container.env):
        return
    mounts = [mount.value for mount in container.storage.mounts]
    if any(m is None or first_boot.configures(m.target, folders) for m in mounts):
        return
    for words in (container.command, container.entrypoint):  # and so may what it runs
        is_unknown = words.stated and words.value is None
        if is_unknown or any(name in word for word in words.value or () for name in variables):
            return
    yield Finding(
        container.reference.span,
        f"{image.familiar} creates the account {account} with a well-known password: "
        f"set {variables[0]}",
        evidence=image.familiar,
        here=_variable(variables[0], image.name),
    )


def _variable(name: str, image: str) -> tuple[tuple[str, str], ...]:
    """The variable to set; Grafana's entrypoint reads a file that one of that form names."""
    if image == "grafana":
        return ()
    example = "(`GF_SECURITY_ADMIN_PASSWORD__FILE: /run/secrets/grafana`)"
    return (("the variable that the finding names", f"`{name}`"), (example, "(see its manual)"))
