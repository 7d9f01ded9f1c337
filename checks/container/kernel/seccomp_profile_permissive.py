from collections.abc import Iterator

from hardenlint import Container, Finding, SeccompProfile, Severity, check, default_note

_DANGEROUS = ("bpf", "keyctl", "mount", "ptrace", "unshare")


@check(
    Severity.MEDIUM,
    "restricted",
    cis=("5.22",),
    references=("CWE-693", "OWASP Docker rule 6"),
    escapes=True,
    without=("windows",),
)
def seccomp_profile_permissive(container: Container) -> Iterator[Finding]:
    """The seccomp profile lets dangerous calls through

    ## Why

    A profile of one's own replaces the engine's, which refuses everything it does not list. One
    that allows by default, or that gives mount, bpf or unshare to everybody, protects less than the
    engine's own would: those calls are where kernel exploits begin.

    ## Fix

    ### In compose

    Start from Docker's default profile, keep `"defaultAction": "SCMP_ACT_ERRNO"` and add the one
    call that is missing; or remove `seccomp` from `security_opt`.

    ### With docker run

    Correct the profile after `--security-opt seccomp=`, or leave the option out.

    ## When it is a false alarm

    Nested engines and sandboxes need unshare and mount. A profile that is written on the server
    only is missing beside the compose file, as it should be.

    ## Examples

    ```yaml bad
    services: {app: {image: "app:1", security_opt: ["seccomp=./not-here.json"]}}
    ```

    ```yaml good
    services: {app: {image: "app:1", security_opt: ["seccomp=builtin"]}}
    ```

    ```json bad
    [{"Id": "1", "Name": "/app", "Config": {"Image": "app:1"},
      "HostConfig": {"SecurityOpt": ["seccomp={\\"defaultAction\\": \\"SCMP_ACT_ALLOW\\"}"]}}]
    ```

    ```json good
    [{"Id": "1", "Name": "/app", "Config": {"Image": "app:1"},
      "HostConfig": {"SecurityOpt": ["seccomp={\\"defaultAction\\": \\"SCMP_ACT_ERRNO\\"}"]}}]
    ```
    """
    field = container.seccomp_profile
    if field is None or field.value is None:
        return
    flaw = _flaw(field.value)
    if flaw:
        # a filter that refuses nothing is no filter
        is_open = field.value.lets_all and not field.value.refuses
        yield Finding(
            field.span,
            f"{flaw}{default_note(field)}",
            severity=Severity.HIGH if is_open else None,
            profile="baseline" if is_open else "",
            evidence=flaw,
        )


def _flaw(profile: SeccompProfile) -> str:
    """What is wrong with a profile, "" for nothing."""
    named = f"the seccomp profile {profile.path}" if profile.path else "its seccomp profile"
    if not profile.is_here:
        return f"names {named}, which does not exist"
    if profile.lets_all:
        which = "it does not name" if profile.refuses else "there is"
        return f"runs under {named}, which allows every system call {which}"
    allowed = [name for name in _DANGEROUS if name in profile.allowed]
    calls = ", ".join(allowed)
    return f"runs under {named}, which allows {calls} unconditionally" if allowed else ""
