"""What is wrong with a compose file is told with its place, and the rest of it is read."""

import os

import pytest

from hardenlint.errors import InputError
from hardenlint.model.causes import said
from hardenlint.sources import compose
from hardenlint.workspace import Workspace
from tests.workspaces import holding

FILE = """services:
  ok: {image: b, privileged: true}
  web:
    image: a
    cap_add: [SYS_ADMIN]
"""


@pytest.fixture(autouse=True)
def _folder(tmp_path: os.PathLike[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


@pytest.mark.parametrize(
    ("added", "kind", "place", "message"),
    [
        ("    priviledged: true\n", "invalid", (6, 5), "unknown key 'priviledged' in web: is it"),
        ("    read_only: maybe\n", "invalid", (6, 16), "must be true or false"),
        ("    ports: 80\n", "invalid", (6, 12), "ports must be a list"),
        ("    depends_on: [nobody]\n", "fragment", (6, 18), "depends on nobody"),
        ("    ports: ['80:abc']\n", "invalid", (6, 13), "invalid port: write it like"),
        ("    hostname: '${}'\n", "invalid", (6, 15), "malformed variable"),
        ("    extends: {file: no.yaml, service: x}\n", "missing", (6, 21), "does not exist"),
        ("    extends: {service: x}\n", "missing", (6, 24), "no service x"),
        ("    extends: web\n", "invalid", (6, 14), "extends itself: web > web"),
        ("    init: true\n    init: false\n", "invalid", (7, 5), "'init' is here twice"),
        ("    user: *nope\n", "parse", (6, 11), "there is no anchor"),
        ("    <<: *nope\n", "parse", (6, 9), "there is no anchor"),
        ("    <<: 3\n", "invalid", (6, 9), "<< takes a mapping"),
        ("    networks: [nope]\n", "fragment", (6, 16), "undefined network nope"),
        ("  x:\n", "invalid", (6, 5), "x must be a mapping, not null"),
        ("  x: [a]\n", "invalid", (6, 6), "x must be a mapping, not a list"),
        ("  7: {image: a}\n", "invalid", (6, 3), "a key must be text"),
        ("include: [no.yaml]\n", "missing", (6, 11), "no.yaml does not exist"),
        ("include: [c.yaml]\n", "invalid", (6, 11), "includes itself"),
        ("---\n- a\n", "invalid", (7, 1), "the top level must be a mapping"),
    ],
)
def test_one_mistake_hides_nothing_else(
    added: str, kind: str, place: tuple[int, int], message: str
) -> None:
    with open("c.yaml", "w", encoding="utf-8") as file:
        file.write(FILE + added)
    loaded = compose.read(["c.yaml"], Workspace())
    (error,) = loaded.errors
    assert (error.kind, (error.span.line, error.span.column)) == (kind, place)
    assert message in error.message
    assert loaded.project is not None
    services = {service.name: service for service in loaded.project.services}
    assert services["ok"].privileges.privileged.value is True
    assert [cap.value for cap in services["web"].privileges.capabilities.add] == ["SYS_ADMIN"]
    with pytest.raises(InputError) as caught:
        compose.show(["c.yaml"], Workspace())
    assert caught.value.problem.span.line == place[0]


@pytest.mark.parametrize(
    "added",
    [
        "    env_file: no.env\n",
        "    hostname: ${UNSET}\n",
        "    hostname: ${UNSET:?say so}\n",
        "    profiles: [debug]\n",
        "  part: {cap_add: [NET_ADMIN]}\n",
    ],
)
def test_what_may_be_elsewhere_is_no_error(added: str) -> None:
    loaded = compose.read(["c.yaml"], holding("c.yaml", FILE + added))
    assert loaded.errors == ()
    assert loaded.project is not None
    assert {"ok", "web"} <= {service.name for service in loaded.project.services}


def test_a_fragment_claims_nothing_about_what_it_does_not_say() -> None:
    loaded = compose.read(["c.yaml"], holding("c.yaml", FILE + "  part: {cap_add: [NET_ADMIN]}\n"))
    assert loaded.project is not None
    web, part = loaded.project.services[1:]
    assert (web.privileges.privileged.value, part.privileges.privileged.value) == (False, None)


def test_a_value_that_a_variable_spoils_tells_the_variable() -> None:
    with pytest.raises(InputError, match=r"true or false \(\$P has no value\)"):
        compose.show(["c.yaml"], holding("c.yaml", "services: {a: {image: a, privileged: $P}}"))


@pytest.mark.parametrize(
    ("escape", "message"),
    [
        (r"\ud800", "a backslash starts something"),
        (r"\q", "a backslash starts something"),
        ("x", "the quote that opens here is never closed"),
    ],
)
def test_a_broken_text_is_told_as_what_it_is(escape: str, message: str) -> None:
    closing = '"' if escape != "x" else ""
    with pytest.raises(InputError, match=message):
        compose.read(
            ["c.yaml"], holding("c.yaml", f'services: {{a: {{image: "{escape}{closing}}}}}\n')
        )


def test_a_long_chain_of_shared_namespaces_has_an_end() -> None:
    last = 2_000
    text = "".join(f"  s{n}: {{image: a, network_mode: 'service:s{n + 1}'}}\n" for n in range(last))
    text = f"services:\n{text}  s{last}: {{image: a, network_mode: host}}\n"
    project = compose.read(["c.yaml"], holding("c.yaml", text)).project
    assert project is not None
    assert {str(service.namespaces.network.value) for service in project.services} == {"host"}
    assert said(project.services[0].namespaces.network.causes) == f"through s{last}"
