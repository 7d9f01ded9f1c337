"""Tables are refreshed from copies of their sources: what changes does, and nothing else."""

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from hardenlint.knowledge import cis as controls
from hardenlint.knowledge.base_images import DROPS, NON_ROOT
from hardenlint.knowledge.publishers import DEPRECATED
from tests.cli import ROOT
from tests.refresh import (
    base_images,
    capabilities,
    cis,
    compose_schema,
    end_of_life_dates,
    engine_versions,
    official_images,
    publishers,
    shapes,
    tables,
)

ENDS = '''\
"""When. (its state of 2026-08-22, every date
compared with it in 2026-11)."""

CYCLES = {
    "alpine": """
        2=2015-11-01 2.6=2015-05-01 2.7=2015-11-01 3.0=2016-05-01
    """,
    "httpd": """
        2.2=2018-01-01
    """,
}

_RELEASES = {
    "alpine": """
        edgy=3.0
    """,
}
'''


def write(folder: Path, files: Mapping[str, str]) -> str:
    for name, text in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text)
    return str(folder)


def reading(texts: Mapping[str, str]) -> Callable[[str], str]:
    return texts.__getitem__


def current(path: str) -> str:
    return Path(ROOT, path).read_text(encoding="utf-8")


def releases(*lines: str) -> str:
    return "---\ntitle: X\nreleases:\n" + "".join(f"- {{{line}}}\n" for line in lines) + "---\nX\n"


UNKNOWN = releases('releaseCycle: "2.4", eol: false')


def products(folder: Path, alpine: str, httpd: str = UNKNOWN) -> str:
    files = {"products/alpine-linux.md": alpine, "products/apache-http-server.md": httpd}
    return write(folder, files)


def test_ends_follow_the_source(tmp_path: Path) -> None:
    source = products(
        tmp_path,
        releases(
            'releaseCycle: "3.1", eol: 2027-01-01, codename: "Fresh Fox"',
            'releaseCycle: "3.0", eol: 2016-06-01',
            'releaseCycle: "2.7", eol: 2015-12-24',
            'releaseCycle: "2.5", eol: 2014-11-01',  # newer than none of the table
            'releaseCycle: "9.9", eol: 2013-11-01',  # ended before there were images
            'releaseCycle: "3.2", eol: false',
            'releaseCycle: "edge", eol: 2030-01-01',
        ),
        releases('releaseCycle: "2.2", eol: 2017-07-11'),  # ours is from elsewhere
    )
    found = end_of_life_dates.refresh(reading({end_of_life_dates.PATH: ENDS}), source)
    assert found.changes == [
        "alpine + 2.5=2014-11-01", "alpine + 2.7=2015-12-24", "alpine + 2=2015-12-24",
        "alpine + 3.0=2016-06-01", "alpine + 3.1=2027-01-01", "alpine - 2.7=2015-11-01",
        "alpine - 2=2015-11-01", "alpine - 3.0=2016-05-01",
    ]  # fmt: skip
    assert found.remarks == ["alpine 3.1 is called fresh: _RELEASES"]
    assert found.texts[end_of_life_dates.PATH] == ENDS.replace(
        "2=2015-11-01 2.6=2015-05-01 2.7=2015-11-01 3.0=2016-05-01\n",
        "2=2015-12-24 2.5=2014-11-01 2.6=2015-05-01 2.7=2015-12-24 3.0=2016-06-01 3.1=2027-01-01\n",
    )


def test_a_source_without_news_changes_no_byte(tmp_path: Path) -> None:
    source = products(tmp_path, releases('releaseCycle: "3.0", eol: 2016-05-01'))
    found = end_of_life_dates.refresh(reading({end_of_life_dates.PATH: ENDS}), source)
    assert (found.texts, found.changes, found.remarks) == ({end_of_life_dates.PATH: ENDS}, [], [])


def test_the_table_of_ends_is_written_as_a_refresh_writes_it() -> None:
    """So that a diff shows what has changed, and no line that was only broken elsewhere."""
    text = current(end_of_life_dates.PATH)
    constants = tables.strings(text, "CYCLES")
    for cycles in constants[1::2]:
        items = dict(end_of_life_dates._items(str(cycles.value)))
        assert end_of_life_dates._written(items) == cycles.value


def test_official_images_join_and_never_leave(tmp_path: Path) -> None:
    text = '"""As of 2026-01."""\n\nOFFICIAL = frozenset(\n    """alpine gone""".split()\n)\n'
    source = write(tmp_path, {"library/alpine": "Tags: 3\n", "library/fresh": "# none yet\n"})
    found = official_images.refresh(reading({official_images.PATH: text}), source)
    assert found.changes == ["+ fresh"]
    assert found.texts[official_images.PATH] == text.replace("alpine gone", "alpine fresh gone")
    assert found.remarks == [
        "fresh is no longer built, and not in publishers.DEPRECATED",
        "gone is no longer built, and not in publishers.DEPRECATED",
    ]


def test_notices_of_images_that_are_given_up(tmp_path: Path) -> None:
    known, *_ = DEPRECATED
    names = ("fresh", known, "nextcloud")
    source = write(tmp_path, {f"{name}/deprecated.md": "" for name in names})
    remarks = publishers.refresh(current, source).remarks
    assert remarks == ["fresh is deprecated: see fresh/deprecated.md"]


def test_capabilities_of_the_kernel(tmp_path: Path) -> None:
    text = current(capabilities.PATH)
    names = tables.words(text, "DOCKER") | tables.words(text, "ALL")
    header = "".join(f"#define CAP_{name}   {number}\n" for number, name in enumerate(names))
    (tmp_path / "capability.h").write_text(
        f"{header}#define CAP_TIME_TRAVEL 41\n#define CAP_LAST_CAP CAP_TIME_TRAVEL\n"
    )
    found = capabilities.refresh(current, str(tmp_path / "capability.h"))
    assert found.changes == ["+ TIME_TRAVEL"]
    assert "TIME_TRAVEL" in tables.words(found.texts[capabilities.PATH], "ALL")
    assert max(map(len, found.texts[capabilities.PATH].splitlines())) <= tables.WIDTH
    (remark,) = found.remarks
    assert remark.startswith("TIME_TRAVEL: what it permits is not told")


def test_capabilities_that_an_engine_grants(tmp_path: Path) -> None:
    text = current(capabilities.PATH)
    granted = tables.words(text, "DOCKER") - {"MKNOD"}
    source = write(tmp_path, {capabilities._DEFAULTS: "".join(f'\t"CAP_{n}",\n' for n in granted)})
    found = capabilities.refresh(current, source)
    assert found.changes == ["- MKNOD"]
    assert "MKNOD" in tables.words(found.texts[capabilities.PATH], "ALL")


def test_numbers_of_cis(tmp_path: Path) -> None:
    numbers = [*(number for number in controls.CONTROLS if number != "5.32"), "1.1", "5.33"]
    lines = "".join(f'  local id="{number}"\n' for number in numbers)
    source = write(tmp_path, {"tests/5.sh": f'  local id="5"\n{lines}  local id="8.1"\n'})
    assert cis.refresh(current, source).remarks == ["+ 5.33", "- 5.32"]


def advisory(name: str, cve: str, module: str, fixed: str, published: str) -> str:
    events = [{"introduced": "0"}, {"fixed": fixed}]
    return json.dumps({
        "id": name, "aliases": [cve, "GHSA-x"], "published": f"{published}T00:00:00Z",
        "summary": f"About {cve}",
        "affected": [{"package": {"name": module}, "ranges": [{"events": events}]}],
    })  # fmt: skip


def test_advisories_that_came_since(tmp_path: Path) -> None:
    runc, moby = "github.com/opencontainers/runc", "github.com/moby/moby"
    told = [
        advisory("GO-1", "CVE-2024-21626", runc, "1.1.12", "2024-02-01"),  # as the table says
        advisory("GO-2", "CVE-2024-21626", runc, "1.1.11", "2024-02-01"),
        advisory("GO-3", "CVE-2000-1", moby, "20.0.0+incompatible", "2024-01-01"),  # long known
        advisory("GO-4", "CVE-2999-1", moby, "99.0.0+incompatible", "2999-01-02"),
        advisory("GO-5", "CVE-2999-2", "github.com/other/thing", "1.0.0", "2999-01-01"),
    ]
    files = {f"data/osv/GO-{number}.json": text for number, text in enumerate(told)}
    assert engine_versions.refresh(current, write(tmp_path, files)).remarks == (
        "CVE-2024-21626 is fixed in runc 1.1.11, says GO-2",
        "Docker Engine: CVE-2999-1 (2999-01-02): About CVE-2999-1",
    )


def image(name: str, user: str, *ports: str) -> str:
    exposed: dict[str, object] | None = {port: {} for port in ports} or None
    return json.dumps({"RepoTags": [name], "Config": {"User": user, "ExposedPorts": exposed}})


def test_users_of_images(tmp_path: Path) -> None:
    path = tmp_path / "images.jsonl"
    lines = (
        image("postgres:latest", "999:999", "5432/tcp"),  # starts as root, says the table
        image("solr:9.9", "root", "8983/tcp"),
        image("redis:latest", "", "6379/tcp", "6380/tcp"),
        image("grafana/grafana:13", "0"),
        image("acme/app:1", "app"),
    )
    path.write_text("\n".join(lines))
    found = base_images.refresh(current, str(path))
    text = found.texts[base_images.PATH]
    assert tables.words(text, "NON_ROOT") == (NON_ROOT | {"postgres"}) - {"solr"}
    assert tables.words(text, "DROPS") == DROPS - {"postgres"}
    assert list(found.changes) == ["+ postgres", "- solr"]
    assert [remark for remark in found.remarks if "was not inspected" not in remark] == [
        "solr:9.9 starts as root; does its entrypoint give it up?",
        "redis:latest exposes 6379 6380; image_settings says 6379",
        "grafana/grafana:13 starts as root; does its entrypoint give it up?",
        "acme/app:1 declares a user; the table says None",
    ]
    assert "elasticsearch was not inspected" in found.remarks
    array = tmp_path / "images.json"
    array.write_text(f"[{','.join(lines)}]")
    assert base_images.refresh(current, str(array)) == found


def git(folder: Path, *command: str) -> None:
    names = ("GIT_AUTHOR", "GIT_COMMITTER")
    who = {f"{name}_{part}": "a@example.org" for name in names for part in ("NAME", "EMAIL")}
    who |= {f"{name}_DATE": "2027-01-02T03:04:05Z" for name in names}
    subprocess.run(
        ["git", "-C", str(folder), *command],
        check=True,
        env={**os.environ, **who},
        capture_output=True,
    )


def checkout(folder: Path, files: Mapping[str, str]) -> str:
    if shutil.which("git") is None:
        pytest.skip("git is not installed: a checkout tells of when it is by it")
    write(folder, files)
    git(folder, "init", "-q")
    git(folder, "add", ".")
    git(folder, "commit", "-q", "-m", "x")
    return str(folder)


def test_the_schema_of_compose(tmp_path: Path) -> None:
    schema = json.loads(current(compose_schema.PATH))
    schema["properties"]["fresh"] = {"type": "string"}
    del schema["properties"]["name"]
    source = checkout(tmp_path, {"schema/compose-spec.json": json.dumps(schema)})
    found = compose_schema.refresh(current, source)
    assert found.changes[:2] == ["+ /properties/fresh", "- /properties/name"]
    assert json.loads(found.texts[compose_schema.PATH]) == schema
    assert '"fresh": "s"' in found.texts[shapes.PATH]
    assert " of 2027-01-02. Its license" in found.texts[compose_schema.NOTICE]
    same = checkout(tmp_path, {"schema/compose-spec.json": current(compose_schema.PATH)})
    again = compose_schema.refresh(current, same)
    assert (again.changes, again.texts[shapes.PATH]) == ([], current(shapes.PATH))


def test_a_schema_that_says_what_no_shape_says(tmp_path: Path) -> None:
    schema = json.loads(current(compose_schema.PATH))
    schema["properties"]["name"]["maxLength"] = 9
    source = checkout(tmp_path, {"schema/compose-spec.json": json.dumps(schema)})
    with pytest.raises(tables.UnreadableError, match="no shape says maxLength"):
        compose_schema.refresh(current, source)


@pytest.mark.parametrize(
    ("module", "told"),
    [
        (base_images, "is not what `docker image inspect` prints"),
        (capabilities, "names no capability"),
        (cis, "has no numbers"),
        (compose_schema, "is no schema"),
        (end_of_life_dates, "has no releases"),
        (engine_versions, "has no advisories"),
        (official_images, "is not there"),
        (publishers, "has no notices"),
    ],
)
def test_another_source_is_refused(tmp_path: Path, module: object, told: str) -> None:
    source = str(tmp_path)
    if module is base_images:
        source = write(tmp_path, {"x": '{"Id": 1}'}) + "/x"
    with pytest.raises(tables.UnreadableError, match=told):
        module.refresh(current, source)  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    ("doc", "expected"),
    [
        ("Its state of 2026-08.", "Its state of 2027-01."),
        ("Its state\nof 2026-08-22.", "Its state\nof 2027-01-02."),
        ("Collected 2026-11, of a state of 2026-08", "Collected 2027-03, of a state of 2027-01"),
        ("As\nof 2026-11.", "As\nof 2027-03."),
        ("date\ncompared with it in 2026-11 (2023)", "date\ncompared with it in 2027-03 (2023)"),
        ("deleted since 2014", "deleted since 2014"),
    ],
)  # fmt: skip
def test_dates_of_docstrings(doc: str, expected: str) -> None:
    rest = '\nNAMED = "state of 2026-08"\n'
    text = f'"""Title.\n\n{doc}\n"""\n{rest}AS_OF = "2026-08"\n'
    assert tables.dated(text, "2027-01-02", "2027-03-04") == (
        f'"""Title.\n\n{expected}\n"""\n{rest}AS_OF = "2027-01"\n'
    )


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    """A copy of what the program needs and writes."""
    root = tmp_path / "tree"
    for name in ("hardenlint", "tests/refresh"):
        ignored = shutil.ignore_patterns("__pycache__")
        shutil.copytree(os.path.join(ROOT, name), root / name, ignore=ignored)
    (root / "tests" / "__init__.py").touch()
    return root


def run(tree: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "tests.refresh", *arguments],
        cwd=tree, env={**os.environ, "PYTHONPATH": str(tree)},
        capture_output=True, text=True, check=False,
    )  # fmt: skip


def test_the_program_writes_tables_and_dates(tree: Path, tmp_path: Path) -> None:
    path = tree / official_images.PATH
    before = path.read_text()
    alive = {f"library/{name}": "Tags: 1\n" for name in tables.words(before, "OFFICIAL")}
    source = checkout(tmp_path / "source", {**alive, "library/zzz-fresh": "Tags: 1\n"})
    done = run(tree, "official_images", source, "--today", "2027-03-04")
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout == f"writes {official_images.PATH}\n+ zzz-fresh\n"
    after = path.read_text()
    assert tables.words(after, "OFFICIAL") == tables.words(before, "OFFICIAL") | {"zzz-fresh"}
    assert "state of 2027-01, and" in after
    assert "Collected 2027-03." in after
    again = run(tree, "official_images", source, "--today", "2027-03-04")
    assert again.stdout == "nothing changed in the table\n"


def test_what_is_to_decide_holds_the_date(tree: Path, tmp_path: Path) -> None:
    path = tree / cis.DATED[0]
    before = path.read_text()
    lines = "".join(f'  local id="{number}"\n' for number in (*controls.CONTROLS, "5.33"))
    source = checkout(tmp_path / "source", {"tests/5.sh": lines})
    done = run(tree, "cis", source, "--today", "2027-03-04")
    assert done.returncode == 1
    assert "Not in the table, for a person to decide:\n  + 5.33\n" in done.stdout
    assert path.read_text() == before
    done = run(tree, "cis", source, "--today", "2027-03-04", "--read")
    assert done.returncode == 0
    assert "compared in 2027-03 with" in path.read_text()
    assert "its state of 2027-01)" in path.read_text()


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (("nothing", "."), "'nothing' is not one of 'base_images'"),
        (("cis", "gone"), "'gone' does not exist"),
        (("cis", "hardenlint"), "SOURCE is no checkout: say of when it is with --state"),
        (("cis", "hardenlint", "--state", "soon"), "it is a day, YYYY-MM-DD"),
        (("cis", "hardenlint", "--state", "2027-01-01"), "has no numbers. SOURCE is a checkout of"),
    ],
)
def test_mistakes_are_told(tree: Path, arguments: tuple[str, ...], told: str) -> None:
    done = run(tree, *arguments)
    assert done.returncode == 2
    assert told in " ".join(done.stderr.split())
