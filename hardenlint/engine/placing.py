"""A finding becomes a result: where it is told, how much it weighs there, what identifies it.

Imported when there is a finding: most runs of a hook have none.
"""

from typing import TYPE_CHECKING, NamedTuple

from hardenlint.check import Check, Finding, Severity
from hardenlint.model import Container, Span, Subject
from hardenlint.policy import Policy

from .fingerprint import fingerprint, former
from .result import Result, order
from .rights import weighed

if TYPE_CHECKING:
    from collections.abc import Container as Holding

    from hardenlint.policy.suppression import Suppression
    from hardenlint.policy.suppressions import Suppressions

    from .about import About


class Placed(NamedTuple):
    """A finding with its severity and place; `in_image` when the image's own finding says it."""

    check: Check
    finding: Finding
    severity: Severity
    span: Span
    related: tuple[tuple[str, Span], ...]
    in_image: bool
    suppression: "Suppression | None"


def placed(
    subject: Subject,
    check: Check,
    finding: Finding,
    policy: Policy,
    owned: "Holding[tuple[str, Span]]",
    suppressions: "Suppressions | None",
) -> Placed:
    """Locate and weigh a finding: what a service inherits from its image is the image's.

    `owned` is what the findings of images say already, by check and place. Raises TypeError for a
    finding of a plugin that is none.
    """
    _check(finding)
    span, related, in_image = finding.span, finding.related, False
    if isinstance(subject, Container) and subject.own_build is not None:
        span = subject.own_build.place(span)
        related = tuple((text, subject.own_build.place(place)) for text, place in related)
    elif isinstance(subject, Container) and _inherited(subject, span):
        in_image = (check.id, span) in owned
        link = subject.provenance.build_link
        # The Dockerfile, judged by itself, does not say it: another stage ships, or other
        # arguments.
        if link is not None and not in_image:
            related = (("decided here, in the image", span), *related)
            span = link.target.span if link.target.stated else link.span
    # Where it is told a person writes the comment, so that is the place to look at.
    suppression = None if suppressions is None else suppressions.find(check.id, subject, span)
    finding, severity = weighed(check, finding, subject)
    configured = policy.severity(check.id)
    # What somebody has decided is not weighed again.
    severity = severity if configured is None else configured
    return Placed(check, finding, Severity(severity), span, related, in_image, suppression)


def counts(each: Placed, policy: Policy) -> bool:
    """Whether the policy lets it be told.

    What is not told is left out before one finding replaces another: it must not take with it what
    would have been told. Who names checks hears all of them; else a finding may be of another
    profile than its check.
    """
    profile = each.finding.profile or "baseline"
    return each.severity >= policy.min_severity and (
        bool(policy.select) or policy.includes(profile)
    )


def result(
    subject: Subject,
    about: "About",
    each: Placed,
    related: tuple[tuple[str, Span], ...],
    covers: tuple[str, ...],
    root: str,
) -> Result:
    """What is reported of it, with the places that belong to it and the checks that it covers.

    `root` is the folder that paths are identified from. Raises TypeError where its parts cannot be
    compared with those of others.
    """
    identity = (each.check.first_id, subject, each.span, each.finding.evidence, root)
    found = Result(
        each.check,
        about,
        each.finding,
        each.severity,
        each.span,
        (*each.related, *related),
        covers,
        fingerprint(*identity),
        each.suppression,
        former(*identity),
    )
    order(found)  # where that fails, it fails here, and only for this one
    return found


def _check(finding: Finding) -> None:
    """Raise TypeError for a finding whose parts could not be compared with those of others."""
    texts = (finding.message, finding.why, finding.evidence)
    spans: tuple[object, ...] = (finding.span, *(place for _, place in finding.related))
    if not all(isinstance(text, str) for text in texts):
        raise TypeError("what a finding says, why, and its evidence are texts")
    if not all(isinstance(span, Span) and _is_sound(span) for span in spans):
        raise TypeError("the places of a finding are spans")


def _is_sound(span: Span) -> bool:
    numbers, texts = span[1:5], span[5:]
    return all(isinstance(number, int) for number in numbers) and all(
        isinstance(text, str) for text in texts
    )


def _inherited(container: Container, span: Span) -> bool:
    link = container.provenance.build_link
    build = container.build
    return (
        build is not None and link is not None and link.path != "" and span.path == build.span.path
    )
