from collections.abc import Iterator

from hardenlint import Finding, Host, Severity, check


@check(Severity.LOW, "restricted", cis=("2.6", "2.11"))
def daemon_storage_driver_legacy(host: Host) -> Iterator[Finding]:
    """Storage driver is no longer maintained

    ## Why

    aufs, overlay (the first), devicemapper and vfs are deprecated or only for tests: their holes
    are not closed any more, and the newest engines refuse to start with them.

    ## Fix

    Move to `overlay2`: save the images and volumes, set `"storage-driver": "overlay2"` in
    daemon.json, start with an empty data root.

    ## When it is a false alarm

    An engine inside a container, as in tests, often has only vfs.

    ## Examples

    ```json bad
    [{"ServerVersion": "28.3.3", "SecurityOptions": [], "Driver": "aufs"}]
    ```

    ```json good
    [{"ServerVersion": "28.3.3", "SecurityOptions": [], "Driver": "overlay2"}]
    ```
    """
    driver, field = host.storage_driver.value, host.storage_driver
    if driver == "devicemapper" and host.storage_on_loop.value is True:
        message = "stores containers with devicemapper on a loop device"
    elif driver in ("aufs", "overlay", "devicemapper", "vfs"):
        message = f"stores containers with {driver}"
    else:
        return
    if not host.is_podman:
        yield Finding(field.span, message, evidence=driver)
