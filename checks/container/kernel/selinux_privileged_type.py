from collections.abc import Iterator

from hardenlint import Container, Finding, Severity, check, default_note

_UNCONFINED = ("spc_t", "unconfined_t", "container_runtime_t")


@check(
    Severity.HIGH,
    cis=("5.3",),
    references=("CWE-693", "OWASP Docker rule 6"),
    escapes=True,
    needs=("privileges.security_opts",),
)
def selinux_privileged_type(container: Container) -> Iterator[Finding]:
    """SELinux label confines nothing

    ## Why

    The type spc_t stands for "super privileged container": under it SELinux refuses nothing, so
    every file and process of the host that the uid may touch is open. A user or role of one's own
    leaves the policy that was written for containers too.

    ## Fix

    ### In compose

    Remove `label:type:spc_t` from `security_opt`; label the volumes it needs with `:Z` or `:z`.

    ### With docker run

    Drop `--security-opt label=type:spc_t`, or name a type made for the service (with udica).

    ## When it is a false alarm

    Agents that manage the host itself run so by design. A role or user that your own policy
    defines for containers.

    ## Examples

    ```yaml bad
    services: {app: {image: "app:1", security_opt: ["label:type:spc_t"]}}
    ```

    ```yaml good
    services: {app: {image: "app:1", security_opt: ["label=type:my_app.process"]}}
    ```

    ```json bad
    [{"Id": "1", "Name": "/app", "Config": {"Image": "app:1"},
      "HostConfig": {"SecurityOpt": ["label=type:unconfined_t"]}}]
    ```

    ```json good
    [{"Id": "1", "Name": "/app", "Config": {"Image": "app:1"},
      "HostConfig": {"SecurityOpt": ["label=level:s0:c100,c200"]}}]
    ```
    """
    # Unlike other options, those of a label add up, so any of them counts.
    for option in container.privileges.options("label"):
        label = option.value.value if option.value is not None else ""
        kind, _, value = label.partition(":")
        if kind == "type" and value in _UNCONFINED:
            message, severity = f"runs as the SELinux type {value}, which confines nothing", None
        elif kind in ("user", "role") and value != "":
            message, severity = f"runs with the SELinux {kind} {value}", Severity.MEDIUM
        else:
            continue
        yield Finding(
            option.span, f"{message}{default_note(option)}", severity=severity, evidence=label
        )
