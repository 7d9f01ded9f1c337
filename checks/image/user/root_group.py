from collections.abc import Iterator

from hardenlint import Container, Field, Finding, Image, Severity, User, check, default_note


@check(Severity.LOW, "restricted", references=("CWE-250", "CWE-269"), without=("windows",))
def root_group(image: Image) -> Iterator[Finding]:
    """User without root's id is in root's group

    ## Why

    Many images leave files of the system group-writable for gid 0, /etc/passwd among them on images
    made for OpenShift, and so do volumes that root has filled. A process in that group can change
    them, give itself another identity and undo what running as a user was for.

    ## Fix

    ### In a Dockerfile

    Name a group of its own: `USER 10001:10001`.

    ### In compose

    Write `user: "10001:10001"` and take `0` and `root` out of `group_add`.

    ### With docker run

    Use `--user 10001:10001`, and no `--group-add 0`.

    ## When it is a false alarm

    Images for OpenShift use gid 0 on purpose, because the platform runs them under an arbitrary uid
    in that group. Allow it there.

    ## Examples

    ```dockerfile bad
    FROM debian:12
    USER 1001:0
    ```

    ```dockerfile good
    FROM debian:12
    USER 1001:1001
    ```

    ```yaml bad
    services: {app: {image: "app:1", user: "1001", group_add: [root]}}
    ```

    ```yaml good
    services: {app: {image: "app:1", user: "1001:1001", group_add: ["2000"]}}
    ```

    ```json bad
    [{"Id": "1", "Name": "/app", "Config": {"Image": "app:1", "User": "1001:root"},
      "HostConfig": {}}]
    ```

    ```json good
    [{"Id": "1", "Name": "/app", "Config": {"Image": "app:1", "User": "1001:50"}, "HostConfig": {}}]
    ```
    """
    user = image.user.value
    if user is not None and (user.is_root or (not user.is_set and image.base_user == "root")):
        return  # the group adds nothing to root itself
    if user is not None and user.is_root_group:
        note = default_note(image.user)
        yield Finding(
            image.user.span,
            f"runs as user {user.name} in root's group, written {str(user)!r}{note}",
            evidence="user",
        )
    groups = image.privileges.group_add if isinstance(image, Container) else ()
    item = next((group for group in groups if _is_root(group)), None)
    if item is not None:
        yield Finding(
            item.span,
            f"adds root's group to the process, written {item.value!r}{default_note(item)}",
            evidence="group_add",
        )


def _is_root(group: Field[str]) -> bool:
    return group.value is not None and User.parse(f":{group.value}").is_root_group
