from collections.abc import Iterator

from hardenlint import Container, Field, Finding, Severity, check, default_note


@check(
    Severity.INFO,
    "restricted",
    cis=("5.18",),
    references=("CWE-732", "OWASP Docker rule 3"),
    needs=("privileges.device_requests", "privileges.devices", "env"),
)
def all_gpus_exposed(container: Container) -> Iterator[Finding]:
    """Every graphics card is exposed

    ## Why

    Graphics memory is not always wiped between programs, and the driver is a large part of the
    host's kernel. A container that has all cards sees what the others compute on them and can make
    them all hang; all driver capabilities add display and codec interfaces it does not use.

    ## Fix

    ### In compose

    Ask for one: `deploy.resources.reservations.devices` with `count: 1` or `device_ids`, and
    `NVIDIA_DRIVER_CAPABILITIES: compute,utility`.

    ### With docker run

    Use `--gpus 1` or `--gpus device=ID` instead of `--gpus all`.

    ## When it is a false alarm

    A machine with one card, or a machine that runs this program only.

    ## Examples

    ```yaml bad
    services: {app: {image: "app:1", gpus: all}}
    ```

    ```yaml good
    services: {app: {image: "app:1", gpus: [{device_ids: ["0"]}]}}
    ```

    ```json bad
    [{"Id": "1", "Name": "/app", "Config": {"Image": "app:1"}, "HostConfig": {"DeviceRequests":
      [{"Driver": "", "Count": -1, "DeviceIDs": null, "Capabilities": [["gpu"]]}]}}]
    ```

    ```json good
    [{"Id": "1", "Name": "/app", "Config": {"Image": "app:1"}, "HostConfig": {"DeviceRequests":
      [{"Driver": "", "Count": 1, "DeviceIDs": null, "Capabilities": [["gpu"]]}]}}]
    ```
    """
    for message, field in _places(container):
        yield Finding(field.span, f"{message}{default_note(field)}", evidence="all")
        return  # the others ask for the same again


def _places(container: Container) -> Iterator[tuple[str, Field[object]]]:
    """Where all of them are asked for, the plainest first."""
    for request in container.privileges.device_requests:
        wanted = request.value
        if wanted is None:
            continue
        is_gpu = wanted.driver == "nvidia" or "gpu" in wanted.capabilities
        if (wanted.count == -1 and is_gpu) or any(map(_is_all, wanted.ids)):
            yield "gets every graphics card of the host", request.holding(None)
    for device in container.privileges.devices:
        if device.value is not None and _is_all(device.value.source):
            yield f"gets {device.value.source}", Field(None, device.span, causes=device.causes)
    for name in ("NVIDIA_VISIBLE_DEVICES", "NVIDIA_DRIVER_CAPABILITIES"):
        value = container.env.get(name)
        # NVIDIA's own base images set these for whoever builds on them.
        if value is not None and value.value == "all" and value.origin == "stated":
            yield f"sets {name}=all", Field(None, value.span, causes=value.causes)


def _is_all(name: str) -> bool:
    """Whether a CDI name (`nvidia.com/gpu=all`) stands for every card."""
    return name.endswith("/gpu=all")
