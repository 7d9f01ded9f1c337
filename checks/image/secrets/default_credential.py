from collections.abc import Iterator

from hardenlint import Container, Field, Finding, Image, Severity, Span, check, default_note


@check(
    Severity.HIGH,
    references=("CWE-1392", "CWE-521", "CWE-306"),
    outranks=(
        "secret-default-interpolation",
        "secret-in-env",
        "secret-in-build-arg",
        "secret-in-label-or-healthcheck",
    ),
    needs=(
        "build",
        "env",
        "provenance.build_link",
        "entrypoint.value",
        "command.value",
        "healthcheck.value.test",
        "lifecycle.hooks",
    ),
)
def default_credential(image: Image) -> Iterator[Finding]:
    """Password that everybody tries first, or none

    ## Why

    `postgres`, `changeme` and `admin123` are on the list of every scanner that walks through the
    internet. Who reaches the service has it within seconds; where it is not published, any other
    container of the network that is broken into reaches it.

    ## Fix

    ### In a Dockerfile

    Remove it: whoever runs the image must choose one, and most images of databases refuse to start
    without.

    ### In compose

    Generate one (`openssl rand -base64 24`), keep it in a file under `secrets:` and name that file
    (`POSTGRES_PASSWORD_FILE: /run/secrets/db`); write `${DB_PASSWORD:?set it}` instead of a
    default. Change every line that has it.

    ### With docker run

    Create the container with a generated password in a mounted file.

    ## When it is a false alarm

    A throw-away service on a network that nobody else is on, such as the database of a test run.
    Without any password it is medium where only the project reaches the service.

    ## Examples

    ```dockerfile bad
    FROM postgres:17
    ENV POSTGRES_PASSWORD=changeme
    ```

    ```yaml bad
    services:
      db:
        image: postgres:17
        environment: {POSTGRES_USER: app, POSTGRES_PASSWORD: app}
    ```

    ```json bad
    [{"Id": "1", "Name": "/db", "Config": {"Image": "postgres:17",
      "Env": ["POSTGRES_HOST_AUTH_METHOD=trust"]}, "HostConfig": {}}]
    ```

    ```dockerfile good
    FROM postgres:17
    ENV POSTGRES_PASSWORD_FILE=/run/secrets/db
    ```

    ```yaml good
    services:
      db:
        image: postgres:17
        environment: {POSTGRES_USER: app, POSTGRES_PASSWORD: "${DB_PASSWORD:?set it}"}
    ```
    """
    from hardenlint.facts import literals  # noqa: PLC0415 - for secrets only
    from hardenlint.knowledge import default_credentials  # noqa: PLC0415 - for secrets only

    names: list[str] | None = None
    for name, title, field in literals.variables(image):
        message, value = "", field.value or ""
        if default_credentials.switches_login_off(name, value):
            message = _OPEN
        elif literals.is_secret(name, field):
            names = literals.beside(image) if names is None else names
            if default_credentials.is_common(value):
                message = _COMMON
            elif default_credentials.is_one_of(value, names):
                message = "is the same as a name beside it"
        if message:
            yield _told(image, name, title, field, message)
    yield from _from_files(image)
    yield from _commands(image)


_OPEN = "lets everybody in without a password"
_COMMON = "is one of the passwords that everybody tries first"


def _from_files(image: Image) -> Iterator[Finding]:
    """Those that an env file sets, with the accounts that any of them names."""
    from hardenlint.facts import literals  # noqa: PLC0415 - see above
    from hardenlint.knowledge import default_credentials  # noqa: PLC0415 - see above

    for name, field in literals.from_files(image):
        value = field.value or ""
        env = {each: other.value for each, other in image.env.items()}
        if default_credentials.is_common(value):
            yield _told(image, name, name, field, _COMMON)
        elif default_credentials.is_one_of(value, default_credentials.accounts(env)):
            yield _told(image, name, name, field, "is the same as a name beside it")


def _told(image: Image, name: str, title: str, field: Field[str], message: str) -> Finding:
    from hardenlint.facts import at_hand, telling  # noqa: PLC0415 - only for a finding

    shown = telling.name(name)
    named = "name that file (`POSTGRES_PASSWORD_FILE: /run/secrets/db`)"
    if message == _OPEN:  # what it asks for instead is known to its documentation
        here = (("Generate one", f"Remove `{shown}`, generate a password"), (named, "name it"))
    else:
        files = (("/run/secrets/db", f"/run/secrets/{shown.lower()}"),)
        own = at_hand.secret(shown)[:1]
        here = (*own, *((("POSTGRES_PASSWORD", shown), *files) if own else ()))
    return Finding(
        field.span,
        f"{telling.titled(title)} {message}{default_note(field)}",
        severity=_severity(image, name, field.value or "") if message == _OPEN else None,
        evidence=shown,
        secret=message != _OPEN,
        here=here,
    )


def _commands(image: Image) -> Iterator[Finding]:
    """Common passwords on command lines, and options that switch a login off."""
    from hardenlint.facts import literals  # noqa: PLC0415 - for secrets only
    from hardenlint.knowledge import default_credentials  # noqa: PLC0415 - for secrets only

    seen: dict[str, int] = {}
    here: dict[Span, dict[str, int]] = {}
    for place, field, command, what, value in literals.on_command_lines(image):
        # `SECRET_KEY=secret manage.py collectstatic` is worth nothing after that RUN.
        is_passing = place == "RUN" and what.startswith("the variable ")
        if literals.is_default_here(image, field.span, value) and not is_passing:
            message = f"{place} gives {what} one of the passwords that everybody tries first"
            yield Finding(
                literals.place_in(image, field, command, value),
                literals.nth(here.setdefault(field.span, {}), message) + default_note(field),
                evidence=literals.nth(seen, f"{command.name} {what}"),
                secret=True,
            )
    for place, _, commands in literals.runs(image):
        for command in commands if place not in ("RUN", "HEALTHCHECK") else ():
            option = default_credentials.open_option(command.argv)
            if option:
                message = f"{place} lets everybody in without a password ({option})"
                yield Finding(command.span, message, severity=_severity(image), evidence=option)


def _severity(image: Image, name: str = "", value: str = "") -> Severity:
    """High where others than the project reach the service that is open, medium elsewhere."""
    from hardenlint.facts import datastores, exposure  # noqa: PLC0415 - only for a finding

    if not isinstance(image, Container):
        return Severity.MEDIUM
    opened = datastores.opened_by(image, name, value)
    return Severity.HIGH if exposure.is_exposed(opened) else Severity.MEDIUM
