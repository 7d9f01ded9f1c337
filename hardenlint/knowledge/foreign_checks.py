"""The checks of other tools, by their own names, and which of ours look at the same.

Source: the rules that each tool lists: hadolint 2.15, Trivy 0.69, Checkov 3, semgrep-rules, KICS 2,
dockle 0.4, SonarQube's Docker rules, BuildKit's build checks, compose-lint 0.36, dclint 3.1. As of
2026-12. Rules about style, which nothing here looks at, are left out.
"""

import re

_NUMBERS = """
hadolint DL3001: unnecessary-tools-installed host-oriented-command
hadolint DL3002: run-as-root
hadolint DL3004: sudo-used
hadolint DL3006: image-untagged
hadolint DL3007: image-latest-tag image-floating-tag
hadolint DL3011: port-out-of-range
hadolint DL3020: add-instead-of-copy
hadolint DL3026: untrusted-registry external-stage-unpinned
hadolint DL3057: healthcheck-missing
hadolint DL3064: secret-in-env secret-in-build-arg
hadolint DL3066: user-not-numeric
hadolint DL3067: broad-context-copy
hadolint DL4006: pipe-without-pipefail
trivy DS-0001: image-latest-tag image-untagged image-floating-tag
trivy DS-0002: run-as-root user-not-set
trivy DS-0004: ssh-port-exposed
trivy DS-0005: add-instead-of-copy
trivy DS-0008: port-out-of-range
trivy DS-0010: sudo-used
trivy DS-0017: update-without-install
trivy DS-0026: healthcheck-missing
trivy DS-0030: workdir-in-system-path
trivy DS-0031: secret-in-env secret-in-build-arg secret-in-command secret-file-copied
checkov CKV_DOCKER_1: ssh-port-exposed
checkov CKV_DOCKER_2: healthcheck-missing
checkov CKV_DOCKER_3: user-not-set
checkov CKV_DOCKER_4: add-remote-unverified add-instead-of-copy
checkov CKV_DOCKER_5: update-without-install
checkov CKV_DOCKER_7: image-latest-tag image-untagged image-floating-tag
checkov CKV_DOCKER_8: run-as-root
checkov CKV2_DOCKER_1: sudo-used
checkov CKV2_DOCKER_2: tls-verification-disabled
checkov CKV2_DOCKER_3: tls-verification-disabled
checkov CKV2_DOCKER_4: tls-verification-disabled
checkov CKV2_DOCKER_5: tls-verification-disabled
checkov CKV2_DOCKER_6: tls-verification-disabled
checkov CKV2_DOCKER_7: package-signature-bypass
checkov CKV2_DOCKER_8: package-signature-bypass
checkov CKV2_DOCKER_9: package-signature-bypass
checkov CKV2_DOCKER_10: package-signature-bypass
checkov CKV2_DOCKER_11: package-signature-bypass
checkov CKV2_DOCKER_12: tls-verification-disabled
checkov CKV2_DOCKER_13: tls-verification-disabled
checkov CKV2_DOCKER_14: tls-verification-disabled
checkov CKV2_DOCKER_15: tls-verification-disabled
checkov CKV2_DOCKER_16: tls-verification-disabled
checkov CKV2_DOCKER_17: password-set-in-build
semgrep last-user-is-root: run-as-root
semgrep missing-user: user-not-set
semgrep missing-user-entrypoint: user-not-set
semgrep privileged-service: privileged-container
semgrep no-new-privileges: no-new-privileges-missing
semgrep no-sudo-in-dockerfile: sudo-used
semgrep seccomp-confinement-disabled: seccomp-unconfined
semgrep selinux-separation-disabled: selinux-disabled
semgrep exposing-docker-socket-volume: docker-socket-mounted
semgrep dockerd-socket-mount: docker-socket-mounted system-volume-declared
semgrep writable-filesystem-service: writable-root-filesystem
semgrep invalid-port: port-out-of-range
semgrep avoid-latest-version: image-latest-tag
semgrep missing-image-version: image-untagged
semgrep dockerfile-source-not-pinned: image-not-digest-pinned
semgrep nonsensical-command: unnecessary-tools-installed host-oriented-command
semgrep prefer-copy-over-add: add-instead-of-copy
semgrep set-pipefail: pipe-without-pipefail
dockle CIS-DI-0001: run-as-root user-not-set
dockle CIS-DI-0005: content-trust-disabled
dockle CIS-DI-0006: healthcheck-missing
dockle CIS-DI-0007: update-without-install
dockle CIS-DI-0008: setuid-bit-set
dockle CIS-DI-0009: add-remote-unverified add-instead-of-copy
dockle CIS-DI-0010: secret-in-env secret-in-command
dockle DKL-DI-0001: sudo-used
dockle DKL-DI-0002: system-volume-declared
dockle DKL-DI-0006: image-latest-tag
sonar S2612: world-writable-permissions
sonar S4507: debug-mode-enabled
sonar S5332: cleartext-download
sonar S6431: build-host-network
sonar S6469: secret-mount-permissive
sonar S6470: broad-context-copy
sonar S6471: run-as-root user-not-set
sonar S6472: secret-in-env secret-in-build-arg
sonar S6473: ssh-port-exposed admin-port-exposed sensitive-service-published
sonar S6502: build-sandbox-disabled
sonar S6504: app-owns-its-code
sonar S6596: image-latest-tag image-untagged
sonar S7023: image-not-digest-pinned
sonar S7029: add-instead-of-copy
buildkit ExposeInvalidFormat: port-out-of-range
buildkit SecretsUsedInArgOrEnv: secret-in-env secret-in-build-arg
compose-lint CL-0001: docker-socket-mounted runtime-socket-mounted socket-parent-mounted
compose-lint CL-0002: privileged-container
compose-lint CL-0003: no-new-privileges-missing no-new-privileges-disabled
compose-lint CL-0004: image-latest-tag image-untagged image-floating-tag
compose-lint CL-0005: port-bound-all-interfaces sensitive-service-published
compose-lint CL-0006: capabilities-not-dropped
compose-lint CL-0007: writable-root-filesystem
compose-lint CL-0008: host-network
compose-lint CL-0009: seccomp-unconfined apparmor-unconfined selinux-disabled
compose-lint CL-0010: host-pid-namespace host-ipc-namespace host-user-namespace
compose-lint CL-0011: dangerous-capability-added
compose-lint CL-0013: sensitive-host-path-mounted systemd-control-socket-mounted
compose-lint CL-0016: sensitive-device-exposed
compose-lint CL-0017: mount-propagation-shared
compose-lint CL-0018: run-as-root
compose-lint CL-0019: image-not-digest-pinned
compose-lint CL-0020: secret-in-env default-credential
compose-lint CL-0021: credential-in-url
compose-lint CL-0024: all-capabilities-added dangerous-capability-added
compose-lint CL-0025: host-root-mounted host-persistence-path-writable
compose-lint CL-0026: memory-unlimited cpu-unlimited pids-unlimited
compose-lint CL-0027: extra-capability-added
compose-lint CL-0028: dangerous-capability-added
compose-lint CL-0029: dangerous-capability-added
compose-lint CL-0030: dangerous-capability-added
dclint no-duplicate-exported-ports: duplicate-published-port
dclint no-unbound-port-interfaces: port-bound-all-interfaces
dclint service-image-require-explicit-tag: image-latest-tag image-untagged
"""

OLD_NUMBERS = re.compile(r"(?:AVD-)?DS-?(\d{3,4})", re.IGNORECASE)
"""How Trivy has written its numbers: DS002, AVD-DS-0002, DS-0002."""

WHOLE = frozenset(("DS-0002", "DS-0026", "DL3057"))
"""Numbers that are about a file as a whole, wherever in it they are told."""


def _table() -> dict[str, tuple[str, tuple[str, ...]]]:
    found: dict[str, tuple[str, tuple[str, ...]]] = {}
    for line in _NUMBERS.strip().splitlines():
        head, _, checks = line.partition(":")
        tool, number = head.split()
        found[number.lower()] = (tool, tuple(checks.split()))
    return found


TABLE = _table()
"""By number in small letters: the tool, and the ids of our checks."""


def checks_of(number: str) -> tuple[str, tuple[str, ...]]:
    """The tool whose number it is, and our checks; "" and none for what is not known.

    A rule of semgrep may be told with the folders that it lies in.
    """
    name = number.strip()
    old = OLD_NUMBERS.fullmatch(name)
    if old is not None:
        name = f"DS-{int(old[1]):04}"
    name = name.lower()
    return TABLE.get(name) or TABLE.get(name.rpartition(".")[2]) or ("", ())
