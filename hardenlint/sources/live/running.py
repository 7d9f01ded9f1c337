"""What runs in a container: its processes, and the sessions that others opened in it."""

import re
from collections.abc import Iterable

from hardenlint.model import Host

from .. import inspect
from ..api.paths import exec_path, is_identity, top_path
from .questions import Questions, string, texts
from .selection import Document

_PROCESSES = 10_000  # processes of one container whose rights are looked at
_PID = re.compile("[0-9]{1,10}")
_MOST = 50  # exec sessions of one container that are looked at


def paths(documents: Iterable[Document], host: Host) -> list[str]:
    """What to ask of containers that run: processes first, then sessions."""
    running = [found for found in documents if _is_running(found)]
    tops = [_top_path(found, host) for found in running]
    return tops + [exec_path(session) for found in running for session in _sessions(found)]


def facts(questions: Questions, container: Document, host: Host, *, local: bool) -> Document:
    """What a container's document gets added of what runs in it.

    `local` adds the rights of the processes, from this machine's /proc.
    """
    found: Document = {}
    if not _is_running(container):
        return found
    top = questions.attempt("/containers/ID/top", _top_path(container, host))
    if isinstance(top, dict):
        found["Top"] = top
        if local:
            found["ProcStatus"] = _status(top)
    answers = (questions.attempt("/exec/ID/json", exec_path(i)) for i in _sessions(container))
    found["ExecSessions"] = [answer for answer in answers if isinstance(answer, dict)]
    return found


def _status(top: Document) -> Document:
    """The rights of the processes, from this machine's /proc."""
    from . import local  # noqa: PLC0415 - only where it was asked for

    titles, rows = top.get("Titles"), top.get("Processes")
    if not isinstance(titles, list) or not isinstance(rows, list):
        return {}
    # Podman's PID is that inside the container, HPID that of the host.
    column = next((titles.index(name) for name in ("HPID", "PID") if name in titles), len(titles))
    numbers = [string(row[column]) for row in rows if isinstance(row, list) and len(row) > column]
    pids = [int(text) for text in numbers if _PID.fullmatch(text)]
    return dict(local.process_status(pids[:_PROCESSES]))


def _is_running(document: Document) -> bool:
    state = document.get("State")
    return isinstance(state, dict) and state.get("Status") == "running"


def _top_path(document: Document, host: Host) -> str:
    arguments = inspect.PODMAN_ARGS if host.is_podman else inspect.PS_ARGS
    return top_path(string(document.get("Id")), arguments)


def _sessions(document: Document) -> list[str]:
    return [text for text in texts(document.get("ExecIDs")) if is_identity(text)][:_MOST]
