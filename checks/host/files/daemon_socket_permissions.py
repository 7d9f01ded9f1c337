from collections.abc import Iterator

from hardenlint import Finding, Host, Severity, check
from hardenlint.knowledge import daemon_files


@check(Severity.HIGH, cis=("3.15", "3.16", "3.23", "3.24"), references=("CWE-732",))
def daemon_socket_permissions(host: Host) -> Iterator[Finding]:
    """Socket of the engine is open to others

    ## Why

    Whoever may write to the socket may start a privileged container and is root on the host. It
    should belong to root and to the group docker, and be closed to everybody else.

    ## Fix

    `chown root:docker /var/run/docker.sock && chmod 660 /var/run/docker.sock`, and set
    `SocketMode=0660`, `SocketUser=root`, `SocketGroup=docker` in docker.socket (or `group` in
    daemon.json). The socket of containerd belongs to root:root, 660.

    ## When it is a false alarm

    A rootless engine, whose socket belongs to its user: only that user's rights are behind it.

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
        "/var/run/docker.sock": {
         "Kind": "socket",
         "Owner": "root",
         "Group": "docker",
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
        "/var/run/docker.sock": {
         "Kind": "socket",
         "Owner": "root",
         "Group": "docker",
         "Mode": "0660"
        }
       }
      }
     }
    ]
    ```
    """
    if host.is_rootless is True:
        return
    for path, field in host.files.items():
        file = field.value
        if file is None or file.kind != "socket":
            continue
        groups = ("root",) if path in daemon_files.RUNTIME_SOCKETS else ("root", "docker")
        if file.mode & ~daemon_files.SOCKET_MODE:
            message = f"lets others use {path} (mode {file.mode:o})"
        elif file.owner != "root" or file.group not in groups:
            message = f"gives {path} to {file.owner}:{file.group}"
        else:
            continue
        yield Finding(field.span, message, evidence=path)
