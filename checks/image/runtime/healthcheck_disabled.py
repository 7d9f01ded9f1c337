from collections.abc import Iterator

from hardenlint import Finding, Image, Severity, check, default_note


@check(
    Severity.INFO,
    "restricted",
    cis=("5.27",),
)
def healthcheck_disabled(image: Image) -> Iterator[Finding]:
    """The health check is switched off

    ## Why

    The image comes with a health check and this switches it off, so that nobody notices when the
    process hangs or has been brought to its knees: it keeps getting requests, and what depends on
    it starts too early.

    ## Fix

    ### In a Dockerfile

    Remove `HEALTHCHECK NONE`, or write a check that fits: `HEALTHCHECK CMD ["/app", "health"]`.

    ### In compose

    Remove `disable: true` or `test: [NONE]`; set a `test` that fits if the image's own does not.

    ### With docker run

    Start without `--no-healthcheck`; use `--health-cmd` for a check that fits.

    ## When it is a false alarm

    Jobs on top of an image made for a service, and orchestrators that probe by themselves.

    ## Examples

    ```dockerfile bad
    FROM acme/web:1
    HEALTHCHECK NONE
    ```

    ```dockerfile good
    FROM acme/web:1
    HEALTHCHECK CMD ["/app", "health"]
    ```

    ```yaml bad
    services: {app: {image: "app:1", healthcheck: {disable: true}}}
    ```

    ```yaml good
    services: {app: {image: "app:1", healthcheck: {test: [CMD, /app, health]}}}
    ```

    ```json bad
    [{"Id": "1", "Name": "/app", "HostConfig": {}, "Config":
      {"Image": "app:1", "Healthcheck": {"Test": ["NONE"]}}}]
    ```

    ```json good
    [{"Id": "1", "Name": "/app", "HostConfig": {}, "Config":
      {"Image": "app:1", "Healthcheck": {"Test": ["CMD", "/app", "health"]}}}]
    ```
    """
    health = image.healthcheck
    if health.value is not None and health.value.disabled is True:
        yield Finding(
            health.span,
            f"switches the health check off{default_note(health)}",
            evidence="disabled",
        )
