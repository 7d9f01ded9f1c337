from collections.abc import Iterator

from hardenlint import Container, Finding, Severity, check, default_note
from hardenlint.knowledge import host_paths


@check(
    Severity.HIGH,
    references=("CWE-522", "CWE-668"),
    outranks=("project-escape-bind", "volumes-from-inherited"),
    escapes=True,
    needs=("storage.mounts",),
)
def credential_path_mounted(container: Container) -> Iterator[Finding]:
    """Credentials of the host or of a person are mounted

    ## Why

    Whoever takes over the container has the keys without breaking anything: SSH and cloud keys,
    cluster administration, registry logins, password hashes. They are worth more than the
    container, because they open machines that have nothing to do with it; read-only makes no
    difference.

    ## Fix

    ### In compose

    Give the service a credential of its own, with the rights it needs, as a `secrets:` entry; for
    builds use `build.ssh` or `build.secrets`.

    ### With docker run

    Mount a credential made for this container; for builds use `docker build --ssh` or `--secret`.

    ## When it is a false alarm

    Development containers that push with the developer's own keys. Prefer a key that opens one
    repository, or an agent that asks for each use (`ssh-add -c`).

    ## Examples

    ```yaml bad
    services: {app: {image: "app:1", volumes: ["~/.aws:/root/.aws:ro"]}}
    ```

    ```yaml good
    services: {app: {image: "app:1", secrets: [aws]}}
    secrets: {aws: {environment: AWS_DEPLOY_KEY}}
    ```

    ```json bad
    [{"Id": "1", "Name": "/app", "Config": {"Image": "app:1"}, "HostConfig": {}, "Mounts":
      [{"Type": "bind", "Source": "/home/ada/.ssh", "Destination": "/root/.ssh", "RW": false}]}]
    ```

    ```json good
    [{"Id": "1", "Name": "/app", "Config": {"Image": "app:1"}, "HostConfig": {}, "Mounts":
      [{"Type": "bind", "Source": "/home/ada/site", "Destination": "/site", "RW": true}]}]
    ```
    """
    agent = container.env.get("SSH_AUTH_SOCK")
    for field in container.storage.mounts:
        mount = field.value
        # The variable says what is mounted, whatever path it has on the machine of the day.
        is_agent = any(cause.name == "SSH_AUTH_SOCK" for cause in field.causes)
        if is_agent and (mount is None or mount.is_bind):
            yield Finding(field.span, "mounts the SSH agent, $SSH_AUTH_SOCK", evidence="agent")
        elif mount is None or not mount.is_bind:
            continue
        elif agent is not None and agent.value == mount.target:
            yield Finding(field.span, "mounts the SSH agent of the host", evidence="agent")
        elif host_paths.classify(mount.host_path, read_only=mount.read_only) == "credential":
            yield Finding(
                field.span,
                f"mounts the credentials in {mount.source}{default_note(field)}",
                related=mount.related,
                evidence=mount.host_path,
            )
