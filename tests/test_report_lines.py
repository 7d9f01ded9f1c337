"""What a shown line looks like: harmless, aligned, cut to size, and without secrets."""

from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hardenlint.check import Finding, Severity, check
from hardenlint.engine import Result
from hardenlint.engine.about import About
from hardenlint.facts.masking import MASK, secret_ranges
from hardenlint.model import Container, Span
from hardenlint.report.places import place, readable
from hardenlint.report.snippet import Shown, Snippets
from hardenlint.sources.kinds import COMPOSE
from hardenlint.text.terminal import cells, printable, wrap


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("plain, naïve · 数据库 \U0001f600", "plain, naïve · 数据库 \U0001f600"),
        ("\x1b[31mred", r"\x1b[31mred"),
        ("a\r\nb\tc\0", r"a\r\nb\tc\x00"),
        ("\x9b1m\x85", r"\x9b1m\x85"),
        ("a\u202eb\u2066c\u200bd\ufeff", r"a\u202eb\u2066c\u200bd\ufeff"),
        ("\u2028\u2029", r"\u2028\u2029"),
        ("\udcff", r"\udcff"),
        ("\u3164\u115f\u1160\uffa0", r"\u3164\u115f\u1160\uffa0"),
        ("a\u2800b\u180ec\u034fd", r"a\u2800b\u180ec\u034fd"),
        ("v\ufe0f\U000e0100\U000e0020", r"v\ufe0f\U000e0100\U000e0020"),
        ("\u17b4\u180b\u180f\ue000\U000e0fff", r"\u17b4\u180b\u180f\ue000\U000e0fff"),
        ("\U000e0041", r"\U000e0041"),
        ("a ##[add-mask]b", r"a #\x23[add-mask]b"),
        ("##vso[task.setvariable]", r"#\x23vso[task.setvariable]"),
        ("## heading ##", "## heading ##"),
    ],
)
def test_printable(text: str, expected: str) -> None:
    assert printable(text) == expected


@given(st.text(st.characters()))
def test_printable_text_is_one_harmless_line(text: str) -> None:
    shown = printable(text)
    assert shown.isprintable()
    assert printable(shown) == shown
    shown.encode()


@pytest.mark.parametrize(
    ("text", "expected"), [("abc", 3), ("数据", 4), ("e\u0301", 1), ("\U0001f600!", 3), ("", 0)]
)
def test_cells(text: str, expected: int) -> None:
    assert cells(text) == expected


def test_wrap_keeps_long_words_whole() -> None:
    assert list(wrap("aa bb ccccccccc d", 5)) == ["aa bb", "ccccccccc", "d"]
    assert list(wrap("  ", 5)) == []


@pytest.mark.parametrize(
    ("pointer", "expected"),
    [
        ("/HostConfig/Privileged", "HostConfig.Privileged"),
        ("/0/HostConfig/Binds/2", "HostConfig.Binds[2]"),
        ("/Config/Labels/com.docker~1x~0y", 'Config.Labels["com.docker/x~y"]'),
        ("/0", ""),
        ("", ""),
    ],
)
def test_a_pointer_is_readable(pointer: str, expected: str) -> None:
    assert readable(pointer) == expected


@pytest.mark.parametrize(
    ("span", "expected"),
    [
        (Span("a/b.yaml", 3, 4, 3, 9), "a/b.yaml:3:4"),
        (Span("a/b.yaml"), "a/b.yaml"),
        (Span("a", 1, 1, 1, 4), "a:1:1"),
        (Span(None), ""),
        (Span(None, host="box"), "box"),
        (Span(None, container="web", pointer="/Config/User"), "container web · Config.User"),
    ],
)
def test_place(span: Span, expected: str) -> None:
    assert place(span) == expected


# --- secrets ---


def masked(line: str) -> str:
    for start, end in reversed(secret_ranges(line)):
        line = line[:start] + MASK + line[end:]
    return line


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("  POSTGRES_PASSWORD: hunter2", "  POSTGRES_PASSWORD: *"),
        ("  POSTGRES_PASSWORD: hunter2  # why", "  POSTGRES_PASSWORD: *  # why"),
        ("  POSTGRES_PASSWORD: 'hun ter2'", "  POSTGRES_PASSWORD: '*'"),
        ('  "db.password": "hun\\"ter2", "a": 1', '  "db.password": "*", "a": 1'),
        ("  - DB_PASSWORD=hunter 2", "  - DB_PASSWORD=*"),
        ('  - "DB_PASSWORD=hunter 2"', '  - "DB_PASSWORD=*"'),
        ('  environment: ["API_KEY=hunter2", "B=c"]', '  environment: ["API_KEY=*", "B=c"]'),
        ("  environment: [API_KEY=hunter2, B=c]", "  environment: [API_KEY=*, B=c]"),
        ("  environment: {TOKEN: hunter2, B: c}", "  environment: {TOKEN: *, B: c}"),
        ("ENV DB_PASSWORD=hunter2 B=c", "ENV DB_PASSWORD=* B=c"),
        ("ENV DB_PASSWORD=hun\\ ter2 B=c", "ENV DB_PASSWORD=* B=c"),
        ("ENV DB_PASSWORD hunter 2", "ENV DB_PASSWORD *"),
        ("ARG npmToken=hunter2", "ARG npmToken=*"),
        ("RUN PGPASSWORD=hunter2 psql -c x", "RUN PGPASSWORD=* psql -c x"),
        ("RUN x --password hunter2 -v", "RUN x --password * -v"),
        ("RUN x --db-password=hunter2 -v", "RUN x --db-password=* -v"),
        ('CMD ["x", "--password", "hunter2", "-v"]', 'CMD ["x", "--password", "*", "-v"]'),
        ('CMD ["redis-server", "--requirepass", "hunter2"]',
         'CMD ["redis-server", "--requirepass", "*"]'),
        ("command: redis-server --requirepass hunter2", "command: redis-server --requirepass *"),
        ("RUN curl -u me:hunter2 https://x", "RUN curl -u me:* https://x"),
        ("RUN mysql -uroot -phunter2 -e x", "RUN mysql -uroot -p* -e x"),
        ("RUN echo root:hunter2 | chpasswd", "RUN echo * | chpasswd"),
        ("RUN curl -H 'Authorization: Bearer hunter2x'", "RUN curl -H 'Authorization: *'"),
        ("URL: postgres://user:hunter2@db/x", "URL: postgres://user:*@db/x"),
        ("RUN git clone https://0123456789abcdef0123@git.example/x",
         "RUN git clone https://*@git.example/x"),
        ("image: x # ghp_0123456789abcdefghijABCDEF", "image: x # *"),
        ("x: ${DB_PASSWORD:-hunter2}", "x: ${DB_PASSWORD:-*}"),
        ("DB_PASSWORD: ${DB_PASSWORD:-hunter2}", "DB_PASSWORD: *"),
        ("DB_PASSWORD: a${X}hunter2", "DB_PASSWORD: *"),
    ],
)  # fmt: skip
def test_secrets_are_masked(line: str, expected: str) -> None:
    assert masked(line) == expected.replace("*", MASK)


@pytest.mark.parametrize(
    "line",
    [
        "  POSTGRES_PASSWORD: ${POSTGRES_PASSWORD}",
        "  POSTGRES_PASSWORD: ${POSTGRES_PASSWORD:?set it}",
        "  POSTGRES_PASSWORD_FILE: /run/secrets/db",
        "  - TOKEN=$TOKEN",
        "RUN NPM_TOKEN=$(cat /run/secrets/npm) npm ci",
        "RUN --mount=type=secret,id=token npm ci",
        "  secrets: [db_password]",
        "  secrets:",
        "  db_password:",
        "    file: ./secret.txt",
        "security_opt: [no-new-privileges:true]",
        "  - /var/run/docker.sock:/var/run/docker.sock",
        "image: ghcr.io/acme/passbolt:4.1",
        "  - 127.0.0.1:8080:80",
        "MYSQL_RANDOM_ROOT_PASSWORD: yes",
        "URL: https://example.com/path@2",
        "URL: postgres://user:${PW}@db/x",
    ],
)
def test_what_is_no_secret_stays_readable(line: str) -> None:
    assert masked(line) == line


@given(st.text(st.sampled_from("pw=:\"'{}[]$- \\#,@/aENV|")))
def test_ranges_lie_in_the_line_and_apart(line: str) -> None:
    previous = 0
    for start, end in secret_ranges(f"token {line}"):
        assert previous <= start < end <= len(line) + 6
        previous = end


# --- snippets ---


def _run(container: Container) -> Iterator[Finding]:
    """Page"""
    yield from ()


CHECK = check(Severity.HIGH)(_run)
SERVICE = Container("web", Span("c.yaml", 1, 1, 1, 4), COMPOSE)


def result(span: Span, message: str = "m", *, secret: bool = False, evidence: str = "") -> Result:
    finding = Finding(span, message, secret=secret, evidence=evidence)
    return Result(CHECK, About.of(SERVICE), finding, Severity.HIGH, span, (), (), "")


def last(text: str, span: Span, *others: Result) -> Shown:
    found = result(span)
    return Snippets(lambda _: text, [found, *others]).of(found)[-1]


@pytest.mark.parametrize(
    ("line", "column", "end_column", "expected"),
    [
        ("a: bcd", 4, 7, Shown(1, "a: bcd", 3, 3)),
        ("a: bcd", 4, 4, Shown(1, "a: bcd", 3, 1)),
        ("\ufeffa: bcd", 4, 7, Shown(1, "a: bcd", 3, 3)),
        ("a: bcd", 99, 120, Shown(1, "a: bcd", 6, 1)),
        ("\ta: bcd", 5, 8, Shown(1, "    a: bcd", 7, 3)),
        ("a\tb\tc", 5, 6, Shown(1, "a   b   c", 8, 1)),
        ("a: 数据库 b", 4, 7, Shown(1, "a: 数据库 b", 3, 6)),
        ("a: 数据库 b", 8, 9, Shown(1, "a: 数据库 b", 10, 1)),
        ("a: \x1b b", 6, 7, Shown(1, r"a: \x1b b", 8, 1)),
        ("a: bcd   \r", 4, 7, Shown(1, "a: bcd", 3, 3)),
        ("PASSWORD: hunter2", 1, 18, Shown(1, f"PASSWORD: {MASK}", 0, 18)),
        ("PASSWORD: hunter2", 11, 18, Shown(1, f"PASSWORD: {MASK}", 10, 8)),
        ("PASSWORD: hunter2", 13, 15, Shown(1, f"PASSWORD: {MASK}", 10, 8)),
    ],
)
def test_the_value_is_underlined(line: str, column: int, end_column: int, expected: Shown) -> None:
    assert last(line, Span("c.yaml", 1, column, 1, end_column)) == expected


def test_of_several_lines_the_first_is_underlined_to_its_end() -> None:
    assert last("a: |\n  b", Span("c.yaml", 1, 4, 2, 4)) == Shown(1, "a: |", 3, 1)
    assert last("RUN a \\\n  b", Span("c.yaml", 1, 1)) == Shown(1, "RUN a \\", 0, 7)


@pytest.mark.parametrize("column", [1, 50, 500, 990])
def test_a_long_line_is_cut_around_the_value(column: int) -> None:
    line = "x" * (column - 1) + "VALUE" + "y" * (1000 - column)
    shown = last(line, Span("c.yaml", 1, column, 1, column + 5))
    assert len(shown.text) <= 110
    assert shown.text[shown.start : shown.start + shown.length] == "VALUE"
    assert shown.text.startswith("... ") is (column > 41)


def test_no_cut_goes_through_a_secret() -> None:
    line = f"{'x' * 60} PASSWORD={'s' * 300} {'y' * 60} VALUE {'z' * 200}"
    column = line.index("VALUE") + 1
    shown = last(line, Span("c.yaml", 1, column, 1, column + 5))
    assert "ss" not in shown.text
    assert shown.text[shown.start : shown.start + shown.length] == "VALUE"


def test_a_huge_line_is_not_shown() -> None:
    found = result(Span("c.yaml", 1, 5, 1, 8))
    assert Snippets(lambda _: "x" * 100_000, [found]).of(found) == []


@pytest.mark.parametrize("line", [0, 3, 999])
def test_a_place_beyond_the_file_has_no_line(line: int) -> None:
    found = result(Span("c.yaml", line, 1, line, 2))
    assert Snippets(lambda _: "a\nb", [found]).of(found) == []


@pytest.mark.parametrize(
    ("line", "span", "message", "evidence", "expected"),
    [
        ("x: hunter2", Span("c.yaml", 1, 4, 1, 11), "m", "", f"x: {MASK}"),
        ("- X=hunter2", Span("c.yaml", 1, 3, 1, 12), "sets X to a literal", "", f"- X={MASK}"),
        ("- X=hunter2", Span("c.yaml", 1, 3, 1, 12), "m", "X", f"- X={MASK}"),
        ("- X=hunter2", Span("c.yaml", 1, 3, 1, 12), "m", "", f"- {MASK}"),
        ("x: hun=ter2", Span("c.yaml", 1, 4, 1, 12), "m", "", f"x: {MASK}"),
        ("x: 'hunter2' # a", Span("c.yaml", 1, 4, 1, 13), "m", "", f"x: {MASK} # a"),
        ("x: hunter2", Span("c.yaml", 1, 4), "m", "", f"x: {MASK}"),
    ],
)
def test_what_a_check_calls_secret_is_hidden(
    line: str, span: Span, message: str, evidence: str, expected: str
) -> None:
    found = result(span, message, secret=True, evidence=evidence)
    assert Snippets(lambda _: line, [found]).of(found)[-1].text == expected


def test_it_is_hidden_in_the_lines_of_other_findings_too() -> None:
    text = "a: >-\n  hunter2\n  hunter3\nb: c"
    secret = result(Span("c.yaml", 1, 4, 3, 10), secret=True)
    assert last(text, Span("c.yaml", 2, 3, 2, 10), secret).text == f"  {MASK}"
    assert last(text, Span("c.yaml", 3, 3, 3, 10), secret).text == f"  {MASK}"
    assert last(text, Span("c.yaml", 4, 1, 4, 2), secret).text == "b: c"
