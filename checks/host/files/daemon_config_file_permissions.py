from collections.abc import Iterator

from hardenlint import Finding, Host, Severity, check
from hardenlint.knowledge import daemon_files


@check(
    Severity.MEDIUM,
    "restricted",
    cis=(
        "3.1",
        "3.2",
        "3.3",
        "3.4",
        "3.5",
        "3.6",
        "3.7",
        "3.8",
        "3.9",
        "3.10",
        "3.11",
        "3.12",
        "3.13",
        "3.14",
        "3.17",
        "3.18",
        "3.19",
        "3.20",
        "3.21",
        "3.22",
    ),
    references=("CWE-732",),
)
def daemon_config_file_permissions(host: Host) -> Iterator[Finding]:
    """Files that steer the engine can be changed by others

    ## Why

    Whoever writes daemon.json, the unit of the service or the certificates decides what the engine
    does at its next start, as root. A private key that others can read lets them speak for the
    engine.

    ## Fix

    `chown root:root FILE` and `chmod` to the mode that the finding names.

    ## When it is a false alarm

    A group of administrators that owns the folder on purpose.

    ## Examples

    ```json bad
    [
     {
      "ServerVersion": "28.3.3",
      "SecurityOptions": []
     },
     {
      "LocalHost": {
       "Files": {
        "/etc/docker/daemon.json": {
         "Kind": "file",
         "Owner": "root",
         "Group": "root",
         "Mode": "0666"
        }
       }
      }
     }
    ]
    ```

    ```json good
    [
     {
      "ServerVersion": "28.3.3",
      "SecurityOptions": []
     },
     {
      "LocalHost": {
       "Files": {
        "/etc/docker/daemon.json": {
         "Kind": "file",
         "Owner": "root",
         "Group": "root",
         "Mode": "0644"
        }
       }
      }
     }
    ]
    ```
    """
    for path, field in host.files.items():
        file = field.value
        if file is None or file.kind == "socket":
            continue
        widest = daemon_files.widest(path)
        if file.owner != "root" or (file.group != "root" and file.mode & 0o020):
            message = f"gives {path} to {file.owner}:{file.group}"
        elif file.mode & ~widest:  # a narrower one is as good
            message = f"leaves {path} at mode {file.mode:o} instead of {widest:o}"
        else:
            continue
        yield Finding(field.span, message, evidence=path, here=(("FILE", path),))
