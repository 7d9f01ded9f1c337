"""Why values are what they are: several variables in one text, and the words for all causes."""

import os

import pytest

from hardenlint.facts.texts import here
from hardenlint.model import Field, ImageRef, Span
from hardenlint.model.causes import said
from hardenlint.model.parts import aligned
from hardenlint.model.span import MOST, Cause, because, several, whole
from hardenlint.sources.compose.interpolate import Expanded, Variable, substitute
from hardenlint.sources.dockerfile import parse

from .cli import inside

HERE = Span("compose.yaml", 1)
ENVIRONMENT = {"W": Variable("db", ".env"), "EMPTY": Variable("", ".env"), "V": Variable("v")}


@pytest.fixture(autouse=True)
def _folder(tmp_path: os.PathLike[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


class Scan:
    """Scans files in the current folder."""

    def __init__(self, capfd: pytest.CaptureFixture[str]) -> None:
        self.capfd = capfd

    def __call__(self, files: dict[str, str], *args: str) -> list[str]:
        """What `scan --format concise` prints of files."""
        for name, text in files.items():
            with open(name, "w", encoding="utf-8") as file:
                file.write(text)
        done = inside(self.capfd, "scan", "--format", "concise", *args, ".")
        assert done.code in (0, 1), done.err
        return [line for line in done.out.splitlines() if line.startswith(tuple(files))]

    def variable(self, value: str, env_file: str, name: str) -> list[str]:
        """The checks that tell of a variable of a service, and what they put it down to."""
        text = f"services:\n  web:\n    image: a\n    environment:\n      {name}: {value!r}\n"
        lines = self({".env": env_file, "compose.yaml": text}, "--profile", "restricted")
        return [
            line.partition("[")[2].partition("]")[0] + line[line.rindex(" (") :]
            for line in lines
            if line.startswith("compose.yaml:5:") and line.endswith(")")
        ]


@pytest.fixture
def scan(capfd: pytest.CaptureFixture[str]) -> Scan:
    return Scan(capfd)


@pytest.mark.parametrize(
    ("value", "env_file", "found"),
    [
        ("${PREFIX:-pre}${VALUE}", "VALUE=s3cr3tvalue", "via-env-reference (taken from $VALUE)"),
        ("${VALUE}${SUFFIX:-end}", "VALUE=s3cr3tvalue", "via-env-reference (taken from $VALUE)"),
        ("${OTHER:-${VALUE}}", "VALUE=s3cr3tvalue", "via-env-reference (taken from $VALUE)"),
        ("${A}${TOKEN}", "A=a\nTOKEN=s3cr3tvalue", "via-env-reference (taken from $TOKEN)"),
        ("${PREFIX:-pre}${VALUE}", "VALUE=",
         "default-interpolation (default value of $PREFIX)"),
        ("${TOKEN:-hunter22}${VALUE}", "VALUE=x",
         "default-interpolation (default value of $TOKEN)"),
        ("${A:-hunt}${B:-er22}", "", "default-interpolation (default values of $A and $B)"),
    ],
)  # fmt: skip
def test_a_secret_is_put_down_to_what_gave_it(
    scan: Scan, value: str, env_file: str, found: str
) -> None:
    assert scan.variable(value, env_file, "DB_PASSWORD") == [f"secret-{found}"]


def test_a_password_in_an_address_is_here_though_its_host_is_not(scan: Scan) -> None:
    value = "postgres://app:${A:-hunter22}@${HOST}/x"
    assert scan.variable(value, "HOST=db", "DATABASE_URL") == [
        "credential-in-url (default value of $A, $HOST from .env)"
    ]
    elsewhere = "postgres://${A:-app}:${PASS}@db/x"
    assert scan.variable(elsewhere, "PASS=hunter22", "DATABASE_URL") == []


def test_a_build_argument_of_which_a_part_is_elsewhere_is_no_literal(scan: Scan) -> None:
    text = (
        "services:\n  web:\n    build:\n      context: .\n      args:\n        DB_PASSWORD: '%s'\n"
    )
    for value, count in (("${A:-pre}${VALUE}", 0), ("${A:-hunter22}", 1)):
        files = {".env": "VALUE=s3cr3t", "compose.yaml": text % value, "Dockerfile": "FROM a\n"}
        lines = scan(files, "--select", "secret-in-build-arg")
        assert len(lines) == count, value


@pytest.mark.parametrize(
    ("command", "env_file", "cause"),
    [
        ("serve --password ${A:-hunter22} --host ${HOST}", "HOST=db", "default value of $A"),
        ("serve --password ${PASSWORD} --host ${HOST:-db}", "PASSWORD=hunter22", ""),
    ],
)
def test_a_secret_of_a_command_line(scan: Scan, command: str, env_file: str, cause: str) -> None:
    compose = f"services:\n  web:\n    image: a\n    command: {command}\n"
    files = {".env": env_file, "compose.yaml": compose}
    select = ("secret-default-interpolation", "secret-in-command", "default-credential")
    lines = scan(files, *(part for name in select for part in ("--select", name)))
    assert [line[line.rindex("(") :] for line in lines] == ([f"({cause})"] if cause else [])


def test_an_address_on_a_command_line(scan: Scan) -> None:
    for command, env_file, count in (
        ("app --db postgres://u:${A:-hunter22}@${HOST}/x", "HOST=db", 1),
        ("app --db postgres://${A:-u}:${PASS}@db/x", "PASS=hunter22", 0),
        ("'app'  --db postgres://${A:-u}:${PASS}@db/x", "PASS=hunter22", 0),
    ):
        compose = f"services:\n  web:\n    image: a\n    command: {command!r}\n"
        files = {".env": env_file, "compose.yaml": compose}
        assert len(scan(files, "--select", "credential-in-url")) == count, command


def test_the_password_of_a_volume(scan: Scan) -> None:
    text = (
        "services: {web: {image: a, volumes: ['vol:/v']}}\n"
        "volumes: {vol: {driver_opts: {type: cifs, o: '%s'}}}\n"
    )
    for options, env_file, count in (
        ("user=${U:-u},password=${P}", "P=hunter22", 0),
        ("user=${U},password=${P:-hunter22}", "U=u", 1),
    ):
        files = {".env": env_file, "compose.yaml": text % options}
        assert len(scan(files, "--select", "volume-driver-bind-escape")) == count, options


def test_the_text_of_a_config(scan: Scan) -> None:
    text = (
        "services: {web: {image: a, configs: [c]}}\n"
        "configs: {c: {content: 'user: ${U:-app}\n\n  password: %s'}}\n"
    )
    for value, env_file, count in (("${P}", "P=hunter22", 0), ("hunter22$W", "W=", 1)):
        files = {".env": env_file, "compose.yaml": text % value}
        assert len(scan(files, "--select", "secret-inline-config")) == count, value


@pytest.mark.parametrize(
    ("arguments", "check", "cause"),
    [
        (("ghcr.io/acme", "latest"), "image-latest-tag", "default value of $TAG"),
        (("ghcr.io/acme", "3"), "image-not-digest-pinned", "default values of $REPO and $TAG"),
        (("docker.io/somebody", "latest"), "unofficial-image-source", "default value of $REPO"),
    ],
)
def test_each_part_of_a_reference_has_its_own_cause(
    scan: Scan, arguments: tuple[str, str], check: str, cause: str
) -> None:
    repository, tag = arguments
    dockerfile = f"ARG REPO={repository}\nARG TAG={tag}\nFROM ${{REPO}}/base:${{TAG}}\n"
    compose = f"services: {{web: {{image: '${{REPO:-{repository}}}/base:${{TAG:-{tag}}}'}}}}\n"
    for files in ({"Dockerfile": dockerfile}, {"compose.yaml": compose}):
        (line,) = scan(files, "--select", check)
        os.remove(next(iter(files)))
        assert line.endswith(f"({cause})"), files


def test_a_port_is_put_down_to_what_opens_it(scan: Scan) -> None:
    ports = "['${BIND}:${PORT:-80}:80', '${ON:-0.0.0.0}:${PORT:-81}:81']"
    compose = f"services: {{web: {{image: a, ports: {ports}}}}}\n"
    files = {".env": "BIND=0.0.0.0", "compose.yaml": compose}
    lines = scan(files, "--select", "port-bound-all-interfaces")
    assert [line[line.rindex("(") :] for line in lines] == [
        "($BIND from .env)", "(default value of $ON)",
    ]  # fmt: skip


def expanded(text: str) -> tuple[str, tuple[Cause, ...]]:
    used = Expanded()
    return substitute(text, ENVIRONMENT, used), used.causes


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("${A:-x}-$W", [("default", "A", "x"), ("file", "W", "db")]),
        ("$$a${A:-x}$V$W", [("default", "A", "x"), ("file", "W", "db")]),
        ("a${EMPTY}${A:-}b$W", [("file", "EMPTY", ""), ("default", "A", ""), ("file", "W", "db")]),
        ("${A:-a${W}c}d", [("default", "A", "adbc"), ("file", "W", "db")]),
        ("${A:-${B:-x}}", [("default", "A", "x"), ("default", "B", "x")]),
        ("${V:+$W}${A-x}", [("file", "W", "db"), ("default", "A", "x")]),
        ("$U$W", [("unset", "U", ""), ("file", "W", "db")]),
    ],
)
def test_the_parts_of_a_text_of_compose(text: str, parts: list[tuple[str, str, str]]) -> None:
    value, causes = expanded(text)
    assert [(c.kind, c.name, value[slice(*(c.part or ()))]) for c in causes] == parts


@pytest.mark.parametrize(
    ("written", "parts"),
    [
        ("${A}/b:${B}", [("A", "one"), ("B", "two")]),
        ('"$A"x$B', [("A", "one"), ("B", "two")]),
        ("${X:-$A}$B", [("A", "one"), ("B", "two")]),
        ("${A}$C${B}", [("A", "one"), ("C", "onetwo"), ("B", "two")]),
        ("${A#o}${B/t/T}", [("A", "ne"), ("B", "Two")]),
    ],
)
def test_the_parts_of_the_name_of_a_base_image(written: str, parts: list[tuple[str, str]]) -> None:
    build = parse(f"ARG A=one\nARG B=two\nARG C=$A$B\nFROM {written}\n", "Dockerfile")
    reference = build.stages[0].reference
    assert reference is not None
    assert reference.value is not None
    text = reference.value.text
    assert [(c.name, text[slice(*(c.part or ()))]) for c in reference.causes] == parts
    assert {c.kind for c in reference.causes} == {"default"}


def test_one_cause_is_that_of_the_whole_and_one_object() -> None:
    for text in ("${A:-x}", "a${A:-y}b", "${A:-1}${A:-2}"):
        assert expanded(text)[1] is because("default", "A")
    assert expanded("${A:-x}$W")[1] is expanded("${A:-x}$W")[1]


def test_of_very_many_variables_no_parts_are_known_but_secrets_and_files() -> None:
    text = "".join(f"${{V{n}:-x}}" for n in range(5000)) + "${DB_PASSWORD:-x}$W"
    value, causes = expanded(text)
    assert MOST < len(causes) <= MOST + 3
    assert {cause.part for cause in causes} == {None}
    assert {"DB_PASSWORD", "W"} <= {cause.name for cause in causes}
    assert here(Field(value, HERE, "stated", causes)) is None


def test_causes_do_not_grow_from_variable_to_variable() -> None:
    lines = "".join(f"ARG A{n}=\nENV P=$P$A{n}\n" for n in range(300))
    build = parse(f"FROM a\nENV P=\n{lines}", "Dockerfile")
    assert 1 < len(build.image.env["P"].causes) <= MOST + 3


def test_what_a_text_says_here() -> None:
    value, causes = expanded("${A:-x}-$W-${B:-y}$W")
    found = here(Field(value, HERE, "stated", causes))
    assert found is not None
    assert found.value == "x-${W}-y${W}"
    shown = [(cause.name, found.value[slice(*(cause.part or ()))]) for cause in found.causes]
    assert shown == [("A", "x"), ("W", "${W}"), ("B", "y"), ("W", "${W}")]
    assert here(Field("db", HERE, "stated", because("file", "W", ".env"))) is None
    assert here(Field("x", HERE, "inherited")) is None
    assert here(Field("x", HERE)) == Field("x", HERE)


@pytest.mark.parametrize(
    ("new", "found"),
    [
        ("one", because("default", "A")),
        ("two", because("default", "B")),
        ("/b:", ()),
        ("e/b:t", ("A", "B")),
        ("K=one/b:two", ("A", "B")),
        ("elsewhere", ("A", "B")),
        (8080, ("A", "B")),
    ],
)
def test_a_value_that_is_made_of_another_one(new: object, found: tuple[object, ...]) -> None:
    causes = several((Cause("default", "A", "", (0, 3)), Cause("default", "B", "", (6, 9))))
    made = aligned(causes, "one/b:two", new)
    if found and isinstance(found[0], str):
        assert tuple(cause.name for cause in made) == found
        if isinstance(new, str) and "one/b:two" in new:
            assert [new[slice(*(cause.part or ()))] for cause in made] == ["one", "two"]
    else:
        assert made == found


def test_where_the_parts_of_a_reference_stand() -> None:
    for text, name, tag in (
        ("ghcr.io/a/b:3", "ghcr.io/a/b", "3"),
        ("b:3@sha256:12", "b", "3"),
        ("localhost:5000/b", "localhost:5000/b", ""),
    ):
        ref = ImageRef.parse(text)
        assert (text[slice(*ref.repository_place)], text[slice(*ref.tag_place)]) == (name, tag)


def default(*names: str) -> tuple[Cause, ...]:
    return tuple(Cause("default", name) for name in names)


@pytest.mark.parametrize(
    ("causes", "words"),
    [
        ((), ""),
        (because("default", "A"), "default value of $A"),
        (because("file", "A", ".env"), "$A from .env"),
        (because("unset", "A"), "$A has no value"),
        (because("undeclared", "A"), "$A is only declared before FROM"),
        (because("unknown", "PATH"), "$PATH is not known"),
        (because("refused", "a quote is not closed"), "a quote is not closed"),
        (because("unexpanded"), "variables are not expanded here"),
        (because("empty"), "the name of the image is empty"),
        (because("unread"), "the Dockerfile was not read"),
        (because("brought", "nginx"), "nginx brings one"),
        (because("configured", "nginx"), "configured in nginx"),
        (because("context", "base"), "base is an additional context"),
        (because("added"), "added by compose"),
        (because("network", "lan"), "by the network lan"),
        (because("network"), "by the project's default network"),
        (because("host") + because("through", "vpn"), "that of the host, through vpn"),
        (because("unset", "A") + because("taken", "db"), "$A has no value, from db"),
        (default("A", "B"), "default values of $A and $B"),
        (default("A", "B", "A"), "default values of $A and $B"),
        (default("A", "B", "C"), "default values of $A, $B and $C"),
        (default("A", "B", "C", "D", "E"), "default values of $A, $B and 3 others"),
        (
            (*because("file", "A", ".env"), *default("B"), *because("file", "C", ".env")),
            "$A and $C from .env, default value of $B",
        ),
        ((*default("B"), *because("unset", "A"), *because("unset", "C")), "$A has no value"),
        (
            (Cause("default", "A", "", (0, 4)), Cause("default", "B", "", (1, 3))),
            "default value of $A",
        ),
    ],
)
def test_the_words_for_causes(causes: tuple[Cause, ...], words: str) -> None:
    assert said(causes) == words


def test_causes_without_their_parts() -> None:
    assert whole((Cause("unset", "A", "", (0, 0)), Cause("unset", "A", "", (3, 3)))) == because(
        "unset", "A"
    )
