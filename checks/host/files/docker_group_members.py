from collections.abc import Iterator

from hardenlint import Finding, Host, Severity, check


@check(Severity.INFO, "restricted", cis=("1.1.2",))
def docker_group_members(host: Host) -> Iterator[Finding]:
    """Users who are root through the group docker

    ## Why

    A member of the group docker may mount the host's / into a container and is root on the host,
    without a password and without a trace in the log of sudo.

    ## Fix

    Remove who does not need it: `gpasswd -d USER docker`. A rootless engine gives each user one of
    his own.

    ## When it is a false alarm

    The members are the administrators of the host anyway: it is a list to look at.

    ## Examples

    ```json bad
    [{
      "ServerVersion": "28.3.3",
      "SecurityOptions": []},
     {
      "LocalHost": {"DockerGroup": ["alice"]}}]
    ```

    ```json good
    [{"ServerVersion": "28.3.3", "SecurityOptions": []}, {"LocalHost": {"DockerGroup": []}}]
    ```
    """
    members = host.docker_group.value
    if members and host.is_rootless is not True:
        names = ", ".join(sorted(members))
        message = f"makes {names} equal to root"
        here = (("gpasswd -d USER", f"gpasswd -d {min(members)}"),) if len(members) == 1 else ()
        yield Finding(host.docker_group.span, message, evidence=names, here=here)
