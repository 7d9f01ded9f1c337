from collections.abc import Iterator

from hardenlint import Command, Finding, Image, Severity, check
from hardenlint.facts.running import commands_of, started


@check(
    Severity.INFO,
    "restricted",
    references=("CWE-250",),
    without=("inspect", "live"),
    needs=("RUN", "CMD", "ENTRYPOINT", "entrypoint.value", "command.value"),
)
def host_oriented_command(image: Image) -> Iterator[Finding]:
    """A command that is meant for a host

    ## Why

    Mounting, loading modules, kernel settings and firewall rules belong to the machine. In a build
    they fail or do nothing; in a container most of them work only with privileges that are as good
    as root on the host, and the line tells that somebody means to grant them.

    ## Fix

    ### In a Dockerfile

    Remove the step, or do it on the host, before the container starts.

    ### In compose

    Do it on the host. For devices and mounts use `devices` and `volumes`, for kernel settings
    `sysctls`.

    ## When it is a false alarm

    A VPN or firewall in a container works with the tables of its own network namespace; that takes
    NET_ADMIN, and no more.

    ## Examples

    ```dockerfile bad
    FROM debian:12
    RUN modprobe overlay
    ```

    ```dockerfile good
    FROM debian:12
    RUN apt-get update && apt-get install -y mount iptables && iptables --version
    ```

    ```yaml bad
    services: {app: {image: "app:1", command: nsenter -t 1 -m sh}}
    ```

    ```yaml good
    services: {app: {image: "app:1", command: ["app", "mount"]}}
    ```
    """
    for instruction in image.build.built if image.build is not None else ():
        is_run = instruction.keyword in ("RUN", "CMD", "ENTRYPOINT")
        if is_run and instruction.flag("security") is None:  # else it has the rights it needs
            yield from _judge(commands_of(instruction))
    yield from _judge(started(image))


def _judge(commands: tuple[Command, ...]) -> Iterator[Finding]:
    for command in commands:
        what = _PROGRAMS.get(command.name, "")
        if command.name == "sysctl" and not _sets(command):
            continue
        if what and len(command.argv) > _least(command) and not _only_asks(command):
            yield Finding(command.span, f"runs {command.name}, which {what}", evidence=command.name)
            return


def _least(command: Command) -> int:
    """How many words it takes to do anything: without arguments most only print."""
    return 0 if command.name in ("shutdown", "reboot", "halt", "poweroff") else 1


def _only_asks(command: Command) -> bool:
    """Whether it only prints its version or its help: `docker --version`, `mount -V`."""
    words = command.argv[1:]
    asks = words[:1] in (("--version",), ("version",), ("--help",), ("help",), ("completion",))
    return asks or words in (("-v",), ("-V",), ("-h",))


def _sets(command: Command) -> bool:
    """Whether sysctl changes a setting, itself or from a file."""
    words = command.argv[1:]
    return any(
        "=" in word or word in ("--system", "--load") or (word[:1] == "-" and word[-1:] == "p")
        for word in words
    )


_PROGRAMS = {
    **dict.fromkeys(("mount", "umount", "losetup", "swapon"), "is for the host's file systems"),
    **dict.fromkeys(("insmod", "modprobe", "rmmod", "kexec", "sysctl"), "is for the host's kernel"),
    **dict.fromkeys(
        "iptables ip6tables iptables-restore ebtables nft ufw firewall-cmd".split(),
        "is for a host's firewall",
    ),
    **dict.fromkeys(("shutdown", "reboot", "halt", "poweroff"), "stops a machine"),
    "nsenter": "enters the namespaces of another process",
    "docker": "is for the host's engine",
}
