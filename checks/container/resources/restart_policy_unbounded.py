from collections.abc import Iterator

from hardenlint import Container, Finding, Severity, check, default_note


@check(
    Severity.INFO,
    "restricted",
    cis=("5.15",),
    references=("CWE-770", "OWASP Docker rule 7"),
)
def restart_policy_unbounded(container: Container) -> Iterator[Finding]:
    """The container restarts without end

    ## Why

    A container that fails at start and is started again at once keeps the host busy, fills its logs
    and hides the failure; an attacker who crashes a service gets as many tries as he likes, for a
    race or an address to guess.

    ## Fix

    ### In compose

    Set `restart: on-failure:5`, or `deploy.restart_policy.max_attempts: 5`.

    ### With docker run

    Start with `--restart on-failure:5`.

    ## When it is a false alarm

    Services that have to come back after a reboot need `unless-stopped`: then watch how often they
    restart.

    ## Examples

    ```yaml bad
    services: {app: {image: "app:1", restart: always}}
    ```

    ```yaml good
    services: {app: {image: "app:1", restart: "on-failure:5"}}
    ```

    ```json bad
    [{"Id": "1", "Name": "/app", "Config": {"Image": "app:1"}, "HostConfig":
      {"RestartPolicy": {"Name": "unless-stopped", "MaximumRetryCount": 0}}}]
    ```

    ```json good
    [{"Id": "1", "Name": "/app", "Config": {"Image": "app:1"}, "HostConfig":
      {"RestartPolicy": {"Name": "on-failure", "MaximumRetryCount": 3}}}]
    ```
    """
    for field in (container.lifecycle.restart, *container.lifecycle.weaker_restarts):
        policy = field.value
        if policy is None or policy.name == "no" or 0 < policy.max_retries <= 5:  # CIS allows five
            continue
        how = f"up to {policy.max_retries} times" if policy.max_retries > 0 else "without a maximum"
        # compose has two places, both of which have to be mended
        again = "" if field is container.lifecycle.restart else "besides "
        yield Finding(
            field.span,
            f"restarts ({policy.name}) {how}{default_note(field)}",
            evidence=f"{again}{policy.name}:{policy.max_retries}",
        )
