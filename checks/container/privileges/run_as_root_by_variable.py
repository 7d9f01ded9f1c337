from collections.abc import Iterator

from hardenlint import Container, Field, Finding, Severity, User, check, default_note
from hardenlint.knowledge import user_variables


@check(
    Severity.MEDIUM,
    cis=("4.1",),
    references=("CWE-250", "OWASP Docker rule 2"),
    needs=("env",),
)
def run_as_root_by_variable(container: Container) -> Iterator[Finding]:
    """A variable tells the image to run as root

    ## Why

    Many images start as root and give root up for the uid in a variable such as PUID. With 0 there
    they stay root: a flaw of the service is then one of root in the container, who may change any
    file of the mounted folders and is one flaw of the kernel away from the host.

    ## Fix

    ### In compose

    Set the variable to the uid that owns the mounted folders, `PUID: 1000`, and change their owner
    once.

    ### With docker run

    Start with `-e PUID=1000 -e PGID=1000`.

    ## When it is a false alarm

    Rootless engines and user namespaces map 0 to an ordinary user of the host.

    ## Examples

    ```yaml bad
    services: {app: {image: "app:1", environment: {PUID: 0, PGID: 0}}}
    ```

    ```yaml good
    services: {app: {image: "app:1", environment: {PUID: 1000, POSTGRES_USER: root}}}
    ```

    ```json bad
    [{"Id": "1", "Name": "/app", "Config": {"Image": "app:1", "Env": ["NGINX_USER=root"]},
      "HostConfig": {}}]
    ```

    ```json good
    [{"Id": "1", "Name": "/app", "Config": {"Image": "app:1", "Env": ["PUID=1000"]},
      "HostConfig": {}}]
    ```
    """
    user = container.user.value
    if not container.env or (user is not None and user.is_set):
        return  # who starts as a user cannot switch, and a stated root is told where it is stated
    for names, what in ((user_variables.USERS, "root"), (user_variables.GROUPS, "group root")):
        for name, field in container.env.items():
            if name in names and _is_root(field):
                yield Finding(
                    field.span,
                    f"sets {name}={field.value}, with which the image runs as {what}"
                    f"{default_note(field)}",
                    severity=Severity.LOW if what != "root" else None,
                    evidence=name,
                    here=(
                        ("PUID: 1000", f"{name}: 1000"),
                        ("-e PUID=1000 -e PGID=1000", f"-e {name}=1000"),
                    ),
                )
                return  # who runs as root has root's group anyway


def _is_root(field: Field[str]) -> bool:
    if field.value is None or field.value == "" or field.origin != "stated":
        return False
    user = User.parse(field.value)
    return user.name != "" and user.is_root
