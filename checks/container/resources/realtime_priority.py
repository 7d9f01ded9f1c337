from collections.abc import Iterator

from hardenlint import Container, Finding, Severity, check, default_note


@check(
    Severity.LOW, "restricted", references=("CWE-770", "OWASP Docker rule 7"), without=("windows",)
)
def realtime_priority(container: Container) -> Iterator[Finding]:
    """Processes may run at real-time priority

    ## Why

    A real-time process runs before everything else on its processor, the shell of the administrator
    and the engine included. A busy loop at that priority, by mistake or on purpose, makes the host
    stand still.

    ## Fix

    ### In compose

    Remove `cpu_rt_runtime`, the limit `rtprio` and the capability SYS_NICE; reserve processors with
    `cpuset` instead.

    ### With docker run

    Create the container without `--cpu-rt-runtime`, `--ulimit rtprio` and `--cap-add SYS_NICE`.

    ## When it is a false alarm

    Sound and machine control need it. Give them processors of their own with `cpuset`.

    ## Examples

    ```yaml bad
    services: {app: {image: "app:1", ulimits: {rtprio: 95}}}
    ```

    ```yaml good
    services: {app: {image: "app:1", ulimits: {rtprio: 0}}}
    ```

    ```json bad
    [{"Id": "1", "Name": "/app", "Config": {"Image": "app:1"},
      "HostConfig": {"CpuRealtimeRuntime": 95000}}]
    ```

    ```json good
    [{"Id": "1", "Name": "/app", "Config": {"Image": "app:1"},
      "HostConfig": {"CpuRealtimeRuntime": 0, "Ulimits": null}}]
    ```
    """
    nice = container.privileges.capabilities.added.get("SYS_NICE")
    if nice is not None:
        yield Finding(
            nice.span,
            f"adds SYS_NICE, with which it may run at real-time priority{default_note(nice)}",
            evidence="SYS_NICE",
        )
    runtime = container.limits.cpu_rt_runtime
    if runtime.value is not None and runtime.value > 0:
        yield Finding(
            runtime.span,
            f"may run at real-time priority for {runtime.value} µs of each period"
            f"{default_note(runtime)}",
            evidence="cpu_rt_runtime",
        )
        return  # the limit is a part of the same arrangement
    limits = container.limits.ulimits.value
    field = limits.get("rtprio") if limits is not None else None
    if field is not None and field.value is not None and field.value.hard != 0:
        yield Finding(
            field.span, f"may run at real-time priority{default_note(field)}", evidence="rtprio"
        )
