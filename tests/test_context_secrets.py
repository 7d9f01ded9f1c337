"""A file of the context that is here to be read decides whether it is a secret."""

import os

import pytest

from .cli import hardenlint

COPIED = "FROM node:22\nCOPY .npmrc package.json /app/\n"
SURVIVES = """\
FROM node:22 AS build
COPY .npmrc /app/.npmrc
FROM node:22-slim
COPY --from=build /app /app
"""


@pytest.mark.parametrize(
    ("dockerfile", "check"),
    [(COPIED, "secret-file-copied"), (SURVIVES, "stage-secret-survives")],
)
@pytest.mark.parametrize(
    ("text", "is_told"),
    [
        ("legacy-peer-deps=true\nmin-release-age=14\n", False),
        ("//registry.example.com/:_authToken=k3Zt9vQ2mB7xN4pL\n", True),
        ("//registry.example.com/:_authToken=${NPM_TOKEN}\n", False),
        (None, True),
    ],
)
def test_npmrc(
    dockerfile: str, check: str, text: str | None, is_told: bool, tmp_path: os.PathLike[str]
) -> None:
    files = {"Dockerfile": dockerfile, ".npmrc": text}
    for name, content in files.items():
        if content is not None:
            with open(os.path.join(tmp_path, name), "w", encoding="utf-8") as file:
                file.write(content)
    run = hardenlint("scan", "--format", "json", str(tmp_path))
    assert (check in {finding["check"] for finding in run.document["findings"]}) is is_told
