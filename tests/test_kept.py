"""What follows from the fields of a subject is kept: nobody asks before all of them are set."""

import os
from collections.abc import Iterator

import pytest

from hardenlint.model import Build, Container, Host, Image, Project, Subject
from hardenlint.policy.gather import Exceptions, gather
from hardenlint.sources import declared
from hardenlint.sources.collect import Options, collect
from hardenlint.sources.load import load
from hardenlint.workspace import Workspace

FIXTURES = os.path.join(os.path.dirname(__file__), "..", "fixtures")
FILES = sorted(
    os.path.join(folder, name)
    for folder, _, names in os.walk(FIXTURES)
    for name in names
    if name.endswith((".yaml", ".json", "Dockerfile")) and ".override." not in name
)


def parts(subject: Subject) -> Iterator[Subject]:
    """The subject, and all that were read with it."""
    yield subject
    if isinstance(subject, Build):
        yield from (stage.image for stage in subject.stages)
    if isinstance(subject, Image) and subject.build is not None:
        yield from parts(subject.build)
    if isinstance(subject, Container) and subject.declared is not None:
        yield subject.declared
    if isinstance(subject, Project):
        yield from subject.services


@pytest.fixture(scope="module")
def found() -> list[Subject]:
    options = Options(allow_images=("ghcr.io/**",))
    subjects = load(collect(FILES, (), options, Workspace())[0], options, Workspace()).subjects
    declared.declare(subjects, Workspace())
    gather(subjects, Exceptions(), lambda _: None, dict)
    return [part for subject in subjects for part in parts(subject)]


@pytest.mark.parametrize("kind", [Build, Image, Container, Project, Host])
def test_reading_keeps_nothing_that_follows(kind: type[Subject], found: list[Subject]) -> None:
    read = [subject for subject in found if isinstance(subject, kind)]
    assert len(read) > 20
    assert [(subject.name, vars(subject)) for subject in read if vars(subject)] == []
