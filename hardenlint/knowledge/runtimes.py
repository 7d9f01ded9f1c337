"""OCI runtimes by the names under which engines know them.

Names as of 2026-11, from the projects' own installation manuals. An engine may give any program
any name; these are the names that installers choose.
"""

PLAIN = frozenset(("", "runc", "crun", "nvidia", "io.containerd.runc.v2"))
"""They isolate as Docker's default does; `nvidia` is runc that adds graphics cards."""

_SANDBOXES = (
    ("kata", "a virtual machine"),
    ("sysbox", "a user namespace"),
)


def sandbox(name: str) -> str:
    """What a runtime puts around a privileged container, "" when nothing."""
    short = name.removeprefix("io.containerd.")
    return next((what for prefix, what in _SANDBOXES if short.startswith(prefix)), "")


def is_known(name: str) -> bool:
    """Whether a runtime is one of the well-known ones."""
    return (
        name in PLAIN
        or name.removeprefix("io.containerd.").startswith("runsc")
        or (sandbox(name) != "")
    )
