"""Exceptions that a container carries: `hardenlint.ignore.<check>: "reason; until=2027-01-01"`.

What a label of the image says does not count, or an image that nobody trusts would suppress itself.
"""

from hardenlint.model import Container, Field, Subject

from .suppression import Malformed, Suppression, reason_and_date

PREFIX = "hardenlint.ignore."


def read(subject: Subject) -> tuple[list[Suppression], list[Malformed]]:
    """Read the exceptions among the labels of a service or a container."""
    suppressions: list[Suppression] = []
    malformed: list[Malformed] = []
    if not isinstance(subject, Container):
        return suppressions, malformed
    names = sorted(name for name in subject.labels if name.startswith(PREFIX))
    if not names:
        return suppressions, malformed
    from hardenlint.facts import telling  # noqa: PLC0415 - few have any

    for name in names:
        label = subject.labels[name]
        shown = telling.name(name)
        check = shown.removeprefix(PREFIX)
        if not _own(subject, name, label):
            message = f"the label {shown} is the image's, or may be; it excuses nothing"
            malformed.append(Malformed(label.span, message))
            continue
        said = reason_and_date(label.value or "")
        if said is None or not check:
            malformed.append(
                Malformed(label.span, f"the label {shown} has no date after `until=`: YYYY-MM-DD")
            )
            continue
        reason, until = said
        suppressions.append(
            Suppression(
                (check,), "label", reason, until, label.span, None, "", subject.name, subject.span
            )
        )
    return suppressions, malformed


def _own(container: Container, name: str, label: Field[str]) -> bool:
    """Whether the container itself was given a label, and not its image."""
    # What a service inherits from its Dockerfile is the very same field.
    if container.build is not None and container.build.image.labels.get(name) is label:
        return False
    if container.source.is_written:
        return True
    # Where nobody has read the image's labels, any may be one of them.
    of_image = container.provenance.image_labels
    return of_image is not None and name not in of_image
