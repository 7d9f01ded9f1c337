"""Fixes: what a check says is right is done in the text, and nothing else changes."""

import json
import os
import stat
from collections import Counter
from collections.abc import Iterator

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from hardenlint import Check, page, registry
from hardenlint.cli import fix
from hardenlint.cli.examine import NO_EXCEPTIONS
from hardenlint.cli.settings import ScanSettings
from hardenlint.engine import Result, judge
from hardenlint.errors import InputError
from hardenlint.fixes import mend, scalar
from hardenlint.fixes.candidate import identity
from hardenlint.fixes.change import Change, Taken, Text
from hardenlint.fixes.write import replace
from hardenlint.model import Span
from hardenlint.policy import Policy
from hardenlint.sources import compose, load
from hardenlint.sources.collect import Options
from hardenlint.sources.discover import Input
from hardenlint.text.yaml.events import UNREADABLE
from hardenlint.text.yaml.nodes import Tree
from hardenlint.workspace import Workspace
from tests.cli import hardenlint, inside

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
FIXTURES = os.path.join(ROOT, "fixtures")
CHECKS = registry.load()[0]
BY_ID = {check.id: check for check in CHECKS}
NAMES = {"yaml": "compose.yaml", "dockerfile": "Dockerfile"}


@pytest.fixture(autouse=True)
def folder(tmp_path: os.PathLike[str], monkeypatch: pytest.MonkeyPatch) -> None:
    """Work in an empty folder."""
    monkeypatch.chdir(tmp_path)


def write(path: str, text: str) -> None:
    os.makedirs(os.path.dirname(path) or ".", exist_ok=True)
    with open(path, "w", encoding="utf-8", newline="") as file:
        file.write(text)


def read(path: str) -> str:
    with open(path, encoding="utf-8", newline="") as file:
        return file.read()


def fixed(text: str, *args: str, name: str = "compose.yaml") -> str:
    """Return a file after `fix --apply`; a second run must change nothing."""
    write(name, text)
    assert hardenlint("fix", "--apply", "--no-config", *args).code in (0, 3)
    once = read(name)
    assert hardenlint("fix", "--apply", "--no-config", *args).code in (0, 3)
    assert read(name) == once
    return once


def fixable() -> list[Check]:
    """Return the checks whose module names a fix."""
    found = []
    for check in CHECKS:
        with open(check.run.__code__.co_filename, encoding="utf-8") as file:
            if "Fix(" in file.read():
                found.append(check)
    return found


def bad_files(check: Check) -> Iterator[tuple[str, str]]:
    """Yield (file name, text) of its bad examples and of its fixtures."""
    for example in page.read(check.doc).examples:
        if example.verdict == "bad" and example.language in NAMES:
            yield NAMES[example.language], example.text
    folder = os.path.join(FIXTURES, check.id)
    for name in sorted(os.listdir(folder)):
        end = name.rpartition(".")[2].lower()
        if end in NAMES and ".override." not in name:
            yield NAMES[end], read(os.path.join(folder, name))


def mended(name: str, check: Check, *, unsafe: bool = True) -> mend.Outcome:
    kind = "dockerfile" if name == "Dockerfile" else "compose"
    policy = Policy(profile="restricted", select=frozenset({check.id}))
    wanted = ScanSettings(policy, NO_EXCEPTIONS, (), (), "", "")
    how = Options()
    looks = fix.looks(how, wanted)
    return mend.mend(
        [Input(kind, (name,))], how, Workspace(), looks, unsafe=unsafe, belongs=lambda _real: True
    )


def found(name: str, *only: str) -> list[Result]:
    """Everything that any check says, or only some."""
    kind = "dockerfile" if name == "Dockerfile" else "compose"
    subjects = load.load([Input(kind, (name,))], Options(), Workspace()).subjects
    return judge(subjects, CHECKS, Policy(profile="restricted", select=frozenset(only)))[0]


@pytest.mark.parametrize("check", fixable(), ids=lambda check: check.id)
def test_the_fixes_of_a_check_cure_and_do_no_harm(check: Check) -> None:
    made = 0
    for name, text in bad_files(check):
        for path, other in page.read(check.doc).files:
            write(path, other)
        write(name, text)
        before, asked = found(name), found(name, check.id)
        outcome = mended(name, check)
        made += len(outcome.made)
        for path, old, new in outcome.texts.values():
            assert old == read(path)
            write(path, new)
        after = found(name)
        counts = Counter(map(identity, asked))
        counts.subtract(map(identity, found(name, check.id)))
        assert all(counts[each.key] > 0 for each in outcome.made)
        hidden = {i for r in before for i in (*r.covers, *r.check.covers, *r.check.outranks)}
        hidden |= {i for each in outcome.made for i in each.fix.reveals}
        known = {(r.check.id, r.subject.name) for r in before}
        fresh = {(r.check.id, r.subject.name) for r in after} - known
        assert {i for i, _ in fresh} <= hidden
        assert mended(name, check).texts == {}, "a second run changes nothing"
    assert made, "no bad file of this check is ever fixed"


@pytest.mark.parametrize("check", fixable(), ids=lambda check: check.id)
def test_an_unsafe_fix_says_what_it_may_break(check: Check) -> None:
    told = [r.fix for name, text in bad_files(check) for r in _of(name, text, check) if r.fix]
    for each in told:
        assert each.safe is (each.breaks == "")
        assert each.title[0].islower()
        assert not each.title.endswith(".")
        assert not each.breaks.endswith(".")


def _of(name: str, text: str, check: Check) -> list[Result]:
    write(name, text)
    return [result for result in found(name) if result.check.id == check.id]


HEAD = "services:\n  a:\n    image: nginx:1.27\n"
NNP = "    security_opt:\n      - no-new-privileges:true\n"


@pytest.mark.parametrize(
    ("before", "after"),
    [
        pytest.param(HEAD, HEAD + NNP, id="new list"),
        pytest.param(HEAD[:-1], (HEAD + NNP)[:-1], id="no line end at the end"),
        pytest.param("\ufeff" + HEAD, "\ufeff" + HEAD + NNP, id="byte order mark"),
        pytest.param(
            HEAD.replace("\n", "\r\n"), (HEAD + NNP).replace("\n", "\r\n"), id="CRLF"
        ),
        pytest.param(
            HEAD + "    ports:\n    - 127.0.0.1:80:80\n\n# end\n",
            HEAD
            + "    ports:\n    - 127.0.0.1:80:80\n"
            + "    security_opt:\n    - no-new-privileges:true\n\n# end\n",
            id="lists that are not indented",
        ),
        pytest.param(
            HEAD + "    security_opt:  # why\n    - label:type:a  # this\n    # that\n",
            HEAD
            + "    security_opt:  # why\n    - label:type:a  # this\n"
            + "    - no-new-privileges:true\n    # that\n",
            id="a list with comments",
        ),
        pytest.param(
            HEAD + "    security_opt: ['label:type:a']\n",
            HEAD + "    security_opt: ['label:type:a', 'no-new-privileges:true']\n",
            id="flow list, quoted",
        ),
        pytest.param(
            HEAD + "    security_opt: []\n",
            HEAD + "    security_opt: [no-new-privileges:true]\n",
            id="empty flow list",
        ),
        pytest.param(
            "services: {a: {image: 'nginx:1.27'}}\n",
            "services: {a: {image: 'nginx:1.27', security_opt: [no-new-privileges:true]}}\n",
            id="flow service",
        ),
        pytest.param(
            '{"services": {"a": {"image": "nginx:1.27"}}}\n',
            '{"services": {"a": {"image": "nginx:1.27",'
            ' "security_opt": ["no-new-privileges:true"]}}}\n',
            id="JSON",
        ),
        pytest.param(
            "services:\n   a:\n        image: nginx:1.27\n",
            "services:\n   a:\n        image: nginx:1.27\n        security_opt:\n"
            "          - no-new-privileges:true\n",
            id="deep indentation",
        ),
        pytest.param(
            HEAD + "    command: |\n      a\n      b\n",
            HEAD + NNP + "    command: |\n      a\n      b\n",
            id="a block at the end",
        ),
        pytest.param(
            HEAD + "    labels: {a: b}   # said\n    # last\n  b: {image: 'x:1', tty: true}\n",
            HEAD + "    labels: {a: b}   # said\n" + NNP
            + "    # last\n  b: {image: 'x:1', tty: true,"
            + " security_opt: [no-new-privileges:true]}\n",
            id="two services",
        ),
        pytest.param(
            "x-a: &a {restart: always}\nservices:\n  a:\n    <<: *a\n    image: nginx:1.27\n",
            "x-a: &a {restart: always}\nservices:\n  a:\n    <<: *a\n    image: nginx:1.27\n" + NNP,
            id="merge key without the list",
        ),
        pytest.param(
            "x-a: &a\n  security_opt: [label:type:a]\n"
            "services:\n  a:\n    <<: *a\n    image: nginx:1.27\n",
            None,
            id="merge key with the list",
        ),
        pytest.param(
            "x-a: &a [label:type:a]\n" + HEAD + "    security_opt: *a\n",
            None,
            id="alias",
        ),
        pytest.param(
            HEAD + "    security_opt: [\n      label:type:a\n    ]\n", None, id="flow over lines"
        ),
        pytest.param(
            "services:\n  a: &a\n    image: nginx:1.27\n  b: *a\n",
            "services:\n  a: &a\n    image: nginx:1.27\n" + NNP + "  b: *a\n",
            id="an anchored service both of whose users want it",
        ),
        pytest.param(
            "services:\n  a: &a\n    image: nginx:1.27\n"
            "  b:\n    <<: *a\n    security_opt: [no-new-privileges:true]\n",
            "services:\n  a: &a\n    image: nginx:1.27\n" + NNP
            + "  b:\n    <<: *a\n    security_opt: [no-new-privileges:true]\n",
            id="an anchored service whose other user has its own",
        ),
    ],
)  # fmt: skip
def test_an_item_is_added_as_the_file_is_written(before: str, after: str | None) -> None:
    args = ("--profile", "restricted", "--select", "no-new-privileges-missing")
    assert fixed(before, *args) == (before if after is None else after)


PORT = HEAD + "    ports:\n"


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ('      - "80:80"  # x\n', '      - "127.0.0.1:80:80"  # x\n'),
        ("      - 8080:80/udp\n", "      - 127.0.0.1:8080:80/udp\n"),
        ("      - '80'\n", "      - '127.0.0.1::80'\n"),
        ("      - 80\n", "      - 127.0.0.1::80\n"),
        ("      - '[::]:80:80'\n", "      - '127.0.0.1:80:80'\n"),
        ("      - 8000-8002:8000-8002\n", "      - 127.0.0.1:8000-8002:8000-8002\n"),
        (
            "      - target: 80\n        published: '80'\n      - 127.0.0.1:81:81\n",
            "      - target: 80\n        published: '80'\n        host_ip: 127.0.0.1\n"
            "      - 127.0.0.1:81:81\n",
        ),
        ("      - {target: 80, host_ip: 0.0.0.0}\n", "      - {target: 80, host_ip: 127.0.0.1}\n"),
        ('      - "${PORT:-80}:80"\n', '      - "${PORT:-80}:80"\n'),
        ("      - &p 80:80\n      - 127.0.0.1:81:81\n", None),
    ],
)
def test_a_port_is_bound_as_it_is_written(before: str, after: str | None) -> None:
    text = PORT + before
    args = ("--unsafe", "--select", "port-bound-all-interfaces", "--profile", "restricted")
    assert fixed(text, *args) == (text if after is None else PORT + after)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (HEAD + "    privileged: true  # why\n    tty: true\n", HEAD + "    tty: true\n"),
        (HEAD + "    # why\n    privileged: true", HEAD[:-1] + "\n    # why"),
        ("services: {a: {privileged: true, image: x}}", "services: {a: {image: x}}"),
        ("services: {a: {image: x, privileged: true}}", "services: {a: {image: x}}"),
        ("services:\n  a:\n    privileged: true\n", None),
        (HEAD + "    privileged: ${P:-true}\n", None),
        (HEAD + "    privileged: &p true\n", None),
    ],
)
def test_a_key_is_removed_with_its_line(before: str, after: str | None) -> None:
    text = fixed(before, "--unsafe", "--select", "privileged-container")
    assert text == (before if after is None else after)


def test_the_last_item_takes_the_list_with_it() -> None:
    text = HEAD + "    security_opt:\n      - seccomp:unconfined # a\n    tty: true\n"
    assert fixed(text, "--unsafe", "--select", "seccomp-unconfined") == HEAD + "    tty: true\n"


@pytest.mark.parametrize(
    ("before", "after", "check"),
    [
        ("ADD a /a\n", "COPY a /a\n", "add-instead-of-copy"),
        ("  add --chown=1 a \\\n  /a\n", "  COPY --chown=1 a \\\n  /a\n", "add-instead-of-copy"),
        (
            "RUN curl \\\n    -k \\\n    https://x.example.com/a -o /a\n",
            "RUN curl \\\n    https://x.example.com/a -o /a\n",
            "tls-verification-disabled",
        ),
        (
            "RUN curl -fsSLk https://x.example.com/a -o /a && true\n",
            "RUN curl -fsSL https://x.example.com/a -o /a && true\n",
            "tls-verification-disabled",
        ),
        (
            "RUN curl -o /a https://x.example.com/a -k # no\n",
            "RUN curl -o /a https://x.example.com/a # no\n",
            "tls-verification-disabled",
        ),
        ("RUN chmod -R 0777 /a\n", "RUN chmod -R 0755 /a\n", "world-writable-permissions"),
        ("RUN chmod 777 /777 777\n", None, "world-writable-permissions"),
    ],
)
def test_a_word_of_a_dockerfile(before: str, after: str | None, check: str) -> None:
    for end in ("\n", "\r\n"):
        head = "FROM debian:12\n"
        text = (head + before).replace("\n", end)
        expected = text if after is None else (head + after).replace("\n", end)
        args = ("--unsafe", "--profile", "restricted", "--select", check)
        assert fixed(text, *args, name="Dockerfile") == expected


@pytest.mark.parametrize(
    ("port", "bound"),
    [
        ("80", "127.0.0.1::80"),
        ("80:80/tcp", "127.0.0.1:80:80/tcp"),
        ("0.0.0.0:80:80", "127.0.0.1:80:80"),
        ("0.0.0.0::80", "127.0.0.1::80"),
        ("[::]:80:80", "127.0.0.1:80:80"),
        ("192.0.2.1:80:80", None),
        ("[::1]:80:80", None),
    ],
)
def test_ports_on_loopback(port: str, bound: str | None) -> None:
    assert scalar.on_loopback(port) == bound


@pytest.mark.parametrize(
    ("mount", "mounted"),
    [
        ("/a:/b", "/a:/b:ro"),
        ("/a:/b:rw", "/a:/b:ro"),
        ("/a:/b:z", "/a:/b:ro,z"),
        ("/a:/b:rw,z", "/a:/b:ro,z"),
        ("/a", None),
        ("C:\\a:/b", None),
    ],
)
def test_mounts_for_reading(mount: str, mounted: str | None) -> None:
    assert scalar.read_only(mount) == mounted


@pytest.mark.parametrize(
    ("first", "second", "expected"),
    [
        ((0, 5), (4, 6), True),
        ((0, 5), (5, 6), False),
        ((5, 5), (5, 5), False),
        ((0, 5), (3, 3), True),
        ((0, 5), (5, 5), False),
        ((0, 5), (0, 5), True),
    ],
)
def test_changes_that_cross_are_not_both_made(
    first: tuple[int, int], second: tuple[int, int], expected: bool
) -> None:
    for one, two in ((first, second), (second, first)):
        taken = Taken()
        taken.take(Change("a", 7, 7, "z"))
        taken.take(Change("a", *one, "x"))
        assert taken.is_free(Change("a", *two, "y")) is not expected


def test_changes_with_the_same_claim_are_not_both_made() -> None:
    taken = Taken()
    taken.take(Change("a", 5, 5, "x", "key"))
    assert not taken.is_free(Change("a", 5, 5, "y", "key"))
    assert taken.is_free(Change("a", 5, 5, "y", "other"))


def test_exceptions_that_nothing_needs_are_removed() -> None:
    text = (
        "# hardenlint: ignore-file[sudo-used] -- gone\nFROM debian:12\n"
        "USER root  # hardenlint: ignore[run-as-root] -- the entrypoint gives it up\n"
        "WORKDIR /a  # hardenlint: ignore[run-as-root] until=2001-01-01 -- over\n"
        "RUN echo '# hardenlint: ignore[sudo-used] -- text'\n"
    )
    assert fixed(text, name="Dockerfile") == (
        "FROM debian:12\n"
        "USER root  # hardenlint: ignore[run-as-root] -- the entrypoint gives it up\n"
        "WORKDIR /a\n"
        "RUN echo '# hardenlint: ignore[sudo-used] -- text'\n"
    )


BAD = HEAD + "    privileged: true\n"
RESTRICTED = ("--profile", "restricted")


def test_it_shows_and_writes_nothing_unless_told() -> None:
    write("compose.yaml", HEAD)
    done = hardenlint("fix", *RESTRICTED)
    assert done.code == 0
    assert "+      - no-new-privileges:true\n" in done.out
    assert "--- a/compose.yaml\n+++ b/compose.yaml\n" in done.out
    assert "1 fix in 1 file; --apply makes it" in done.out
    assert "more with --unsafe" in done.out
    assert "\x1b" not in done.out
    assert "\x1b[" in hardenlint("fix", *RESTRICTED, "--color", "always").out
    assert read("compose.yaml") == HEAD


@pytest.mark.parametrize(
    ("text", "args", "code"),
    [
        (HEAD, ("--check", *RESTRICTED), 1),
        (HEAD, ("--check",), 0),
        (BAD, ("--check",), 0),
        (BAD, ("--check", "--unsafe"), 1),
        (HEAD, ("--check", *RESTRICTED, "--ignore", "no-new-privileges-missing"), 0),
        (HEAD, ("--check", "--apply"), 2),
        (HEAD, ("-",), 2),
        (HEAD, ("--select", "no-such-check"), 2),
        ("services: [\n", (), 3),
        (HEAD, ("no-such-file",), 3),
    ],
)
def test_exit_codes(text: str, args: tuple[str, ...], code: int) -> None:
    write("compose.yaml", text)
    assert hardenlint("fix", *args).code == code
    assert read("compose.yaml") == text


def test_what_is_suppressed_or_known_is_left_alone() -> None:
    text = BAD.replace("  a:", "  a:  # hardenlint: ignore[privileged-container] -- builds images")
    assert fixed(text, "--unsafe", "--select", "privileged-container") == text
    write("compose.yaml", BAD)
    assert hardenlint("baseline", "write").code == 0
    assert fixed(BAD, "--unsafe", "--select", "privileged-container") == BAD
    args = ("--unsafe", "--select", "privileged-container", "--no-baseline")
    assert fixed(BAD, *args) == HEAD


def test_the_mode_is_kept_and_links_inside_the_project_stay() -> None:
    write("real.yaml", BAD)
    os.chmod("real.yaml", 0o640)
    os.symlink("real.yaml", "compose.yaml")
    done = hardenlint(
        "fix", "--apply", "--unsafe", "--select", "privileged-container", "compose.yaml"
    )
    assert done.code == 0
    assert os.path.islink("compose.yaml")
    assert read("real.yaml") == HEAD
    assert stat.S_IMODE(os.stat("real.yaml").st_mode) == 0o640
    assert sorted(os.listdir(".")) == ["compose.yaml", "real.yaml"]


def test_what_cannot_be_written_is_not_called_made(
    monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    write("a/compose.yaml", BAD)
    write("b/compose.yaml", BAD)

    def full(path: str, before: str, after: str) -> None:
        if os.path.basename(os.path.dirname(path)) == "a":
            raise InputError("unwritable", "cannot be written: No space left", Span(path))
        replace(path, before, after)

    monkeypatch.setattr("hardenlint.cli.fix.replace", full)
    done = inside(capfd, "fix", "--apply", "--unsafe", "--select", "privileged-container", ".")
    assert done.code == 3
    assert "Made 1 fix in 1 file" in done.out
    assert "unwritable: " in done.err
    assert "a/compose.yaml: cannot be written: No space left" in done.err
    assert (read("a/compose.yaml"), read("b/compose.yaml")) == (BAD, HEAD)


def test_a_link_out_of_the_project_is_not_followed() -> None:
    write("outside/compose.yaml", BAD)
    os.mkdir("project")
    os.symlink("../outside/compose.yaml", "project/compose.yaml")
    done = hardenlint("fix", "--apply", "--unsafe", "--select", "privileged-container", "project")
    assert "lies outside the project" in done.err
    assert read("outside/compose.yaml") == BAD


def test_secrets_and_escapes_are_not_shown() -> None:
    write(
        "compose.yaml",
        HEAD + "    environment:\n      DB_PASSWORD: hunter2secret\n    hostname: 'a\u202eb'\n",
    )
    done = hardenlint("fix", *RESTRICTED)
    assert "no-new-privileges:true" in done.out
    assert "hunter2secret" not in done.out
    assert "\u202e" not in done.out


def test_an_override_is_fixed_where_it_says_it() -> None:
    write("compose.yaml", HEAD)
    write("compose.override.yaml", "services:\n  a:\n    privileged: true\n    tty: true\n")
    assert hardenlint("fix", "--apply", "--unsafe", "--select", "privileged-container").code == 0
    assert read("compose.yaml") == HEAD
    assert read("compose.override.yaml") == "services:\n  a:\n    tty: true\n"


def test_reports_say_what_can_be_fixed() -> None:
    write("compose.yaml", BAD + "    pid: host\n  b: {image: 'x:1'}\n")
    args = ("scan", *RESTRICTED, "--select", "privileged-container")
    document = hardenlint(*args, "--format", "json").document
    assert document["findings"][0]["fix"] == {
        "title": "do not run it privileged",
        "safe": False,
        "breaks": "stop what needs devices or capabilities; give it those it needs by name",
    }
    out = hardenlint(*args, "--select", "no-new-privileges-missing").out
    assert "[*] safe fix available: add no-new-privileges:true" in out
    assert "[*] unsafe fix available: do not run it privileged; this may stop what" in out
    assert "[*] 2 fixable with `hardenlint fix`, 1 more with `--unsafe`\n" in out


KEYS = {
    "privileged": st.sampled_from([True, False]),
    "read_only": st.sampled_from([True, False]),
    "pid": st.just("host"),
    "ports": st.lists(st.sampled_from(["80:80", "0.0.0.0:81:81", "127.0.0.1:82:82"]), unique=True),
    "security_opt": st.lists(
        st.sampled_from(["seccomp:unconfined", "label:disable", "label:type:a"]), unique=True
    ),
    "cap_add": st.lists(st.sampled_from(["ALL", "NET_ADMIN", "CHOWN"]), unique=True),
    "cap_drop": st.lists(st.sampled_from(["ALL", "MKNOD"]), unique=True),
    "volumes": st.lists(st.sampled_from(["/etc/localtime:/etc/localtime", "v:/v"]), unique=True),
    "hostname": st.text("ab: #'\"\u00e9\U0001f600", max_size=5),
}
SERVICE = st.fixed_dictionaries({"image": st.just("x:1")}, optional=KEYS)


@st.composite
def compose_files(draw: st.DrawFn) -> str:
    """Services in some style: block or flow, indented lists or not, comments, any line end."""
    services = draw(st.dictionaries(st.sampled_from("abc"), SERVICE, min_size=1))
    margin = draw(st.sampled_from(["", "  ", "    "]))
    lines = ["services:", *(["  # first"] if draw(st.booleans()) else [])]
    for name, service in services.items():
        if draw(st.booleans()):
            lines.append(f"  {name}: {json.dumps(service, ensure_ascii=False)}")
            continue
        lines.append(f"  {name}:{draw(st.sampled_from(['', '  # a comment']))}")
        for key, value in service.items():
            if isinstance(value, list) and value and draw(st.booleans()):
                lines += [f"    {key}:", *(f"    {margin}- {json.dumps(v)}" for v in value)]
            else:
                lines.append(f"    {key}: {json.dumps(value, ensure_ascii=False)}")
            if draw(st.booleans()):
                lines.append(draw(st.sampled_from(["", "    # between", "# far left"])))
    end = draw(st.sampled_from(["\n", "\r\n"]))
    return end.join(lines) + draw(st.sampled_from(["", end, end + end]))


@settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(compose_files())
def test_whatever_is_fixed_stays_the_same_project_with_fewer_findings(text: str) -> None:
    write("compose.yaml", text)
    policy = Policy(profile="restricted")
    how = Options()
    looks = fix.looks(how, ScanSettings(policy, NO_EXCEPTIONS, (), (), "", ""))
    inputs = [Input("compose", ("compose.yaml",))]
    before, old = found("compose.yaml"), compose.tree(["compose.yaml"], Workspace())
    outcome = mend.mend(inputs, how, Workspace(), looks, unsafe=True, belongs=lambda _real: True)
    for path, _, new in outcome.texts.values():
        write(path, new)
        comments = [line for line in text.splitlines() if line.lstrip().startswith("#")]
        assert [line for line in new.splitlines() if line.lstrip().startswith("#")] == comments
        assert ("\r\n" in new) == ("\r\n" in text)
    after, new_tree = found("compose.yaml"), compose.tree(["compose.yaml"], Workspace())
    assert sum(r.fix is not None for r in after) <= len(outcome.refused)
    assert len(outcome.made) == 0 or len(after) < len(before) + len(outcome.made)
    fixed_keys = {"privileged", "read_only", "pid", "ports", "security_opt", "cap_add", "cap_drop",
                  "volumes"}  # fmt: skip
    for name, service in old["services"].items():
        for key, value in service.items():
            assert key in fixed_keys or new_tree["services"][name][key] == value
    assert (
        mend.mend(inputs, how, Workspace(), looks, unsafe=True, belongs=lambda _real: True).texts
        == {}
    )


@given(st.text("ab:- \n\r#'\"\u00e9\U0001f600\ufeff", max_size=40))
def test_texts_and_trees_keep_offsets(text: str) -> None:
    file = Text("a", text)
    assert file.changed([]) == text
    for number, line in enumerate(file.content.split("\n"), 1):
        at = file.offset(number, 1)
        assert file.content[at : at + len(line)] == line
        assert file.line_number(at) == number
    try:
        tree = Tree(file.content)
    except UNREADABLE:
        return
    for node in tree.nodes:
        assert 0 <= node.start <= node.end <= len(file.content)
        assert node in tree.at[node.start]


# what another profile would do

PLAIN = "services:\n  web:\n    image: nginx:1.27\n  db:\n    image: app:1\n"


def test_where_there_is_nothing_to_fix_restricted_is_told() -> None:
    write("compose.yaml", PLAIN)
    run = hardenlint("fix", "compose.yaml")
    assert run.out == (
        "Nothing to fix\n"
        "With --profile restricted: 2 fixes in 1 file · 4 more with --unsafe\n"
        "  safe: add no-new-privileges:true (2 times)\n"
    )
    assert run.code == 0
    made = hardenlint("fix", "--profile", "restricted", "compose.yaml").out
    assert "2 fixes in 1 file; --apply makes them · 4 more with --unsafe" in made


@pytest.mark.parametrize("how", ["--check", "--apply"])
def test_what_restricted_would_do_is_not_done(how: str) -> None:
    write("compose.yaml", PLAIN)
    run = hardenlint("fix", how, "compose.yaml")
    assert (run.code, "With --profile restricted" in run.out) == (0, True)
    assert read("compose.yaml") == PLAIN


@pytest.mark.parametrize(
    ("args", "text"),
    [
        (("--profile", "restricted", "--select", "privileged-container"), PLAIN),
        (("--select", "privileged-container"), PLAIN),
        (("-q",), PLAIN),
        (("--ignore", "no-new-privileges-missing", "--min-severity", "critical"), PLAIN),
        ((), PLAIN + "    privileged: true\n"),
        ((), "services: {}\n"),
    ],
)
def test_restricted_is_not_told(args: tuple[str, ...], text: str) -> None:
    """It is asked for, checks are named, something is to be fixed, or there is nothing at all."""
    write("compose.yaml", text)
    unsafe = ("--unsafe",) if "privileged" in text else ()
    assert "With --profile" not in hardenlint("fix", *args, *unsafe, "compose.yaml").out


def test_a_profile_of_a_service_gives_way_as_it_does_to_the_option() -> None:
    write("compose.yaml", PLAIN)
    write(".hardenlint.yaml", "services: {web: {profile: baseline}}\n")
    assert "With --profile restricted: 2 fixes" in hardenlint("fix", "compose.yaml").out
