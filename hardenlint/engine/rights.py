"""What root in a container is worth on the host that it runs on."""

from hardenlint.check import Check, Finding, Severity
from hardenlint.model import Container, Subject

_NOBODY = "an ordinary user of the host, so this counts one level less than elsewhere."


def weighed(check: Check, finding: Finding, subject: Subject) -> tuple[Finding, Severity]:
    """The severity of a finding: one level less where root is nobody on the host, and why."""
    severity = check.severity if finding.severity is None else finding.severity
    reason = _mapped(subject) if check.escapes else ""
    if not reason:
        return finding, severity
    why = _with_reason(check, finding, reason)
    return finding._replace(why=why), Severity(max(severity - 1, Severity.INFO))


def _mapped(subject: Subject) -> str:
    """Say why root in a container is not root on its host; "" where it is, or nobody knows."""
    if not isinstance(subject, Container) or subject.host is None:
        return ""
    options, own = subject.host.security_options, subject.namespaces.userns.value
    if options is None:
        return ""
    if "rootless" in options:
        return f"The engine is rootless: root in the container is {_NOBODY}"
    # `userns: host` takes a container out of the mapping; a mode that is not known may be that.
    if "userns" not in options or own is None or own.mode == "host":
        return ""
    return f"The engine uses user namespaces: root in the container is {_NOBODY}"


def _with_reason(check: Check, finding: Finding, reason: str) -> str:
    """Why it matters here, in the words of the finding or of the page, and why it does less so."""
    from hardenlint.page import read  # noqa: PLC0415 - only on such engines

    why = finding.why or read(check.doc).why.partition("\n\n")[0]
    return f"{why} {reason}"
