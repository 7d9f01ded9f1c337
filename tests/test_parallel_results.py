"""What a worker process judges is reported as if it had been judged here."""

import copy

from hardenlint.model import Build
from hardenlint.sources import dockerfile

TEXT = "FROM debian:12 AS base\nRUN id\n\nFROM base\nUSER root\n"


def test_a_dockerfile_from_another_process_tells_where_its_stages_begin() -> None:
    build = dockerfile.read(TEXT, "Dockerfile")
    arrived = copy.copy(build)  # as it travels: by `__reduce__`
    assert isinstance(arrived, Build)
    assert (arrived.name, arrived.span, arrived.source) == (build.name, build.span, build.source)
    assert [(stage.index, stage.name, stage.span) for stage in arrived.stages] == [
        (stage.index, stage.name, stage.span) for stage in build.stages
    ]
