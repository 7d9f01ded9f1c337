"""What identifies a finding when its file is edited and its container made again."""

from typing import TYPE_CHECKING

from hardenlint.model import Container, Span, Subject
from hardenlint.policy.policy import relative

if TYPE_CHECKING:
    from .result import Result


def fingerprint(check: str, subject: Subject, span: Span, evidence: str, root: str = "") -> str:
    """Identify a finding by what it is about: check, file, subject, key path, value.

    Positions in lists are left out of the key path, since the value names the item. Files are
    named from the root, containers by what stays when they are re-created. What an engine has told
    is the same whether it was asked or a snapshot of it is read.
    """
    where = _where(span, root, written=subject.source.is_written)
    return _hashed(check, where, _lasting_name(subject, root), span, evidence)


def former(check: str, subject: Subject, span: Span, evidence: str, root: str = "") -> str:
    """Identify it as we once did, "" where that is no different; see `by_name`."""
    if not _is_written_project(subject):
        return ""
    return _hashed(check, _where(span, root, written=True), subject.name, span, evidence)


def by_name(result: "Result", name: str, root: str) -> str:
    """Identify a finding about a compose project as we once did, when the project had that name.

    Nearly always the name is that of the folder: a clone, a worktree or a mount of it in a
    container may have another one.
    """
    where = _where(result.span, root, written=True)
    return _hashed(result.check.first_id, where, name, result.span, result.finding.evidence)


def _hashed(check: str, where: str, name: str, span: Span, evidence: str) -> str:
    from hashlib import sha256  # noqa: PLC0415 - only where there is a finding

    keys = "/".join([part for part in _keys(span) if not part.isdigit()])
    text = "\0".join((check, where, name, keys, evidence))
    # A file name may hold bytes that are no UTF-8.
    return sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:32]


def _where(span: Span, root: str, *, written: bool) -> str:
    """The file; the host instead where an engine told it, at once or by a file of its words."""
    if span.host and not written:
        return span.host
    return relative(span.path, root) if span.path else span.host


def _keys(span: Span) -> list[str]:
    """The key path inside the document; a snapshot holds many documents of each host."""
    # `/hosts/0/documents/3/…`: these numbers depend on what else was saved.
    parts = span.pointer.split("/")
    return ["", *parts[5:]] if span.host and parts[1:4:2] == ["hosts", "documents"] else parts


def _lasting_name(subject: Subject, root: str) -> str:
    """Name a container of compose by project and service: its number and id come and go.

    A project in files has no name: the file and the keys in it say enough, and what it is called
    depends on the folder.
    """
    if subject.name == subject.span.path:
        return relative(subject.name, root)
    if _is_written_project(subject):
        return ""
    if not isinstance(subject, Container) or subject.source.is_written:
        return subject.name
    label = subject.labels.get("com.docker.compose.project")
    named = subject.service and label is not None and label.value
    return f"{named}/{subject.service}" if named else subject.name


def _is_written_project(subject: Subject) -> bool:
    return subject.kind == "project" and subject.source.is_written
