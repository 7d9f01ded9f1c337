from collections.abc import Iterator

from hardenlint import Build, Container, Finding, Image, Severity, check, default_note
from hardenlint.facts import accounts
from hardenlint.facts.running import commands_of
from hardenlint.facts.variables import Variables


@check(
    Severity.HIGH,
    references=("CWE-250", "CWE-269"),
    needs=("RUN", "privileges.group_add"),
)
def privileged_group_added(image: Image) -> Iterator[Finding]:
    """An account is put into a group that is as good as root

    ## Why

    Members of most of these groups need no exploit to become root: docker and lxd open the socket
    of an engine, sudo and wheel lead to a root shell, disk and shadow give the raw disks and the
    password hashes. Whoever takes over the process inherits the membership.

    ## Fix

    ### In a Dockerfile

    Take the account out of the group, and give it a group of its own for the files it needs:
    `useradd --uid 10001 --user-group app`.

    ### In compose

    Remove the group from `group_add`; for a device name the gid of a group made for it.

    ### With docker run

    Drop the `--group-add`.

    ## When it is a false alarm

    An image for people to work in (a development container), whose account needs sudo, or an
    emulator that needs `kvm`. In a Dockerfile the severity is high only for the account of USER.

    ## Examples

    ```dockerfile bad
    FROM debian:12
    RUN useradd --uid 10001 app && usermod -aG sudo app
    USER app
    ```

    ```dockerfile good
    FROM debian:12
    RUN groupadd --system app && useradd --uid 10001 --gid app app
    USER app
    ```

    ```yaml bad
    services: {app: {image: "app:1", user: "10001", group_add: [docker]}}
    ```

    ```yaml good
    services: {app: {image: "app:1", user: "10001", group_add: ["10002", audio]}}
    ```

    ```json bad
    [{"Id": "1", "Name": "/app", "Config": {"Image": "app:1", "User": "10001"},
      "HostConfig": {"GroupAdd": ["docker"]}}]
    ```

    ```json good
    [{"Id": "1", "Name": "/app", "Config": {"Image": "app:1", "User": "10001"},
      "HostConfig": {"GroupAdd": ["audio"]}}]
    ```
    """
    if image.build is not None:
        yield from _built(image.build)
    for group in image.privileges.group_add if isinstance(image, Container) else ():
        if gives := _gives(group.value):
            yield Finding(
                group.span,
                f"adds the group {group.value} to the process: {gives}{default_note(group)}",
                evidence=group.value or "",
            )


def _built(build: Build) -> Iterator[Finding]:
    names: set[str] | None = None
    variables = Variables(build)
    for instruction in build.shipped:
        variables.see(instruction)
        for command in commands_of(instruction) if instruction.keyword == "RUN" else ():
            argv = variables.fill_all(command.argv, instruction.stage)
            for account, group in accounts.memberships(command.name, argv):
                if (gives := _gives(group)) and account != "root":
                    who = account or "an account"
                    names = _names_of_user(build) if names is None else names
                    yield Finding(
                        command.span,
                        f"puts {who} into the group {group}: {gives}",
                        severity=Severity.HIGH if _plain(account) in names else Severity.MEDIUM,
                        evidence=f"{account}:{group}",
                    )


def _gives(group: str | None) -> str:
    """What a group gives beyond files; "" for most."""
    from hardenlint.knowledge.groups import POWERFUL  # noqa: PLC0415 - few builds add any

    return POWERFUL.get(group or "", "")


def _names_of_user(build: Build) -> set[str]:
    """How the account that runs is named: in USER, as written there, and by its uid."""
    user = build.image.user.value
    names = {user.name} if user is not None and user.name else set()
    written = [i.words[0].value for i in build.shipped if i.keyword == "USER" and i.words]
    names.update(_plain(text.partition(":")[0]) for text in written[-1:])
    for instruction in build.shipped if user is not None and user.uid is not None else ():
        for command in commands_of(instruction) if instruction.keyword == "RUN" else ():
            account = accounts.user_id(command.name, command.argv)
            if account is not None and user is not None and account[1] == user.uid:
                names.add(_plain(account[0]))
    return names


def _plain(name: str) -> str:
    """`${NAME}` and `$NAME` are one."""
    return name.replace("{", "").replace("}", "")
