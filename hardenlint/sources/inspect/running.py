"""What runs in a container: what `top` and the engine's exec sessions say.

A snapshot keeps both beside the inspect data of the container, under Top and ExecSessions, with
what the image's name means now (ReferenceImage) and what the host's /proc says (ProcStatus).
"""

from hardenlint.model import Container, ExecSession, Field, Process

from . import podman
from .node import Node

PS_ARGS = "-eo pid,ppid,uid,gid,supgid,user,label,args"
"""What `ps` is asked for: numeric ids, since the names of the host's users mean nothing inside."""

PODMAN_ARGS = "hpid,pid,ppid,huser,hgroup,label,capeff,seccomp,args"
"""What Podman is asked for, by names of its own: for options of ps it would run ps inside."""

_MOST = 10_000  # processes of one container that are looked at
_MODES = ("(enforce) ", "(complain) ", "(kill) ", "(unconfined) ")


def read_running(container: Container, document: Node) -> None:
    """Add processes, exec sessions and image ids."""
    top = document.get("Top")
    if not top.absent:
        container.lifecycle.processes = top.field(_processes(top, document.get("ProcStatus")))
    container.lifecycle.exec_sessions = tuple(
        Field(_session(item), item.span)
        for item in document.get("ExecSessions").items()
        if item.get("Running").boolean() is True
    )
    image, reference = document.get("Image"), document.get("ReferenceImage")
    container.provenance.image_id = image.field(image.text() or None)
    container.provenance.reference_id = reference.field(reference.text() or None)


def _processes(top: Node, status: Node) -> tuple[Process, ...] | None:
    """Read the table row by row; None when its columns are not those that were asked for."""
    titles = top.get("Titles").texts() or ()
    texts = (row.texts() or () for row in top.get("Processes").items()[:_MOST])
    rows = [dict(zip(titles, row, strict=False)) for row in texts]
    if "HPID" in titles:
        rows = podman.rows(rows)
    elif "PID" not in titles or "UID" not in titles:
        return None
    found = [_process(row) for row in rows]
    processes = tuple(process for process in found if process is not None)
    for process in processes:
        _add_status(process, status.get(str(process.pid)))
    return processes


def _process(row: dict[str, str]) -> Process | None:
    pid, uid = _id(row.get("PID")), _id(row.get("UID"))
    if pid is None or uid is None:
        return None
    process = Process(pid, _id(row.get("PPID")), uid, _id(row.get("GID")))
    process.groups = tuple(part for part in row.get("SUPGID", "").split(",") if part.isdecimal())
    process.label, process.args = row.get("LABEL", ""), row.get("COMMAND", "")
    # The engine splits the row at spaces, and one is part of the label.
    mode = next((mode for mode in _MODES if process.args.startswith(mode)), "")
    process.label += f" {mode}".rstrip() if mode else ""
    process.args = process.args.removeprefix(mode)
    if row.get("SECCOMP") == "disabled":  # Podman's word
        process.seccomp = 0
    return process


def _id(text: str | None) -> int | None:
    return int(text) if text and text.isascii() and text.isdecimal() and len(text) <= 10 else None


def _add_status(process: Process, status: Node) -> None:
    """Add what /proc/PID/status says: CapEff in hexadecimal, NoNewPrivs and Seccomp as numbers."""
    if status.absent:
        return
    capabilities = status.get("CapEff").text() or ""
    if capabilities and len(capabilities) <= 16 and not capabilities.strip("0123456789abcdef"):
        process.capabilities = int(capabilities, 16)
    gains, seccomp = status.get("NoNewPrivs").text(), status.get("Seccomp").text()
    process.no_new_privileges = gains == "1" if gains in ("0", "1") else None
    process.seccomp = int(seccomp) if seccomp in ("0", "1", "2") else None


def _session(node: Node) -> ExecSession:
    config = node.get("ProcessConfig")
    return ExecSession(
        node.get("Pid").integer(),
        config.get("user").text() or "",
        privileged=config.get("privileged").boolean() is True,
        command=config.get("entrypoint").text() or "",
    )
