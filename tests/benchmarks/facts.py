"""What the programs beside hardenlint read and do, as their documentation says.

Read in November 2026: hadolint 2.15.1, Checkov 3.3.30 and compose-lint 0.36.2 by running them;
Trivy 0.74.0 in docs/guide/coverage of its repository; KICS at docs.kics.io (platforms, auto
remediation); docker-bench-security 1.6.0 in its README and tests.
"""

from typing import NamedTuple

YES, NO = "✓", "-"


class Peer(NamedTuple):
    """A program, its address, and where its facts come from."""

    name: str
    url: str
    source: str


PEERS = {
    "hardenlint": Peer("hardenlint", "", "this repository"),
    "hadolint": Peer("hadolint", "https://github.com/hadolint/hadolint", "2.15.1, run"),
    "trivy": Peer(
        "Trivy", "https://trivy.dev", "0.74.0, docs/guide/coverage of its repository, August 2026"
    ),
    "checkov": Peer(
        "Checkov", "https://www.checkov.io", "3.3.30, run; checkov.io for vulnerabilities"
    ),
    "kics": Peer(
        "KICS", "https://kics.io", "docs.kics.io/latest: platforms, auto remediation; November 2026"
    ),
    "compose-lint": Peer(
        "compose-lint", "https://github.com/tmatens/compose-lint", "0.36.2, run"
    ),
    "docker-bench": Peer(
        "docker-bench-security", "https://github.com/docker/docker-bench-security",
        "1.6.0, README and tests of its repository, October 2024",
    ),
}  # fmt: skip

FACTS = {
    "Dockerfiles": (YES, YES, YES, YES, YES, NO, NO),
    "compose files": (YES, NO, NO, "secrets", YES, YES, NO),
    "running containers": (YES, NO, NO, NO, NO, NO, YES),
    "these, joined": (YES, NO, NO, NO, NO, NO, NO),
    "vulnerable packages": (NO, NO, YES, "account", NO, NO, NO),
    "Kubernetes, clouds": (NO, NO, YES, YES, YES, NO, NO),
    "ShellCheck of `RUN`": (NO, YES, NO, NO, NO, NO, NO),
    "all of CIS on a host": ("part", NO, NO, NO, NO, NO, YES),
    "in wide use": ("no", YES, YES, YES, YES, "beta", YES),
}
"""What the README tells: a row for each fact, a cell for each peer."""

MORE = {
    "images, their layers": ("of an engine", NO, YES, NO, NO, NO, "of an engine"),
    "fixes files": (YES, NO, NO, "account", "Terraform", YES, NO),
}
"""What docs/peers.md tells besides."""
