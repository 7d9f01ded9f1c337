from collections.abc import Iterator

from hardenlint import Container, Field, Finding, Severity, check, default_note
from hardenlint.facts import peers
from hardenlint.facts.texts import here

_SECRET = ("password", "pass", "password2", "passwd")


@check(
    Severity.HIGH,
    cis=("5.6",),
    references=("CWE-522", "CWE-798"),
    escapes=True,
    needs=("storage.volumes",),
)
def volume_driver_bind_escape(container: Container) -> Iterator[Finding]:
    """The options of a volume hold a password

    ## Why

    The options of a network volume are stored in the clear, in the file and in the engine: whoever
    reads the repository or may ask `docker volume inspect` has the password of the file server, and
    with it everything else that account may read or write.

    ## Fix

    ### In compose

    Put the password into a file that only root of the host can read and name it with
    `o: credentials=/root/.smb`, or let the host mount the share. At least take it from a variable.

    ### With docker run

    Create the volume with `--opt o=credentials=/root/.smb`, or let the host mount the share.

    ## When it is a false alarm

    A share that is public and whose password is a formality, such as `guest`. Volumes that are
    folders of the host (`o: bind`) are judged by the checks of host paths.

    ## Examples

    ```yaml bad
    services: {app: {image: "app:1", volumes: ["share:/data"]}}
    volumes:
      share:
        driver_opts: {type: cifs, device: "//nas/share", o: "username=app,password=ahb7Iexo"}
    ```

    ```yaml good
    services: {app: {image: "app:1", volumes: ["share:/data"]}}
    volumes:
      share:
        driver_opts: {type: cifs, device: "//nas/share", o: "credentials=/root/.smb"}
    ```

    ```json bad
    [{"Id": "1", "Name": "/app", "Config": {"Image": "app:1"}, "HostConfig": {}, "Mounts":
      [{"Type": "volume", "Name": "share", "Destination": "/data", "Driver": "local", "RW": true}]},
     {"Name": "share", "Driver": "local", "Mountpoint": "/var/lib/docker/volumes/share/_data",
      "Options": {"type": "cifs", "device": "//nas/share", "o": "username=app,password=ahb7Iexo"}}]
    ```

    ```json good
    [{"Id": "1", "Name": "/app", "Config": {"Image": "app:1"}, "HostConfig": {}, "Mounts":
      [{"Type": "volume", "Name": "share", "Destination": "/data", "Driver": "local", "RW": true}]},
     {"Name": "share", "Driver": "local", "Mountpoint": "/var/lib/docker/volumes/share/_data",
      "Options": {"type": "cifs", "device": "//nas/share", "o": "credentials=/root/.smb"}}]
    ```
    """
    for name, volume in container.storage.volumes.items():
        field = next((f for key, f in volume.options.items() if _tells(key, here(f))), None)
        if field is None:
            continue
        if peers.shared(container.peers, _users).get(name, container) is container:
            from hardenlint.facts import telling  # noqa: PLC0415 - only for a finding

            shown = telling.name(name)
            yield Finding(
                field.span,
                f"mounts the volume {shown}, whose options hold a password{default_note(field)}",
                related=((f"the volume {shown}", volume.span),),
                evidence=shown,
                secret=True,
            )


def _users(containers: tuple[Container, ...]) -> dict[str, Container]:
    """The first that mounts each volume, of whom it is told."""
    return {name: user for user in reversed(containers) for name in user.storage.volumes}


def _tells(key: str, field: Field[str] | None) -> bool:
    """Whether an option is a password, or a list of mount options with one."""
    if field is None or field.value is None or field.value.startswith("********"):
        return False
    # An empty password, or that of a guest, opens what is open.
    others = [cause.name for cause in field.causes if cause.is_from_elsewhere]
    open_ones = ("", "guest", *(f"${{{name}}}" for name in others))
    if key.lower() in _SECRET:
        return field.value not in open_ones
    words = (word.strip().partition("=") for word in field.value.split(","))
    return any(name.lower() in _SECRET and value not in open_ones for name, _, value in words)
