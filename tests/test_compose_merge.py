"""Several files as one project: overrides, `!reset`, `extends`, `include`."""

import os
from typing import Any

import pytest

from hardenlint.errors import InputError
from hardenlint.sources import compose
from hardenlint.workspace import Workspace
from tests.workspaces import holding

Folder = os.PathLike[str]


def write(folder: Folder, files: dict[str, str]) -> None:
    for name, text in files.items():
        path = os.path.join(folder, name)
        os.makedirs(os.path.dirname(path), exist_ok=True)
        with open(path, "w", encoding="utf-8") as file:
            file.write(text)


def shown(folder: Folder, files: dict[str, str], *names: str) -> dict[str, Any]:
    write(folder, files)
    return compose.show(
        [os.path.join(folder, name) for name in names or ("compose.yaml",)], Workspace()
    )


def service(base: str, override: str, folder: Folder) -> dict[str, Any]:
    files = {
        "a.yaml": f"services: {{web: {{image: n, {base}}}}}\nvolumes: {{one: , two: }}\n",
        "b.yaml": f"services: {{web: {{{override}}}}}\n",
    }
    result = shown(folder, files, "a.yaml", "b.yaml")["services"]["web"]
    assert isinstance(result, dict)
    return result


@pytest.mark.parametrize(
    ("base", "override", "key", "value"),
    [
        ("user: root", "user: '1'", "user", "1"),
        ("user: root", "user: !reset null", "user", None),
        ("cap_add: [A, B]", "cap_add: [B, C]", "cap_add", ["A", "B", "C"]),
        ("cap_add: [A]", "cap_add: []", "cap_add", ["A"]),
        ("cap_add: [A]", "cap_add: !override [C]", "cap_add", ["C"]),
        ("cap_add: [A]", "cap_add: !reset []", "cap_add", None),
        ("privileged: true", "privileged: false", "privileged", False),
        ("command: a b", "command: [c]", "command", ["c"]),
        ("environment: {A: 1, B: 2}", "environment: [B=3, C]", "environment",
         {"A": "1", "B": "3", "C": None}),
        ("labels: [a=1]", "labels: {a: 2}", "labels", {"a": "2"}),
        ("security_opt: [a]", "security_opt: [b]", "security_opt", ["a", "b"]),
        ("dns: 1.1.1.1", "dns: [8.8.8.8]", "dns", ["1.1.1.1", "8.8.8.8"]),
        ("tmpfs: /a", "tmpfs: /b", "tmpfs", ["/a", "/b"]),
        ("ulimits: {nofile: 1}", "ulimits: {nofile: {soft: 2, hard: 3}}", "ulimits",
         {"nofile": {"soft": 2, "hard": 3}}),
        ("logging: {driver: a, options: {x: 1}}", "logging: {driver: b}", "logging",
         {"driver": "b"}),
        ("logging: {driver: a, options: {x: 1}}", "logging: {options: {y: 2}}", "logging",
         {"driver": "a", "options": {"x": "1", "y": "2"}}),
    ],
)  # fmt: skip
def test_an_override_merges_place_by_place(
    base: str, override: str, key: str, value: Any, tmp_path: Folder
) -> None:
    assert service(base, override, tmp_path).get(key) == value


def test_a_published_port_is_not_closed_by_binding_it_again(tmp_path: Folder) -> None:
    ports = service("ports: ['8080:80']", "ports: ['127.0.0.1:8080:80']", tmp_path)["ports"]
    assert [port.get("host_ip") for port in ports] == [None, "127.0.0.1"]


def test_a_volume_is_replaced_by_the_one_of_the_same_target(tmp_path: Folder) -> None:
    mounts = service("volumes: ['one:/x', '/b:/y']", "volumes: ['two:/x:ro']", tmp_path)["volumes"]
    assert [(m["source"], m["read_only"]) for m in mounts] == [("two", True), ("/b", False)]


def test_the_winning_file_is_the_place(tmp_path: Folder) -> None:
    files = {
        "a.yaml": "services:\n  web:\n    image: n\n    user: root\n",
        "b.yaml": "services:\n  web:\n    user: '5'\n",
    }
    places = shown(tmp_path, files, "a.yaml", "b.yaml")["locations"]
    user, image = places["/services/web/user"], places["/services/web/image"]
    assert (os.path.basename(user["file"]), user["line"], user["column"]) == ("b.yaml", 3, 11)
    assert os.path.basename(image["file"]) == "a.yaml"


def test_documents_of_one_file_merge(tmp_path: Folder) -> None:
    text = "services: {w: {image: a}}\n---\nservices: {w: {user: '1'}}\n"
    web = shown(tmp_path, {"compose.yaml": text})["services"]["w"]
    assert (web["image"], web["user"]) == ("a", "1")


def test_extends_takes_from_a_file_and_moves_its_paths(tmp_path: Folder) -> None:
    files = {
        "compose.yaml": (
            "services: {web: {extends: {file: sub/base.yaml, service: b}, cap_add: [Y]}}\n"
        ),
        "sub/base.yaml": (
            "services:\n  b: {extends: c, volumes: ['./d:/d']}\n"
            "  c: {image: n, cap_add: [X], privileged: true, build: .}\n"
        ),
    }
    web = shown(tmp_path, files)["services"]["web"]
    assert web["cap_add"] == ["X", "Y"]
    assert web["privileged"] is True
    assert web["volumes"][0]["source"] == os.path.join(tmp_path, "sub/d")
    assert web["build"]["context"] == os.path.join(tmp_path, "sub")
    assert "extends" not in web


@pytest.mark.parametrize(
    "text",
    [
        "services: {a: {image: n, extends: a}}",
        "services: {a: {image: n, extends: b}, b: {image: n, extends: a}}",
        "services: {a: {image: n, extends: nope}}",
        "services: {a: {image: n, extends: {file: nope.yaml, service: x}}}",
        "include: [nope.yaml]\nservices: {a: {image: n}}",
        "include: [compose.yaml]\nservices: {a: {image: n}}",
    ],
)
def test_what_cannot_be_found_or_turns_in_circles(text: str, tmp_path: Folder) -> None:
    with pytest.raises(InputError):
        shown(tmp_path, {"compose.yaml": text})
    loaded = compose.read([os.path.join(tmp_path, "compose.yaml")], Workspace())
    assert loaded.project is not None
    assert [service.name for service in loaded.project.services][:1] == ["a"]
    assert {error.kind for error in loaded.errors} <= {"invalid", "missing"}
    assert loaded.errors


def test_an_included_project_has_its_own_folder_and_variables(tmp_path: Folder) -> None:
    files = {
        "compose.yaml": "include: [inc/c.yaml]\nservices: {db: {user: '7'}}\n",
        "inc/c.yaml": "services: {db: {image: 'd:${V:-none}', volumes: ['./x:/x']}}\n",
        "inc/.env": "V=inc\n",
    }
    database = shown(tmp_path, files)["services"]["db"]
    assert (database["image"], database["user"]) == ("d:inc", "7")
    assert database["volumes"][0]["source"] == os.path.join(tmp_path, "inc/x")


def test_merge_keys_are_followed_and_placed_in_the_anchor(tmp_path: Folder) -> None:
    text = (
        "x-a: &a {image: n, user: root}\nx-b: &b {read_only: true, user: b}\n"
        "services:\n  w:\n    <<: [*a, *b]\n"
    )
    result = shown(tmp_path, {"compose.yaml": text})
    assert result["services"]["w"]["user"] == "root"
    assert result["services"]["w"]["read_only"] is True
    assert result["locations"]["/services/w/user"]["line"] == 1


def test_a_bomb_of_merge_keys_or_aliases_is_refused() -> None:
    lines = ["x0: &x0 {k: v}"]
    lines += [f"x{i}: &x{i} {{a: [{', '.join([f'*x{i - 1}'] * 9)}]}}" for i in range(1, 9)]
    with pytest.raises(InputError, match="aliases expand"):
        compose.read(
            ["c.yaml"], holding("c.yaml", "\n".join([*lines, "services: {w: {image: n}}"]))
        )
    lines = ["x0: &x0 {k: v}"]
    lines += [f"x{i}: &x{i} {{<<: [{', '.join([f'*x{i - 1}'] * 9)}]}}" for i in range(1, 9)]
    assert compose.read(
        ["c.yaml"], holding("c.yaml", "\n".join([*lines, "services: {w: {image: n}}"]))
    ).project


@pytest.mark.parametrize("bases", ["*b", "[*b ]", "[{init: true}, *b ]"])
@pytest.mark.parametrize(
    ("written", "key", "value"),
    [
        ("privileged: !reset false", "privileged", True),
        ("cap_drop: !reset []", "cap_drop", ["ALL"]),
        ("environment: !reset {}", "environment", {"A": "b"}),
        ("environment: !override {C: d}", "environment", {"C": "d"}),
        ("cap_drop: !override [!reset X, Y]", "cap_drop", ["X", "Y"]),
    ],
)
def test_a_reset_takes_away_what_is_written_here_and_earlier_but_not_what_a_merge_key_brings(
    bases: str, written: str, key: str, value: Any, tmp_path: Folder
) -> None:
    anchor = "x-b: &b {privileged: true, cap_drop: [ALL], environment: {A: b}}\n"
    files = {
        "a.yaml": "services: {web: {image: n, cap_drop: [Q], environment: {A: 1, C: 2}}}\n",
        "b.yaml": f"{anchor}services: {{web: {{<<: {bases}, {written}}}}}\n",
    }
    assert shown(tmp_path, files, "a.yaml", "b.yaml")["services"]["web"][key] == value


@pytest.mark.parametrize(
    ("bases", "expected"),
    [
        ("*b", (None, ["ALL"], {"C": "2", "D": "e"})),
        ("[*b , *c ]", (True, ["Q", "ALL"], {"A": "1", "C": "2", "D": "e"})),
        ("[*c , *b ]", (True, ["Q", "C"], {"A": "c", "C": "2"})),
    ],
)
def test_the_tags_of_an_anchor_count_where_compose_finds_them(
    bases: str, expected: tuple[Any, ...], tmp_path: Folder
) -> None:
    base = "image: n, privileged: true, cap_drop: [Q], environment: {A: 1, C: 2}"
    tagged = (
        "{privileged: !reset null, cap_drop: !override [ALL], environment: {A: !reset a, D: e}}"
    )
    files = {
        "a.yaml": f"services: {{web: {{{base}}}}}\n",
        "b.yaml": f"x-b: &b {tagged}\nx-c: &c {{cap_drop: [C], environment: {{A: c}}}}\n"
        f"services: {{web: {{<<: {bases}}}}}\n",
    }
    web = shown(tmp_path, files, "a.yaml", "b.yaml")["services"]["web"]
    assert (web.get("privileged"), web["cap_drop"], web["environment"]) == expected


def test_an_included_build_and_environment_are_those_of_the_included_project(
    tmp_path: Folder,
) -> None:
    files = {
        "compose.yaml": "include: [sub/i.yaml]\nservices: {web: {extends: i}}\n",
        "sub/i.yaml": "services: {i: {build: {target: x}, environment: [A, B]}}\n",
        "sub/.env": "A=in\n",
    }
    services = shown(tmp_path, files)["services"]
    for name in ("i", "web"):
        assert services[name]["build"]["context"] == os.path.join(tmp_path, "sub")
        assert services[name]["environment"] == {"A": "in", "B": None}


def test_each_include_of_a_file_has_the_variables_of_its_own_env_file(tmp_path: Folder) -> None:
    files = {
        "compose.yaml": "include:\n- {path: [one.yaml, i.yaml], env_file: 1.env}\n"
        "- {path: [two.yaml, j.yaml], env_file: 2.env}\n",
        **{f"{name}.yaml": "services: {x: {image: n}}\n" for name in ("one", "two")},
        "i.yaml": "services: {i: {extends: {file: e.yaml, service: e}}}\n",
        "j.yaml": "services: {j: {extends: {file: e.yaml, service: e}}}\n",
        "e.yaml": "services: {e: {image: n, environment: [A]}}\n",
        "1.env": "A=1\n",
        "2.env": "A=2\n",
    }
    services = shown(tmp_path, files)["services"]
    assert [services[name]["environment"] for name in "ij"] == [{"A": "1"}, {"A": "2"}]


@pytest.mark.parametrize(
    ("included", "merged_over", "is_refused"),
    [
        ("{labels: {a: b}}", "{environment: X}", True),
        ("{driver: d}", "{environment: X}", False),
        ("{file: f}", "{file: g}", False),
    ],
)
def test_an_included_project_is_checked_by_itself(
    included: str, merged_over: str, is_refused: bool, tmp_path: Folder
) -> None:
    files = {
        "compose.yaml": "include: [sub/i.yaml]\nservices: {web: {image: n}}\n"
        f"secrets: {{s: {merged_over}}}\n",
        "sub/i.yaml": f"secrets: {{s: {included}}}\n",
    }
    if not is_refused:
        assert "s" in shown(tmp_path, files)["secrets"]
        return
    with pytest.raises(InputError) as caught:
        shown(tmp_path, files)
    assert caught.value.problem.span.path == os.path.join(tmp_path, "sub", "i.yaml")
