from collections.abc import Iterator

from hardenlint import Container, Finding, Severity, User, check


@check(
    Severity.MEDIUM,
    "restricted",
    cis=("5.23", "5.24"),
    without=("compose",),
    needs=("lifecycle.exec_sessions",),
)
def privileged_exec_session(container: Container) -> Iterator[Finding]:
    """Somebody is inside with more rights than the container

    ## Why

    `docker exec --privileged` or `-u 0` gives a shell with rights that the container itself was
    denied: a way in for an intruder who has the engine, and a habit that undoes the hardening.

    ## Fix

    End the session. Enter with `docker exec` alone; look for root's work in the image instead.

    ## When it is a false alarm

    An administrator at work: then the finding is gone with the next audit.

    ## Examples

    ```json bad
    [
     {
      "Id": "1",
      "Name": "/app",
      "Config": {
       "Image": "app:1",
       "User": "10001"
      },
      "HostConfig": {},
      "ExecSessions": [
       {
        "Running": true,
        "ProcessConfig": {
         "privileged": true,
         "user": "",
         "entrypoint": "sh"
        }
       }
      ]
     }
    ]
    ```

    ```json good
    [
     {
      "Id": "1",
      "Name": "/app",
      "Config": {
       "Image": "app:1",
       "User": "10001"
      },
      "HostConfig": {},
      "ExecSessions": [
       {
        "Running": true,
        "ProcessConfig": {
         "privileged": false,
         "user": "",
         "entrypoint": "sh"
        }
       }
      ]
     }
    ]
    ```
    """
    own = container.user.value
    plain = own is not None and own.is_set and not own.is_root
    for field in container.lifecycle.exec_sessions:
        session = field.value
        if session is None:
            continue
        as_root = plain and User.parse(session.user).is_root
        if session.privileged and container.privileges.privileged.value is not True:
            how = "with all privileges"
        elif as_root:
            how = f"as root, while it runs as {own}"
        else:
            continue
        yield Finding(
            field.span, f"is entered {how} ({session.command})", evidence=f"{how} {session.command}"
        )
