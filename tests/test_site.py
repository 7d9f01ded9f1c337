"""The documentation as HTML: valid, complete, linked, safe, the same bytes each time."""

import json
import os
import posixpath
import re
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from justhtml import Element, JustHTML

from hardenlint import Container, page, registry
from hardenlint.check import Check, Finding, Severity
from hardenlint.check import check as declared
from hardenlint.cli import _COMMANDS
from hardenlint.policy import config
from hardenlint.report import FORMATS, site
from tests.cli import ROOT, hardenlint
from tests.fake_engine import Server
from tests.site import build, documents, json_report
from tests.site import checks as about_checks
from tests.site.layout import html
from tests.test_fleet import engine

CHECKS, _ = registry.load()
BASE = "https://docs.example.org/hardenlint/"
SHOP = os.path.join(ROOT, "fixtures", "projects", "shop")


@pytest.fixture(scope="module")
def built() -> dict[str, bytes]:
    return build.pages(CHECKS)


@pytest.fixture(scope="module")
def parsed(built: dict[str, bytes]) -> dict[str, JustHTML]:
    """Every page; it is an error when one is not valid."""
    return {path: parse(text) for path, text in built.items() if path.endswith(".html")}


def parse(text: bytes) -> JustHTML:
    return JustHTML(text.decode(), strict=True, sanitize=False)


def attributes(document: JustHTML, selector: str, name: str) -> Iterator[str]:
    for element in document.query(selector):
        assert isinstance(element, Element)
        value = element.attrs.get(name)
        if value is not None:
            yield str(value)


def test_every_check_has_its_page(built: dict[str, bytes]) -> None:
    assert {f"checks/{check.id}.html" for check in CHECKS} <= built.keys()


def test_links_and_anchors_lead_somewhere(
    built: dict[str, bytes], parsed: dict[str, JustHTML]
) -> None:
    anchors = {path: set(attributes(page, "[id]", "id")) for path, page in parsed.items()}
    followed = 0
    for path, document in parsed.items():
        targets = [*attributes(document, "[href]", "href"), *attributes(document, "[src]", "src")]
        for target in targets:
            if target.startswith(("https://", "mailto:")):
                continue
            to, _, anchor = target.partition("#")
            name = posixpath.normpath(posixpath.join(posixpath.dirname(path), to)) if to else path
            assert name in built, f"{path} links to {target}"
            assert not anchor or anchor in anchors[name], f"{path} links to {target}"
            followed += 1
    assert followed > 5000


def test_anchors_are_unique(parsed: dict[str, JustHTML]) -> None:
    for path, document in parsed.items():
        found = list(attributes(document, "[id]", "id"))
        assert len(found) == len(set(found)), path


def test_every_page_has_one_title_and_is_reached(parsed: dict[str, JustHTML]) -> None:
    reached = {"index.html"}
    for path, document in parsed.items():
        assert len(document.query("h1")) == 1, path
        assert len(document.query("title")) == 1, path
        for target in attributes(document, "a[href]", "href"):
            reached.add(posixpath.normpath(posixpath.join(posixpath.dirname(path), target)))
    assert parsed.keys() <= {target.partition("#")[0] for target in reached}


def test_nothing_comes_from_elsewhere(built: dict[str, bytes], parsed: dict[str, JustHTML]) -> None:
    """No script, no style but ours, no picture but ours; a browser is told so as well."""
    for path, document in parsed.items():
        assert not document.query("script, iframe, object, embed, style, form, base"), path
        assert not document.query("[style]"), path
        assert not [name for element in document.query("*") for name in handlers(element)], path
        assert not [src for src in attributes(document, "[src]", "src") if "//" in src], path
        sheets = list(attributes(document, 'link[rel="stylesheet"]', "href"))
        assert [posixpath.basename(sheet) for sheet in sheets] == ["style.css"], path
        assert b"script-src 'none'" in built[path]
    assert not re.search(rb"url\(|@import", built["style.css"])


def handlers(element: object) -> list[str]:
    assert isinstance(element, Element)
    return [name for name in element.attrs if name.startswith("on")]


@pytest.mark.parametrize("check", CHECKS, ids=lambda check: check.id)
def test_the_examples_are_there_to_the_letter(check: Check, parsed: dict[str, JustHTML]) -> None:
    doc = page.read(check.doc)
    blocks = [
        block.to_text(strip=False) for block in parsed[site.path_of(check)].query("figure pre")
    ]
    expected = [*(example.text for example in doc.examples), *(text for _, text in doc.files)]
    assert sorted(blocks) == sorted(expected)


def owner_missing(container: Container) -> Iterator[Finding]:
    """`<img src=x onerror=alert(1)>` & <b>no owner</b>

    ## Why

    <script>alert(1)</script> It is <i onclick="alert(1)">nobody's</i>; [x](javascript:alert(1)).

    ## Examples

    ```yaml bad
    a: "</code></pre><script>alert(1)</script>"
    ```

    ```<b>.env beside
    <b>&amp;</b>
    ```
    """
    yield from ()


def made(*aliases: str) -> Check:
    return declared(Severity.LOW, references=("<b>CWE</b>",), aliases=aliases)(owner_missing)


def test_nothing_that_a_page_says_becomes_html() -> None:
    pages = {each.path: each for each in about_checks.pages([made()], build.SUPPRESSING)}
    for path in ("checks/owner-missing.html", about_checks.INDEX):
        document = parse(html(pages[path], ()).encode())
        assert not document.query("script, i, img, b, [onclick], [onerror]"), path
        assert not [to for to in attributes(document, "[href]", "href") if "javascript" in to]
    document = parse(html(pages["checks/owner-missing.html"], ()).encode())
    (bad, beside) = [block.to_text(strip=False) for block in document.query("pre")]
    assert bad == 'a: "</code></pre><script>alert(1)</script>"\n'
    assert beside == "<b>&amp;</b>\n"


def test_a_page_that_links_into_nowhere_is_refused() -> None:
    check = made()
    run: Any = test_a_page_that_links_into_nowhere_is_refused
    run.__doc__ = "Summary\n\n[here](elsewhere.md)"
    check._run = run
    with pytest.raises(ValueError, match=r"owner-missing: its page links to elsewhere\.md"):
        list(about_checks.pages([check], build.SUPPRESSING))


def test_a_document_that_links_into_nowhere_is_refused() -> None:
    with pytest.raises(SystemExit, match=r"README\.md links to gone\.md, which is not there"):
        documents._resolved("README.md", "gone.md")
    with pytest.raises(SystemExit, match="which is not there"):
        documents._resolved("docs/versions.md", "../../etc/passwd")


def test_former_ids_lead_to_the_page(monkeypatch: pytest.MonkeyPatch) -> None:
    files = about_checks.redirects([made("nobodys-container", "no-owner")])
    assert files.keys() == {"checks/nobodys-container.html", "checks/no-owner.html"}
    document = parse(files["checks/no-owner.html"].encode())
    assert list(attributes(document, "meta[http-equiv]", "content")) == [
        "0; url=owner-missing.html"
    ]
    assert list(attributes(document, "link", "href")) == ["owner-missing.html"]
    assert list(attributes(document, "a", "href")) == ["owner-missing.html"]
    monkeypatch.setattr(site, "BASE", BASE)
    (again, _) = about_checks.redirects([made("no-owner", "x")]).values()
    canonical = list(attributes(parse(again.encode()), "link", "href"))
    assert canonical == [f"{BASE}checks/owner-missing.html"]


def test_the_former_ids_of_the_checks_have_their_pages(built: dict[str, bytes]) -> None:
    for check in CHECKS:
        for alias in check.aliases:
            assert b'http-equiv="refresh"' in built[f"checks/{alias}.html"]


def test_reference_pages_are_complete(built: dict[str, bytes]) -> None:
    commands = built["reference/command-line.html"].decode()
    for name in (*_COMMANDS, "known write", "config show"):
        assert f"<code>hardenlint {name}</code>" in commands
        assert f"Usage: hardenlint {name} " in commands
    keys = built["reference/configuration.html"].decode()
    for name in json.loads(config.schema())["properties"]:
        assert f'<code id="{name}">' in keys
    formats = built["reference/formats.html"].decode()
    assert all(f'<h2 id="{name}">' in formats for name in FORMATS)


def keys_of(value: Any, path: str = "") -> Iterator[str]:
    """The paths of the keys of a report; `[]` is each of a list."""
    if isinstance(value, dict):
        for name, inner in value.items():
            yield from keys_of(inner, f"{path}.{name}" if path else name)
    elif isinstance(value, list):
        yield f"{path}[]"
        for inner in value:
            yield from keys_of(inner, f"{path}[]")
    if path and not isinstance(value, list):
        yield path


def described(path: str) -> Iterator[str]:
    """What a path is described by: its own line, that of what it is in, that of a location."""
    head, _, inner = path.partition(".location.")
    if inner:
        assert inner in json_report.LOCATION
        yield f"{head}.location"
    elif path.startswith("summary.findings."):
        yield "summary.findings"
    else:
        yield path


def test_every_key_of_the_json_report_is_described(
    serve: Callable[..., Server], tmp_path: Path
) -> None:
    (tmp_path / "compose.yaml").write_text(
        "services:\n  web:\n    image: app:${TAG}\n"
        "    privileged: true  # hardenlint: ignore[privileged-container] until=2999-01-01 -- why\n"
        "    network_mode: host\n    ports: ['5432:5432']\n    user: root\n"
    )
    (tmp_path / "Dockerfile").write_text("FROM\n")
    folder = str(tmp_path)
    engines = serve(engine("a", "a" * 64, Privileged=True))
    shop = str(shutil.copytree(SHOP, tmp_path / "shop"))
    hardenlint("known", "write", shop, folder=folder)
    scan = ("scan", "--format", "json", "--as-of", "2026-11-01")
    reports = [
        hardenlint(*scan, "--show-suppressed", "--no-known", ".", folder=folder).document,
        hardenlint(*scan, shop, folder=folder).document,
        hardenlint("audit", "--format", "json", "--host", engines.url, folder=folder).document,
    ]
    seen = {found for path in map(keys_of, reports) for key in path for found in described(key)}
    nested = {name.rpartition(".")[0] for name in json_report.FIELDS}
    assert seen - nested <= json_report.FIELDS.keys()
    missing = json_report.FIELDS.keys() - seen
    assert missing <= {"findings[].help"}, "described, but not in any of these reports"


def with_base(base: str, *arguments: str) -> Any:
    """Run the program with a base address set, as a release with a site has it."""
    code = f"from hardenlint.report import site; site.BASE = {base!r}\n"
    code += "from hardenlint.__main__ import run; run()"
    done = subprocess.run(
        [sys.executable, "-c", code, *arguments], capture_output=True, text=True, check=False
    )
    assert done.returncode == 1, done.stderr
    return (
        [json.loads(line) for line in done.stdout.splitlines()]
        if ("jsonl" in arguments)
        else json.loads(done.stdout)
    )


def test_without_an_address_nothing_is_linked() -> None:
    assert site.BASE == "" or re.fullmatch(r"https://\S+/", site.BASE)
    driver = with_base("", "scan", "--format", "sarif", SHOP)["runs"][0]["tool"]["driver"]
    assert driver.keys() == {"name", "version", "semanticVersion", "rules"}
    assert all("helpUri" not in rule for rule in driver["rules"])
    for finding in with_base("", "scan", "--format", "json", SHOP)["findings"]:
        assert "help" not in finding


def test_with_an_address_reports_link_to_pages(built: dict[str, bytes]) -> None:
    driver = with_base(BASE, "scan", "--format", "sarif", SHOP)["runs"][0]["tool"]["driver"]
    assert driver["informationUri"] == BASE
    found = {rule["id"]: rule["helpUri"] for rule in driver["rules"]}
    assert found.keys() == {"docker-socket-mounted", "sensitive-service-published", "user-not-set"}
    for name, address in found.items():
        assert address == f"{BASE}checks/{name}.html"
        assert address.removeprefix(BASE) in built
    report = with_base(BASE, "scan", "--format", "json", SHOP)
    assert {each["check"]: each["help"] for each in report["findings"]} == found
    lines = with_base(BASE, "scan", "--format", "jsonl", SHOP)
    assert {line["check"]: line["help"] for line in lines if "check" in line} == found


def test_checks_of_others_have_no_page_with_us(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(site, "BASE", BASE)
    assert site.help_of(Check("acme.checks.mine", "mine", "Container", Severity.LOW)) == ""


def test_the_program_writes_the_same_bytes_again(built: dict[str, bytes], tmp_path: Path) -> None:
    folder = tmp_path / "out"
    command = [sys.executable, "-m", "tests.site", str(folder)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    assert f"{len(built)} files" in done.stdout
    found = {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file()
    }
    assert found == built
    again = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert (again.returncode, again.stderr) == (
        1, f"{folder} is not an empty folder; name another, or empty it\n",
    )  # fmt: skip
