from collections.abc import Iterator

from hardenlint import Command, Finding, Image, Severity, check, default_note
from hardenlint.facts import starting
from hardenlint.facts.running import commands_of, started


@check(
    Severity.LOW,
    "restricted",
    references=("CWE-489", "CWE-215"),
    needs=("build", "entrypoint.value", "command.value", "env"),
)
def debug_mode_enabled(image: Image) -> Iterator[Finding]:
    """The application runs in debug mode

    ## Why

    Debug modes answer errors with stack traces, settings and source code, and some open a console
    in the browser (Werkzeug's runs any Python). What helps a developer is a description of the
    target for everybody else.

    ## Fix

    ### In a Dockerfile

    Remove it from ENV: the default of most frameworks is production. Set it, and install Xdebug,
    in the stage or the override that only developers use.

    ### In compose

    Remove the variable, or move it to `compose.override.yaml`.

    ### With docker run

    Start the container without the variable.

    ## When it is a false alarm

    A compose file for development only.

    ## Examples

    ```dockerfile bad
    FROM python:3.12
    ENV FLASK_DEBUG=1
    ```

    ```dockerfile bad
    FROM python:3.12
    CMD ["flask", "run", "--debug"]
    ```

    ```dockerfile good
    FROM python:3.12
    ENV FLASK_DEBUG=0 NODE_ENV=production DEBUG_COLORS=true
    ```

    ```yaml bad
    services: {app: {image: "app:1", environment: {NODE_ENV: development}}}
    ```

    ```yaml good
    services: {app: {image: "app:1", environment: {NODE_ENV: production, DEBUG: "false"}}}
    ```

    ```json bad
    [{"Id": "1", "Name": "/app", "HostConfig": {}, "Config": {"Image": "app:1",
      "Env": ["APP_DEBUG=true"]}}]
    ```

    ```json good
    [{"Id": "1", "Name": "/app", "HostConfig": {}, "Config": {"Image": "app:1",
      "Env": ["APP_DEBUG"]}}]
    ```
    """
    for name, field in image.env.items():
        value = field.value.strip().lower() if field.value else ""
        if value and _is_debug(name, value):
            yield Finding(
                field.span, f"sets {name} to {field.value!r}{default_note(field)}", evidence=name
            )
    yield from _commands(started(image))
    for command in starting.commands(image):
        for name, value in command.assignments:
            if _is_debug(name, value.lower()):
                message = f"starts {command.name or 'its shell'} with {name}={value}"
                yield Finding(command.span, message, evidence=name)
    for instruction in image.own_build.shipped if image.own_build is not None else ():
        if instruction.mentions("flask", "xdebug"):
            yield from _commands(commands_of(instruction))


def _commands(commands: tuple[Command, ...]) -> Iterator[Finding]:
    for command in commands:
        if "--debug" in command.argv and "flask" in (command.name, *command.argv[1:3]):
            yield Finding(command.span, "starts Flask with --debug", evidence="flask")
        elif command.name == "docker-php-ext-enable" and "xdebug" in command.argv:
            yield Finding(command.span, "enables Xdebug", evidence="xdebug")


_SWITCHES = frozenset(
    """DEBUG FLASK_DEBUG APP_DEBUG DJANGO_DEBUG WP_DEBUG RAILS_DEBUG SYMFONY_DEBUG QUARKUS_DEBUG
    WERKZEUG_DEBUG WORDPRESS_DEBUG DEBUG_MODE SERVER_DEBUG XDEBUG_ENABLED PHP_DEBUG""".split()
)
_STAGES = frozenset(
    """NODE_ENV FLASK_ENV RAILS_ENV RACK_ENV APP_ENV DJANGO_ENV MIX_ENV SYMFONY_ENV HANAMI_ENV
    ASPNETCORE_ENVIRONMENT DOTNET_ENVIRONMENT GO_ENV ENVIRONMENT""".split()
)


def _is_debug(name: str, value: str) -> bool:
    if name in _SWITCHES:
        return value in ("1", "true", "yes", "on", "t", "y")
    if name in _STAGES:
        return value in ("development", "dev", "debug")
    return name == "XDEBUG_MODE" and bool({"debug", "develop"} & set(value.split(",")))
