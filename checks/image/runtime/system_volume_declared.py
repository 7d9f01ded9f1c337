from collections.abc import Iterator

from hardenlint import Field, Finding, Image, Severity, check
from hardenlint.knowledge import host_paths

_SYSTEM = frozenset(
    """/ /bin /boot /dev /etc /lib /lib64 /proc /sbin /sys /usr /usr/bin /usr/sbin /usr/lib
    /usr/lib64 /usr/local /usr/local/bin /usr/local/sbin /etc/ssl /etc/ssl/certs /etc/pki /etc/pam.d
    /etc/cron.d /etc/systemd /etc/init.d""".split()
)
"""Programs, libraries, what decides who logs in and whom the system trusts."""


@check(
    Severity.MEDIUM,
    references=("CWE-732",),
    without=("compose",),
    needs=("volumes_declared",),
)
def system_volume_declared(image: Image) -> Iterator[Finding]:
    """The image declares a system folder as a volume

    ## Why

    Every container gets a writable copy of the folder that outlives it: programs or configuration
    which an intruder left there come back with the next container that takes the volume over, and
    security updates of the image never reach it. A volume over /sys or /dev hides what the engine
    sets up there, and with one over /proc the container does not start.

    ## Fix

    ### In a Dockerfile

    Declare the folder with the program's data, `VOLUME /var/lib/app`, or nothing.

    ### With docker run

    Rebuild the image without that VOLUME; meanwhile run it with `--read-only` and volumes of your
    own.

    ## When it is a false alarm

    Images that start systemd declare /sys/fs/cgroup.

    ## Examples

    ```dockerfile bad
    FROM debian:12
    VOLUME ["/etc"]
    ```

    ```dockerfile bad
    FROM alpine:3.22
    VOLUME /etc/ssl /data
    ```

    ```dockerfile good
    FROM debian:12
    VOLUME ["/var/lib/app", "/etc/app"]
    ```

    ```json bad
    [{"Id": "sha256:1", "RepoTags": ["app:1"], "Config": {"Volumes": {"/proc": {}}}}]
    ```

    ```json good
    [{"Id": "sha256:1", "RepoTags": ["app:1"], "Config": {"Volumes": {"/data": {}}}}]
    ```
    """
    for field in image.volumes_declared:
        what = _kind(field)
        if what:
            yield Finding(field.span, f"declares {what} as a volume", evidence=field.value or "")


def _kind(field: Field[str]) -> str:
    from hardenlint.model.mount import normalised  # noqa: PLC0415 - only where there is a volume

    path = normalised(field.value or "")
    if path.endswith("/docker.sock"):
        return f"the Docker socket {path}"
    is_system = path in _SYSTEM or (
        # That is memory of the container, and no device.
        host_paths.below(path, "/proc", "/sys", "/dev") and not host_paths.below(path, "/dev/shm")  # noqa: S108
    )
    return f"the system folder {path}" if is_system else ""
