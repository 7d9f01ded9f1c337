"""Which containers of an engine are wanted: by name, by label, by project, but not our own."""

import os
import re
from collections.abc import Iterable, Mapping, Sequence
from functools import partial
from typing import Any, NamedTuple

from hardenlint.text import glob

from .. import host_file

Document = dict[str, Any]

RUNNING = ("running", "paused", "restarting")
_PROJECT = ("com.docker.compose.project", "io.podman.compose.project")
# `/docker/ID` and `docker-ID.scope` in cgroups, `…/containers/ID/hostname` among the mounts.
_OWN = re.compile(r"[/-]([0-9a-f]{64})(?=[/.]|$)", re.MULTILINE)
_NAME_MAX = 255
_MOUNTS_MAX = 16 << 20  # bytes of /proc/self/mountinfo, where there are thousands of mounts
_FILES = ("/etc/hostname", "/etc/hosts", "/etc/resolv.conf")


class Without(NamedTuple):
    """What not to look at: whatever fits one of these, each as in `Selection`."""

    patterns: Sequence[str] = ()
    labels: Sequence[str] = ()
    projects: Sequence[str] = ()

    def has(self, summary: Document) -> bool:
        """Whether one item of the list of containers is left out."""
        labels = _labels(summary)
        return (
            _is_named(summary, self.patterns)
            or any(_has_label(labels, wanted) for wanted in self.labels)
            or _is_of(labels, self.projects)
        )


class Selection(NamedTuple):
    """What to look at; empty is everything.

    names      containers by name, by beginning of the id
    patterns   patterns for names; one has to match
    labels     `KEY` or `KEY=VALUE`; each has to be there
    projects   names of compose projects; one has to match
    running    only what runs
    without    what is left out, by name, label or project, though all else fits
    """

    names: Sequence[str] = ()
    patterns: Sequence[str] = ()
    labels: Sequence[str] = ()
    projects: Sequence[str] = ()
    running: bool = False
    without: Without = Without()

    def has(self, summary: Document) -> bool:
        """Whether one item of the list of containers is wanted, whatever `names` say."""
        labels = _labels(summary)
        return (
            (not self.running or summary.get("State") in RUNNING)
            and (not self.patterns or _is_named(summary, self.patterns))
            and all(_has_label(labels, wanted) for wanted in self.labels)
            and (not self.projects or _is_of(labels, self.projects))
            and not self.without.has(summary)
        )

    @property
    def asked(self) -> str:
        """The filters as they are given, "" where none asks for something that is to be there."""
        wanted = (("--name", self.patterns), ("--label", self.labels), ("--project", self.projects))
        without = zip(("--not-name", "--not-label", "--not-project"), self.without, strict=True)
        if not any(texts for _, texts in wanted):
            return ""
        given = (*wanted, *without)
        return " ".join(f"{option} {text}" for option, texts in given for text in texts)


def _labels(summary: Document) -> Mapping[str, object]:
    labels = summary.get("Labels")
    return labels if isinstance(labels, dict) else {}


def _is_named(summary: Document, patterns: Sequence[str]) -> bool:
    return any(map(partial(_matches, name_of(summary)), patterns))


def _is_of(labels: Mapping[str, object], projects: Sequence[str]) -> bool:
    return any(labels.get(key) in projects for key in _PROJECT)


def _matches(name: str, pattern: str) -> bool:
    tokens = glob.parse(pattern)
    return tokens is not None and glob.fits(tokens, name)


def _has_label(labels: Mapping[str, object], wanted: str) -> bool:
    key, sep, value = wanted.partition("=")
    return key in labels and (not sep or labels[key] == value)


def name_of(summary: Document) -> str:
    """The container's own name: links add names of the form `/other/alias`."""
    names = summary.get("Names")
    listed = names if isinstance(names, list) else []
    texts = [n.removeprefix("/")[:_NAME_MAX] for n in listed if isinstance(n, str)]
    return next((name for name in texts if "/" not in name), summary["Id"][:12])


def own_ids(root: str = "/") -> frozenset[str]:
    """Ids that the container in which hardenlint runs may have; none outside of one.

    cgroup v1 names the container in /proc/self/cgroup; with v2 the files that engines mount into
    a container tell. A host lists the mounts of its containers too, but at other places.
    """
    found = set(_OWN.findall(_read(os.path.join(root, "proc/self/cgroup"))))
    for line in _read(os.path.join(root, "proc/self/mountinfo")).splitlines():
        fields = line.split(" ")
        if len(fields) > 4 and fields[4] in _FILES:
            found.update(_OWN.findall(fields[3]))
    inside = any(
        os.path.exists(os.path.join(root, name)) for name in (".dockerenv", "run/.containerenv")
    )
    name = _read(os.path.join(root, "etc/hostname")).strip()
    if inside and re.fullmatch("[0-9a-f]{12}", name):
        found.add(name)
    return frozenset(found)


def is_own(summary: Document, ids: Iterable[str]) -> bool:
    """Whether an item of the list is the container with one of these ids."""
    # By the beginning, since a host's name has only the first twelve digits.
    return any(str(summary["Id"]).startswith(identity) for identity in ids)


def _read(path: str) -> str:
    try:
        return host_file.read(path, _MOUNTS_MAX).decode("utf-8", "replace")
    except OSError:
        return ""
