"""What a Dockerfile means: stages, variables, and what each image is configured with."""

import json
from collections.abc import Mapping
from typing import Any

import pytest

from hardenlint.errors import InputError
from hardenlint.model import Build, Healthcheck, Port, Span, User
from hardenlint.model.causes import said
from hardenlint.sources import dockerfile


def read(text: str, **options: Any) -> Build:
    return dockerfile.read(text, "D", **options)


def effective(text: str, stage: int = -1, **options: Any) -> Mapping[str, Any]:
    found: Mapping[str, Any] = dockerfile.show(text, "D", **options)["stages"][stage]["effective"]
    return found


EXPANSIONS = {
    "$X": "app",
    "${X}y": "appy",
    "$Xy": "",
    "a$X.b": "aapp.b",
    "'$X'": "$X",
    '"$X"': "app",
    r"\$X": "$X",
    r'"\$X"': "$X",
    r"a\b": "ab",
    r'"a\b"': r"a\b",
    "${X:-d}": "app",
    "${NO:-d}": "d",
    "${EMPTY:-d}": "d",
    "${EMPTY-d}": "",
    "${NO-d}": "d",
    "${X:+d}": "d",
    "${EMPTY:+d}": "",
    "${EMPTY+d}": "d",
    "${NO+d}": "",
    "${NO:-${X}-1}": "app-1",
    "${NO:-'$X'}": "$X",
    "${X:?no}": "app",
    "${X#a}": "pp",
    "${P#*/}": "b/c.d.e",
    "${P##*/}": "c.d.e",
    "${P%.*}": "a/b/c.d",
    "${P%%.*}": "a/b/c",
    "${P#?/?}": "/c.d.e",
    "${P%x}": "a/b/c.d.e",
    "${P#*}": "a/b/c.d.e",
    "${P##*}": "",
    "${P/b/x}": "a/x/c.d.e",
    "${P//./_}": "a/b/c_d_e",
    r"${P//\//-}": "a-b-c.d.e",
    "${P/b*d/x}": "a/x.e",
    "${P/[/x}": "a/b/c.d.e",
    "${P//?/x}": "xxxxxxxxx",
    "$1$@$#": "",
    "${1:-d}": "d",
    "a$.b": "a$.b",
    "$": "$",
    "a<<b": "a<<b",
}


@pytest.mark.parametrize(("word", "expected"), EXPANSIONS.items(), ids=EXPANSIONS)
def test_expansion(word: str, expected: str) -> None:
    text = f"FROM scratch\nENV X=app EMPTY= P=a/b/c.d.e\nUSER {word}\n"
    assert effective(text)["user"] == (expected or None)
    field = read(text).image.user
    assert field.value is not None
    assert str(field.value) == expected


REFUSED = ("${", "${}", "${X", "${X:}", "${X:=a}", "${X=a}", "${X:#a}", "${NO?}", "${NO:?why}",
           "'a", '"a', r"${X#\a}", "${X/a}", "${:-a}", "${{X}}")  # fmt: skip


@pytest.mark.parametrize("word", REFUSED)
def test_expansions_that_are_refused(word: str) -> None:
    with pytest.raises(InputError):
        dockerfile.show(f"FROM a\nENV X=app\nUSER {word}\n", "D")
    with pytest.raises(InputError):
        dockerfile.show(f"ARG X=app\nFROM {word}\n", "D")


def test_a_word_that_cannot_be_expanded_is_unknown_elsewhere() -> None:
    image = read("FROM a\nENV A=${ B=2\nWORKDIR '/x\n").image
    assert image.env["A"].value is None
    assert image.env["B"].value == "2"
    assert image.workdir.value is None
    assert said(image.workdir.causes) == "a single quote is not closed"


VARIABLES = {
    "before FROM only": ("ARG U=app\nFROM scratch\nUSER ${U:-none}\n", "none"),
    "declared again": ("ARG U=app\nFROM scratch\nARG U\nUSER $U\n", "app"),
    "declared again with a default": ("ARG U=app\nFROM scratch\nARG U=own\nUSER $U\n", "own"),
    "before its line": ("FROM scratch\nUSER ${U:-none}\nARG U=app\n", "none"),
    "of the parent": ("FROM scratch AS a\nARG U=app\nFROM a\nUSER $U\n", "app"),
    "of another stage": ("FROM scratch AS a\nARG U=app\nFROM scratch\nUSER ${U:-none}\n", "none"),
    "ENV then ARG": ("FROM scratch\nENV U=env\nARG U=arg\nUSER $U\n", "arg"),
    "ARG then ENV": ("FROM scratch\nARG U=arg\nENV U=env\nUSER $U\n", "env"),
    "ENV then ARG without value": ("FROM scratch\nENV U=env\nARG U\nUSER $U\n", "env"),
    "the environment before": ("FROM scratch\nENV A=1\nENV A=2 B=$A\nUSER $B\n", "1"),
    "arguments one by one": ("FROM scratch\nARG A=1 B=$A\nUSER $B\n", "1"),
    "a platform": ("FROM scratch\nARG TARGETARCH\nUSER $TARGETARCH\n", "amd64"),
    "a platform not declared": ("FROM scratch\nUSER ${TARGETARCH:-none}\n", "none"),
    "the parent's ENV": ("FROM scratch AS a\nENV U=app\nFROM a\nUSER $U\n", "app"),
}


@pytest.mark.parametrize(("text", "user"), VARIABLES.values(), ids=VARIABLES)
def test_scopes_of_variables(text: str, user: str) -> None:
    assert effective(text)["user"] == user
    assert read(text).image.user.value == User.parse(user)


def test_build_arguments_win_where_they_are_declared() -> None:
    text = "ARG V=1\nFROM a:$V\nARG U=app\nARG W\nUSER $U\nLABEL w=$W n=$N\n"
    args = {"V": "2", "U": "own", "W": "x", "N": "not declared"}
    shown = dockerfile.show(text, "D", build_args=args)["stages"][0]
    assert (shown["base"], shown["effective"]["user"]) == ("a:2", "own")
    assert shown["effective"]["labels"] == {"w": "x", "n": ""}
    build = read(text, build_args={"V": None, "U": None})
    assert build.image.user.value is None
    assert said(build.image.user.causes) == "$U has no value"
    assert build.image.reference.value is None


UNKNOWN = {
    "no value": ("FROM a\nARG U\nUSER $U\n", None, "$U has no value"),
    "part of it": ("FROM a\nARG U\nUSER ${U}:0\n", None, "$U has no value"),
    "through ENV": ("FROM a\nARG U\nENV V=$U\nUSER $V\n", None, "$U has no value"),
    "maybe of the base image": ("FROM a\nUSER $U\n", None, "$U has no value"),
    "only before FROM": ("ARG U=app\nFROM a\nUSER $U\n", "", "$U is only declared before FROM"),
    "a default": ("FROM a\nARG U=app\nUSER $U\n", "app", "default value of $U"),
    "a default word": ("FROM a\nARG U\nUSER ${U:-app}\n", "app", "default value of $U"),
    "a required one": ("FROM a\nARG U\nUSER ${U:?}\n", None, "$U has no value"),
    "not used": ("FROM a\nARG U\nENV V=1\nUSER ${V:-$U}\n", "1", ""),
    "stated": ("FROM a\nENV U=app\nUSER $U\n", "app", ""),
    "empty": ("FROM a\nENV U=\nUSER $U\n", "", ""),
}


@pytest.mark.parametrize(("text", "user", "note"), UNKNOWN.values(), ids=UNKNOWN)
def test_what_is_unknown_and_what_is_default(text: str, user: str | None, note: str) -> None:
    field = read(text).image.user
    assert field.value == (None if user is None else User.parse(user))
    assert said(field.causes) == note
    assert field.stated


USERS = {
    "none": ("FROM a\n", "", 1, "defaulted"),
    "the last one": ("FROM a\nUSER root\nUSER app\n", "app", 3, "stated"),
    "the parent's": ("FROM a AS b\nUSER app\nFROM b\n", "app", 2, "inherited"),
    "through a chain": ("FROM a AS b\nUSER app\nFROM b AS c\nFROM c\n", "app", 2, "inherited"),
    "not another stage's": ("FROM a AS b\nUSER x\nFROM c\nCOPY --from=b x y\n", "", 3, "defaulted"),
    "same name as its image": ("FROM a AS a\nUSER app\nFROM a\n", "app", 2, "inherited"),
    "the last of a name": (
        "FROM a AS x\nUSER one\nFROM b AS x\nUSER two\nFROM x\n", "two", 4, "inherited"),
    "never by number": ("FROM a\nUSER app\nFROM 0\n", "", 3, "defaulted"),
    "names are lower case": ("FROM a AS Base\nUSER app\nFROM base\n", "app", 2, "inherited"),
    "and compared so": ("FROM a AS base\nUSER app\nFROM Base\n", "", 3, "defaulted"),
    "by an argument": ("ARG B=x\nFROM a AS x\nUSER app\nFROM ${B}\n", "app", 3, "inherited"),
    "in a comment": ("FROM a\nRUN x \\\n# USER app\n y\n", "", 1, "defaulted"),
    "in a here-document": ("FROM a\nRUN <<E\nUSER app\nE\n", "", 1, "defaulted"),
    "of a trigger here": ("FROM a\nONBUILD USER app\n", "", 1, "defaulted"),
    "of a parent's trigger": ("FROM a AS b\nONBUILD USER app\nFROM b\n", "app", 2, "inherited"),
    "of a trigger, then its own": (
        "FROM a AS b\nONBUILD USER app\nFROM b\nUSER own\n", "own", 4, "stated"),
    "triggers run once": (
        "FROM a AS b\nONBUILD USER app\nFROM b AS c\nUSER own\nFROM c\n", "own", 4, "inherited"),
}  # fmt: skip


@pytest.mark.parametrize(("text", "user", "line", "origin"), USERS.values(), ids=USERS)
def test_who_runs(text: str, user: str, line: int, origin: str) -> None:
    field = read(text).image.user
    assert field.value == User.parse(user)
    assert (field.span.line, field.origin) == (line, origin)


def test_a_trigger_is_read_with_the_usual_escape_token() -> None:
    text = "# escape=`\nFROM a AS b\nONBUILD ENV A=x\\ B=1\nFROM b\n"
    assert effective(text)["env"] == {"A": "x\\ B=1"}
    text = "# escape=`\nFROM a AS b\nENV A=x` y\nFROM b\n"
    assert effective(text)["env"] == {"A": "x y"}


def test_a_trigger_that_cannot_run_is_an_error_of_the_stage_that_runs_it() -> None:
    text = "FROM a AS b\nONBUILD USER\n"
    read(text)
    with pytest.raises(InputError):
        read(f"{text}FROM b\n")
    read(f"{text}FROM b AS c\nFROM d\n")  # nobody builds it


TARGETS = {
    "none": (None, "c", ["c"]),
    "a stage and its parent": ("b", "b", ["a", "b"]),
    "case": ("B", "b", ["a", "b"]),
    "what it copies from": ("d", "d", ["a", "d"]),
    "what it mounts": ("e", "e", ["a", "d", "e"]),
}


@pytest.mark.parametrize(("target", "name", "reached"), TARGETS.values(), ids=TARGETS)
def test_targets(target: str | None, name: str, reached: list[str]) -> None:
    text = (
        "FROM i AS a\nFROM a AS b\nFROM i AS d\nCOPY --from=0 x y\n"
        "FROM i AS e\nRUN --mount=type=bind,from=D,target=/x y\nFROM i AS c\n"
    )
    build = read(text, target=target)
    assert build.target.name == name
    assert [stage.name for stage in build.reached] == reached
    assert build.image is build.target.image


def test_a_target_that_is_not_there() -> None:
    with pytest.raises(InputError) as caught:
        read("FROM a AS b\n", target="c")
    assert caught.value.problem.kind == "missing"


def test_images_read_besides_from() -> None:
    text = "FROM a AS b\nCOPY --from=nginx:1 x y\nCOPY --from=b x y\nRUN --mount=from=c x\n"
    build = read(text + "COPY --from=$X x y\n")
    found = [
        (image.reference.value and str(image.reference.value), image.stage)
        for image in build.external
    ]
    assert found == [("nginx:1", 0), ("c", 0), (None, 0)]


COMMANDS = {
    "shell": ("CMD a b", None, ("/bin/sh", "-c", "a b")),
    "exec": ('CMD ["a", "b"]', None, ("a", "b")),
    "with SHELL": ('SHELL ["/b", "-c"]\nCMD a', None, ("/b", "-c", "a")),
    "SHELL comes later": ('CMD a\nSHELL ["/b", "-c"]', None, ("/bin/sh", "-c", "a")),
    "both": ('ENTRYPOINT ["e"]\nCMD ["c"]', ("e",), ("c",)),
    "command first": ('CMD ["c"]\nENTRYPOINT ["e"]', ("e",), ("c",)),
    "the parent's command": ('CMD ["c"]\nFROM s', None, ("c",)),
    "cleared by ENTRYPOINT": ('CMD ["c"]\nFROM s\nENTRYPOINT ["e"]', ("e",), None),
    "set again": ('CMD ["c"]\nFROM s\nCMD ["d"]\nENTRYPOINT ["e"]', ("e",), ("d",)),
    "the parent's SHELL": ('SHELL ["/b"]\nFROM s\nENTRYPOINT a', ("/b", "a"), None),
}


@pytest.mark.parametrize(("text", "entrypoint", "command"), COMMANDS.values(), ids=COMMANDS)
def test_commands(
    text: str, entrypoint: tuple[str, ...] | None, command: tuple[str, ...] | None
) -> None:
    image = read(f"FROM a AS s\n{text}\n").image
    assert image.entrypoint.value == entrypoint
    assert image.command.value == command
    shown = effective(f"FROM a AS s\n{text}\n")
    assert shown["cmd"] == (list(command) if command else None)
    assert shown["entrypoint"] == (list(entrypoint) if entrypoint else None)


def test_the_shell_in_force() -> None:
    text = 'FROM a\nRUN one\nSHELL ["/b", "-c"]\nRUN two\n'
    one, _, two = read(text).stages[0].instructions
    assert (one.shell, two.shell) == ((), ("/b", "-c"))


WORKDIRS = {
    "none": ("", None),
    "relative": ("WORKDIR a", "/a"),
    "one after the other": ("WORKDIR /a\nWORKDIR b/../c", "/a/c"),
    "absolute again": ("WORKDIR /a\nWORKDIR /b", "/b"),
    "the parent's": ("WORKDIR /a\nFROM s\nWORKDIR b", "/a/b"),
    "a variable": ("ENV D=/d\nWORKDIR $D/e", "/d/e"),
}


@pytest.mark.parametrize(("text", "expected"), WORKDIRS.values(), ids=WORKDIRS)
def test_working_directories(text: str, expected: str | None) -> None:
    assert effective(f"FROM a AS s\n{text}\n")["workdir"] == expected
    assert read(f"FROM a AS s\n{text}\n").image.workdir.value == expected


PORTS = {
    "80": [Port(80)],
    "80/udp 53/UDP": [Port(80, "udp"), Port(53, "udp")],
    "8000-8002": [Port(8000, "tcp", 8002)],
    '"80"': [Port(80)],
    "$P ${P:-1}": [Port(80), Port(443)],
    "80 80": [Port(80)],
    "127.0.0.1:8080:81": [Port(81)],
    "a 99999 80/x 9-8": [],
}


@pytest.mark.parametrize(("words", "expected"), PORTS.items(), ids=PORTS)
def test_ports(words: str, expected: list[Port]) -> None:
    image = read(f'FROM a\nENV P="80 443"\nEXPOSE {words}\n').image
    assert [field.value for field in image.exposed] == expected


def test_ports_accumulate_and_may_be_unknown() -> None:
    image = read("FROM a AS s\nEXPOSE 80\nFROM s\nARG P\nEXPOSE $P 81\n").image
    assert [field.value for field in image.exposed] == [Port(80), None, Port(81)]
    assert [field.span.line for field in image.exposed] == [2, 5, 5]
    shown = effective("FROM a\nEXPOSE 8000-8002/udp 8001/udp\n")["exposed_ports"]
    assert shown == ["8000/udp", "8001/udp", "8002/udp"]


CHECKS = {
    "none": ("", Healthcheck(), 1, "defaulted"),
    "shell": ("HEALTHCHECK CMD a b", Healthcheck(("CMD-SHELL", "a b")), 2, "stated"),
    "exec": ('HEALTHCHECK CMD ["a"]', Healthcheck(("CMD", "a")), 2, "stated"),
    "switched off": ("HEALTHCHECK NONE", Healthcheck(disabled=True), 2, "stated"),
    "the parent's": ("HEALTHCHECK CMD a\nFROM s", Healthcheck(("CMD-SHELL", "a")), 2, "inherited"),
    "the parent's, switched off": (
        "HEALTHCHECK CMD a\nFROM s\nHEALTHCHECK NONE", Healthcheck(disabled=True), 4, "stated"),
}  # fmt: skip


@pytest.mark.parametrize(("text", "check", "line", "origin"), CHECKS.values(), ids=CHECKS)
def test_health_checks(text: str, check: Healthcheck, line: int, origin: str) -> None:
    field = read(f"FROM a AS s\n{text}\n").image.healthcheck
    assert (field.value, field.span.line, field.origin) == (check, line, origin)


def test_what_accumulates() -> None:
    text = "FROM a AS s\nENV A=1 B=1\nLABEL l=1\nVOLUME /a\nFROM s\nENV B=2\nLABEL m=2\nVOLUME /b\n"
    shown = effective(text)
    assert shown["env"] == {"A": "1", "B": "2"}
    assert shown["labels"] == {"l": "1", "m": "2"}
    assert shown["volumes"] == ["/a", "/b"]
    assert effective(text, 0)["env"] == {"A": "1", "B": "1"}
    image = read(text).image
    assert image.env["B"].span == Span("D", 6, 7, 6, 8, "/instructions/3")
    assert image.labels["l"].value == "1"


def test_arguments_are_no_environment() -> None:
    assert effective("FROM a\nARG A=1\nENV B=$A\n")["env"] == {"B": "1"}


BASES = {
    "official": ("FROM debian:12\n", "root", "debian:12"),
    "through a chain": ("FROM debian:12 AS b\nFROM b\n", "root", "debian:12"),
    "scratch": ("FROM scratch\n", "root", "scratch"),
    "drops": ("FROM postgres:16\nCMD x\n", "drops", "postgres:16"),
    "drops no more": ("FROM postgres:16\nENTRYPOINT x\n", "root", "postgres:16"),
    "nobody knows": ("FROM registry.example.com/a/b\n", None, "registry.example.com/a/b"),
    "a variable": ("ARG B\nFROM $B\n", None, None),
    "a default": ("ARG V=12\nFROM debian:$V\n", "root", "debian:12"),
}


@pytest.mark.parametrize(("text", "user", "reference"), BASES.values(), ids=BASES)
def test_the_base_image(text: str, user: str | None, reference: str | None) -> None:
    image = read(text).image
    assert image.base_user == user
    assert (image.reference.value and str(image.reference.value)) == reference


def test_resolved_words() -> None:
    text = 'FROM scratch\nARG A\nENV V=1\nADD x-$V y-$A z\nCOPY ["$V", "\'q\'"]\nRUN echo $V\n'
    _, _, add, copy, run = read(text).stages[0].instructions
    assert [word.resolved for word in add.words] == ["x-1", None, "z"]
    assert [word.resolved for word in copy.words] == ["1", "q"]
    assert [word.resolved for word in run.words] == ["echo $V"]


def test_places_of_instructions_as_show_numbers_them() -> None:
    build = read("ARG V=1\nFROM a:$V\nRUN x\nFROM b\nUSER c\n")
    shown = dockerfile.show("ARG V=1\nFROM a:$V\nRUN x\nFROM b\nUSER c\n", "D")["instructions"]
    assert [build.preamble[0].span.pointer] == ["/instructions/0"]
    assert build.image.user.span == Span("D", 5, 6, 5, 7, "/instructions/2")
    assert (shown[2]["keyword"], shown[2]["stage"]) == ("USER", 1)
    assert build.image.span == Span("D", 4, 1, 4, 7, "/stages/1")


def test_show() -> None:
    text = (
        "# syntax=x\nFROM --platform=$TARGETPLATFORM a:1 AS b\n"
        'HEALTHCHECK --retries=2 cmd x\nCOPY --link "a" b\n'
    )
    document = dockerfile.show(text, "D")
    assert document["directives"] == {"syntax": "x", "escape": None, "check": None}
    stage = document["stages"][0]
    assert (stage["platform"], stage["base_raw"]) == ("linux/amd64", "a:1")
    assert stage["effective"]["healthcheck"] == ["CMD-SHELL", "x"]
    check, copy = document["instructions"]
    assert (check["args"], check["flags"]) == (["CMD", "x"], {"retries": ["2"]})
    assert (copy["args"], copy["flags"]) == (['"a"', "b"], {"link": [""]})


def test_describe() -> None:
    text = (
        "ARG V=12\nFROM debian:$V AS base\nUSER app\n"
        "FROM base\nENV PASSWORD=hunter2\nCMD x\x1b[0m\n"
    )
    told = dockerfile.describe(text, "D")
    assert "runs as      app (line 3, inherited)" in told
    assert "built from   debian:12 (written debian:$V)" in told
    assert "the image that ships" in told
    assert "environment  PASSWORD=******** (line 5)" in told
    assert "\x1b" not in told


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("FROM postgres", "runs as      root, which the entrypoint of postgres gives up: no USER"),
        ("FROM debian", "runs as      root, by default: no USER, and debian runs as root"),
        ("FROM a\nUSER $U", "runs as      not known: $U has no value (line 2)"),
        ("FROM a\nUSER 0", "runs as      0 (root) (line 2)"),
        ("FROM a", "entrypoint   not set here"),
        ("FROM scratch", "entrypoint   not set"),
        ("FROM a\nENV A=1\nENV B=$C", "environment  B, not known: $C has no value (line 3)"),
        ("FROM a AS b\nENV A=1\nFROM b", "environment  A=1 (line 2, inherited)"),
        ("FROM a\nFROM b\nCOPY --from=0 x y", "copies from  stage 0 (line 3)"),
        ("FROM a\nVOLUME /d", "volume       /d (line 2)"),
        ("FROM a\nEXPOSE 80-90/udp", "exposes      80-90/udp (line 2)"),
    ],
)
def test_describe_line(text: str, line: str) -> None:
    assert f"  {line}" in dockerfile.describe(text, "D").splitlines()


def test_show_in_pieces_is_the_document() -> None:
    text = "ARG V=1\nFROM a:$V\nENV A=1\nFROM b\nRUN <<E\nx\nE\n"
    assert json.loads("".join(dockerfile.show_pieces(text, "D"))) == dockerfile.show(text, "D")


GROWTH = {
    "doubled": "ENV A=aaaaaaaa\n" + "ENV A=$A$A\n" * 60,
    "replaced": f"ENV A={'a' * 30_000}\n" + "ENV A=${A//a/$A}\n" * 5,
    "kept": f"ENV A={'a' * 60_000}\n" + "".join(f"ENV B{n}=$A\n" for n in range(3_000)),
}


@pytest.mark.parametrize("text", GROWTH.values(), ids=GROWTH)
def test_values_do_not_grow_without_end(text: str) -> None:
    image = read(f"FROM scratch\n{text}").image
    assert sum(len(field.value or "") for field in image.env.values()) < 25_000_000
    assert any(field.value is None for field in image.env.values())


def test_a_hash_that_loses_its_signs_to_variables_is_not_shown() -> None:
    text = (
        "FROM a:1\nARG V=1\nENV P=/opt/$V/bin\n"
        "ENV B user:$$apr1$$abcdefgh$$k3Zt9vQ2x\nLABEL b='user:$apr1$abcdefgh$k3Zt9vQ2x'\n"
    )
    shown = dockerfile.describe(text, "Dockerfile")
    assert "k3Zt9vQ2x" not in shown
    assert "P=/opt/1/bin" in shown
