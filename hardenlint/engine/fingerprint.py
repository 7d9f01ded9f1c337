"""What identifies a finding when its file is edited and its container made again."""

from hardenlint.model import Container, Span, Subject
from hardenlint.policy.policy import relative


def fingerprint(check: str, subject: Subject, span: Span, evidence: str, root: str = "") -> str:
    """Identify a finding by what it is about: check, file, subject, key path, value.

    Positions in lists are left out of the key path, since the value names the item. Files are
    named from the root, containers by what stays when they are re-created. What an engine has told
    is the same whether it was asked or a snapshot of it is read.
    """
    from hashlib import sha256  # noqa: PLC0415 - only where there is a finding

    keys = "/".join([part for part in _keys(span) if not part.isdigit()])
    text = "\0".join(
        (check, _where(subject, span, root), _lasting_name(subject, root), keys, evidence)
    )
    # A file name may hold bytes that are no UTF-8.
    return sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:32]


def _where(subject: Subject, span: Span, root: str) -> str:
    """The file; the host instead where an engine told it, at once or by a file of its words."""
    if span.host and not subject.source.is_written:
        return span.host
    return relative(span.path, root) if span.path else span.host


def _keys(span: Span) -> list[str]:
    """The key path inside the document; a snapshot holds many documents of each host."""
    # `/hosts/0/documents/3/…`: these numbers depend on what else was saved.
    parts = span.pointer.split("/")
    return ["", *parts[5:]] if span.host and parts[1:4:2] == ["hosts", "documents"] else parts


def _lasting_name(subject: Subject, root: str) -> str:
    """Name a container of compose by project and service: its number and id come and go."""
    if subject.name == subject.span.path:
        return relative(subject.name, root)
    if not isinstance(subject, Container) or subject.source.is_written:
        return subject.name
    label = subject.labels.get("com.docker.compose.project")
    named = subject.service and label is not None and label.value
    return f"{named}/{subject.service}" if named else subject.name
