from collections.abc import Iterator

from hardenlint import Finding, Image, Severity, Span, check


@check(
    Severity.HIGH,
    cis=("4.10",),
    references=("CWE-798", "CWE-214"),
    needs=(
        "build",
        "entrypoint.value",
        "command.value",
        "healthcheck.value.test",
        "lifecycle.hooks",
    ),
)
def secret_in_command(image: Image) -> Iterator[Finding]:
    """Command line carries a literal secret

    ## Why

    The arguments of a RUN are in the history of the image, and those of a running process in the
    list that every process and every user of the host may read. Whoever sees the file, the image
    or that list has the password.

    ## Fix

    ### In a Dockerfile

    Read it from a build secret: `RUN --mount=type=secret,id=pw` and then
    `mysql --defaults-file=/run/secrets/pw` or
    `docker login -u bot --password-stdin < /run/secrets/pw`. Change the password.

    ### In compose

    Let the program read a file under `secrets:` (a configuration file, `--password-file`), or let
    a shell in the container do so: `sh -c 'APP_PASSWORD="$$(cat /run/secrets/pw)" exec app'`.

    ### With docker run

    Mount a file with the password and name that file on the command line; change the password.

    ## When it is a false alarm

    The password protects nothing: a database that lives for one RUN, a public account.

    ## Examples

    ```dockerfile bad
    FROM debian:12
    RUN mysql -u root -pk3Zt9vQ2 -e "CREATE DATABASE app"
    ```

    ```yaml bad
    services: {cache: {image: "redis:7", command: redis-server --requirepass k3Zt9vQ2}}
    ```

    ```json bad
    [{"Id": "1", "Name": "/cache", "Config": {"Image": "redis:7",
      "Cmd": ["redis-server", "--requirepass", "k3Zt9vQ2"]}, "HostConfig": {}}]
    ```

    ```dockerfile good
    FROM debian:12
    RUN --mount=type=secret,id=pw mysql -u root -p"$(cat /run/secrets/pw)" -e "CREATE DATABASE app"
    ```

    ```yaml good
    services: {cache: {image: "redis:7", command: redis-server --requirepass $REDIS_PASSWORD}}
    ```
    """
    from hardenlint.facts import at_hand, literals  # noqa: PLC0415 - for secrets only

    seen: dict[str, int] = {}
    here: dict[Span, dict[str, int]] = {}
    for place, field, command, what, value in literals.on_command_lines(image):
        if field.from_default or literals.is_default_here(image, field.span, value):
            continue
        message = f"{place} passes a literal secret to {what}"
        yield Finding(
            literals.place_in(image, field, command, value),
            literals.nth(here.setdefault(field.span, {}), message),
            evidence=literals.nth(seen, f"{command.name} {what}"),
            secret=True,
            here=at_hand.passing(command.name, what),
        )
