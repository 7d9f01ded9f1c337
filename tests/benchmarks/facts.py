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
    "Compose files": (YES, NO, NO, "secrets", YES, YES, NO),
    "services judged with their Dockerfile": (YES, NO, NO, NO, NO, NO, NO),
    "running containers, the engine": (YES, NO, NO, NO, NO, NO, YES),
    "containers traced to their compose file": (YES, NO, NO, NO, NO, NO, NO),
    "images, their layers": ("of an engine", NO, YES, NO, NO, NO, "of an engine"),
    "fixes files": (YES, NO, NO, "account", "Terraform", YES, NO),
    "Kubernetes, Terraform, clouds": (NO, NO, YES, YES, YES, NO, NO),
    "vulnerable packages": (NO, NO, YES, "account", NO, NO, NO),
    "shell in `RUN`, as ShellCheck sees it": (NO, YES, NO, NO, NO, NO, NO),
    "the whole CIS benchmark of a host": ("in part", NO, NO, NO, NO, NO, YES),
    "released and widely used": ("not yet", YES, YES, YES, YES, "beta", YES),
}
"""A row for each fact, a cell for each peer."""
