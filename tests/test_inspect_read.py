"""Reading saved `docker inspect` data: recognition, errors, places, what never crashes."""

import json
import os
import time
from operator import attrgetter
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hardenlint.errors import InputError
from hardenlint.model import Container, Field, Image
from hardenlint.sources import inspect
from hardenlint.sources.inspect import Loaded, NotInspectData

from .clock import cpu_since

ZOO = os.path.join(os.path.dirname(__file__), "..", "fixtures", "inspect", "zoo.json")

CONTAINER: dict[str, Any] = {
    "Id": "1" * 64,
    "Name": "/app",
    "Config": {"Image": "app:1", "User": "10001"},
    "HostConfig": {"Privileged": True},
}
IMAGE: dict[str, Any] = {"Id": "sha256:" + "2" * 64, "RepoTags": ["app:1"], "Config": {"User": ""}}


def zoo() -> str:
    with open(ZOO, encoding="utf-8") as file:
        return file.read()


def read(*documents: object) -> Loaded:
    return inspect.read(json.dumps(list(documents), indent=2), "saved.json")


def only(loaded: Loaded) -> Container:
    (container,) = loaded.subjects
    assert isinstance(container, Container)
    return container


@pytest.mark.parametrize(
    ("document", "expected"),
    [
        ([CONTAINER], True),
        (CONTAINER, True),
        ([IMAGE], True),
        ([{"Name": "net"}, CONTAINER], True),
        ([{"Name": "data", "Driver": "local", "Mountpoint": "/x", "Options": None}], True),
        ([], False),
        ({}, False),
        ([[]], False),
        (None, False),
        ("HostConfig", False),
        ({"name": "package", "version": "1.0"}, False),
        ({"services": {"web": {"image": "nginx"}}}, False),
        ([{"Id": "1", "Names": ["/web"], "Image": "nginx"}], False),
    ],
)
def test_inspect_data_is_recognised_by_its_content(document: object, expected: bool) -> None:
    assert inspect.is_inspect(document) is expected


def test_an_array_mixes_containers_and_images_and_a_single_object_is_read_too() -> None:
    loaded = read(IMAGE, CONTAINER)
    assert [type(subject) for subject in loaded.subjects] == [Container, Image]
    assert [subject.name for subject in loaded.subjects] == ["app", "app:1"]
    single = only(inspect.read(json.dumps(CONTAINER), "one.json"))
    assert single.privileges.privileged.span.pointer == "/HostConfig/Privileged"


def test_the_same_container_asked_for_twice_is_one_subject() -> None:
    assert [subject.name for subject in read(CONTAINER, CONTAINER).subjects] == ["app"]


def test_a_byte_order_mark_changes_nothing() -> None:
    plain = only(inspect.read(json.dumps([CONTAINER]), "x"))
    marked = only(inspect.read("\ufeff" + json.dumps([CONTAINER]), "x"))
    assert plain.privileges.privileged == marked.privileges.privileged


def test_every_value_has_its_place_in_the_text() -> None:
    text = """[{"Name": "/é",
  "HostConfig": {
   "Privileged":   true},"Config":{"Env": ["A=1"]}}]"""
    span = only(inspect.read(text, "dir/saved.json")).privileges.privileged.span
    assert span[:6] == ("dir/saved.json", 3, 20, 3, 24, "/0/HostConfig/Privileged")
    assert span.container == "é"
    env = only(inspect.read(text, "x")).env["A"].span
    assert (env.line, env.column, env.end_column) == (3, 44, 49)


def test_the_pointer_of_what_is_missing_leads_to_what_should_hold_it() -> None:
    container = only(read(CONTAINER))
    assert container.limits.memory.span.pointer == "/0/HostConfig"
    assert container.limits.memory.span.line == 9
    assert container.limits.memory.value is None


def test_pointers_and_lines_of_a_real_document_lead_to_the_values() -> None:
    text = zoo()
    lines = text.splitlines()
    documents = json.loads(text)
    for subject in inspect.read(text, "zoo.json").subjects:
        if isinstance(subject, Container):
            fields: list[Field[Any]] = [subject.user, subject.privileges.privileged]
            for field in (*fields, *subject.storage.mounts, *subject.networking.ports):
                value = documents
                for part in field.span.pointer[1:].split("/"):
                    key = part.replace("~1", "/").replace("~0", "~")
                    value = value[int(key)] if isinstance(value, list) else value[key]
                start = json.dumps(value)[:1]
                assert lines[field.span.line - 1][field.span.column - 1] == start


@pytest.mark.parametrize(
    ("text", "line", "column"),
    [
        ("", 1, 1),
        ('[{"Id": 1,}]', 1, 11),
        ('[{"Id": "1"},\n {"Id": }]', 2, 9),
        ('[{"HostConfig": {}', 1, 19),
        ("[] []", 1, 4),
    ],
)
def test_what_is_no_json_is_a_parse_error_with_its_place(text: str, line: int, column: int) -> None:
    with pytest.raises(InputError) as caught:
        inspect.read(text, "bad.json")
    problem = caught.value.problem
    assert (problem.kind, problem.span.path) == ("parse", "bad.json")
    assert (problem.span.line, problem.span.column) == (line, column)


@pytest.mark.parametrize(
    "text",
    ["[" * 100_000, '{"a":' * 100_000, "[" * 100_000 + "]" * 100_000, "9" * 10_000],
)
def test_hostile_json_is_a_parse_error(text: str) -> None:
    with pytest.raises(InputError) as caught:
        inspect.read(text, "deep.json")
    assert caught.value.problem.kind == "parse"
    assert len(caught.value.problem.message) < 200


@pytest.mark.parametrize("text", ["[]", "{}", "null", "3", '"text"', '{"name": "x"}', "[[]]"])
def test_json_of_another_kind_is_told_apart(text: str) -> None:
    with pytest.raises(NotInspectData) as caught:
        inspect.read(text, "package.json")
    assert caught.value.problem.kind == "skipped-input"


def test_elements_that_are_neither_container_nor_image_are_noted() -> None:
    loaded = read(CONTAINER, {"Name": "x"}, "text", None)
    assert [note.kind for note in loaded.notes] == ["skipped-input"] * 3
    assert [note.span.pointer for note in loaded.notes] == ["/1", "/2", "/3"]
    assert loaded.errors == ()


def paths(document: object, prefix: tuple[str, ...] = ()) -> list[tuple[str, ...]]:
    """Every place in a document."""
    found = [prefix]
    if isinstance(document, dict):
        for key, value in document.items():
            found += paths(value, (*prefix, key))
    elif isinstance(document, list):
        for index, value in enumerate(document):
            found += paths(value, (*prefix, str(index)))
    return found


def replaced(document: Any, path: tuple[str, ...], value: object) -> Any:
    if not path:
        return value
    key, rest = path[0], path[1:]
    if isinstance(document, list):
        return [
            replaced(item, rest, value) if str(index) == key else item
            for index, item in enumerate(document)
        ]
    return {k: replaced(v, rest, value) if k == key else v for k, v in document.items()}


def test_a_value_of_the_wrong_type_anywhere_never_crashes() -> None:
    document = json.loads(zoo())
    kept = ("Config", "HostConfig", "Id", "Image", "Mounts", "Name", "NetworkSettings", "State")
    richest = [{key: document[index][key] for key in kept} for index in (4,)]
    for path in paths(richest):
        for wrong in (None, 10**400, "text", True, [None], {"a": [1]}):
            text = json.dumps(replaced(richest, path, wrong))
            try:
                inspect.read(text, "x")
            except NotInspectData:
                assert len(path) < 2
            else:
                inspect.describe(text, "x")


_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
)


@given(st.dictionaries(st.sampled_from(sorted(json.loads(zoo())[4]["HostConfig"])), _JSON))
@settings(deadline=None, max_examples=60)
def test_any_host_config_is_read(host_config: dict[str, object]) -> None:
    loaded = read({**CONTAINER, "HostConfig": host_config})
    assert all(problem.kind == "invalid" for problem in loaded.errors)
    json.dumps(inspect.show(json.dumps([{**CONTAINER, "HostConfig": host_config}]), "x"))


@pytest.mark.parametrize(
    ("key", "wrong", "fact"),
    [
        ("Privileged", "yes", "privileges.privileged"),
        ("ReadonlyRootfs", 1, "privileges.read_only"),
        ("Memory", "64m", "limits.memory"),
        ("PidsLimit", [], "limits.pids"),
        ("PidMode", {}, "namespaces.pid"),
        ("NetworkMode", 3, "namespaces.network"),
        ("RestartPolicy", "always", "lifecycle.restart"),
    ],
)
def test_a_malformed_fact_is_unknown_and_an_error(key: str, wrong: object, fact: str) -> None:
    loaded = read({**CONTAINER, "HostConfig": {key: wrong}})
    assert attrgetter(fact)(only(loaded)).value is None
    (error,) = loaded.errors
    assert error.kind == "invalid"
    assert error.message.startswith(f"HostConfig.{key} should be ")
    assert error.span.pointer == f"/0/HostConfig/{key}"
    assert error.span.line > 1


@pytest.mark.parametrize("wrong", [[], "text", 3, True])
def test_a_malformed_object_is_one_error_and_leaves_the_rest_readable(wrong: object) -> None:
    loaded = read({**CONTAINER, "HostConfig": wrong})
    container = only(loaded)
    assert [error.message for error in loaded.errors] == ["HostConfig should be an object"]
    assert container.privileges.privileged.value is None
    assert container.user.value is not None
    assert container.user.value.uid == 10001


def test_secret_values_are_no_part_of_an_error() -> None:
    loaded = read(
        {**CONTAINER, "Config": {"Env": {"PASSWORD": "hunter2"}, "Cmd": {"a": "hunter2"}}}
    )
    assert loaded.errors
    assert "hunter2" not in str(loaded.errors)


def test_the_work_is_linear_in_the_input() -> None:
    chain = [
        {
            **CONTAINER,
            "Id": f"{number:064x}",
            "Name": f"/c{number}",
            "HostConfig": {
                "NetworkMode": f"container:{number + 1:064x}",
                "PortBindings": {"80/tcp": [{"HostIp": "", "HostPort": str(number)}]},
            },
        }
        for number in range(4000)
    ]
    started = time.process_time()
    assert len(read(*chain).subjects) == 4000
    assert cpu_since(started) < 10
