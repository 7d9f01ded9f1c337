"""The configuration file: found, understood, refused; it is not trusted."""

import json
import os
from pathlib import Path
from typing import Any

import jsonschema
import pytest
import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from hardenlint import registry
from hardenlint.check import Severity
from hardenlint.errors import UsageError
from hardenlint.git import root_of
from hardenlint.policy import config
from hardenlint.policy.config import locate
from tests.cli import Run, inside

COMPOSE = """\
services:
  web:
    image: nginx:1.27
    privileged: true
  db:
    image: postgres:17
    network_mode: host
"""

Capture = pytest.CaptureFixture[str]


@pytest.fixture
def repo(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty repository with a flawed compose file."""
    root = tmp_path / "repo"
    (root / ".git").mkdir(parents=True)
    (root / "compose.yaml").write_text(COMPOSE)
    monkeypatch.chdir(root)
    return root


def load(root: Path, text: str) -> config.Settings:
    file = root / ".hardenlint.yaml"
    file.write_text(text)
    return config.load(str(file), registry.names)


def scan(capfd: Capture, *args: str) -> Run:
    return inside(capfd, "scan", "--format", "json", *(args or (".",)))


# where it is found


@pytest.mark.parametrize(
    "name",
    [".hardenlint.yaml", ".hardenlint.yml", ".config/hardenlint.yaml", ".config/hardenlint.yml"],
)
def test_found_by_each_name(repo: Path, name: str, capfd: Capture) -> None:
    (repo / ".config").mkdir()
    (repo / name).write_text("fail-on: never\n")
    assert locate.find(str(repo)) == str(repo / name)
    assert scan(capfd).code == 0


def test_found_in_pyproject(repo: Path, capfd: Capture) -> None:
    (repo / "pyproject.toml").write_text('[tool.hardenlint]\nfail-on = "never"\n')
    assert scan(capfd).code == 0


@pytest.mark.parametrize(
    "text",
    ["[tool.other]\nx = 1\n", "[tool.hardenlinter]\nx = 1\n", "# [tool.hardenlint\ntool = 1\n"],
)
def test_a_pyproject_of_others_is_none(repo: Path, text: str) -> None:
    (repo / "pyproject.toml").write_text(text)
    assert locate.find(str(repo)) is None


def test_the_nearest_upward_within_the_repository(repo: Path) -> None:
    inner = repo / "a" / "b"
    inner.mkdir(parents=True)
    (repo.parent / ".hardenlint.yaml").write_text("fail-on: never\n")
    assert locate.find(str(inner)) is None
    (repo / ".hardenlint.yml").write_text("")
    assert locate.find(str(inner)) == str(repo / ".hardenlint.yml")
    (repo / "a" / ".hardenlint.yaml").write_text("")
    assert locate.find(str(inner)) == str(repo / "a" / ".hardenlint.yaml")


def test_outside_of_a_repository_only_the_folder_counts(tmp_path: Path) -> None:
    (tmp_path / ".hardenlint.yaml").write_text("")
    (tmp_path / "inner").mkdir()
    if root_of(str(tmp_path)) is None:
        assert locate.find(str(tmp_path / "inner")) is None
        assert locate.find(str(tmp_path)) == str(tmp_path / ".hardenlint.yaml")


SELECT = ("--select", "privileged-container")
BELOW_THE_COMMAND_LINE = {
    "ignored": ("ignore: [privileged-container]", *SELECT),
    "ignored for a path": ("paths: {'**': {ignore: [privileged-container]}}", *SELECT),
    "another for a service": ("services: {web: {select: [image-untagged]}}", *SELECT),
    "selected": ("select: [host-network]", *SELECT),
    "a profile": ("profile: baseline", "--profile", "restricted"),
    "a profile for a path": ("paths: {'**': {profile: baseline}}", "--profile", "restricted"),
    "a profile for a service": ("services: {'*': {profile: baseline}}", "--profile", "restricted"),
    "a severity": ("min-severity: critical", "--min-severity", "info"),
}


@pytest.mark.parametrize("case", BELOW_THE_COMMAND_LINE)
def test_the_command_line_wins(repo: Path, case: str, capfd: Capture) -> None:
    config, *options = BELOW_THE_COMMAND_LINE[case]
    alone = scan(capfd, *options, ".")
    assert "privileged-container" in alone.checks
    (repo / ".hardenlint.yaml").write_text(f"{config}\n")
    assert scan(capfd, *options, ".").document["findings"] == alone.document["findings"]


def test_options_win_and_no_config_reads_none(repo: Path, capfd: Capture) -> None:
    (repo / ".hardenlint.yaml").write_text("fail-on: never\nprofile: restricted\n")
    assert scan(capfd).document["profile"] == "restricted"
    assert scan(capfd, "--profile", "baseline", ".").document["profile"] == "baseline"
    assert scan(capfd, "--fail-on", "high", ".").code == 1
    assert scan(capfd, "--no-config", ".").code == 1


# what it may say

KEYS: list[tuple[str, str, Any]] = [
    ("profile: restricted", "profile", "restricted"),
    ("fail-on: never", "fail_on", "never"),
    ("min-severity: high", "min_severity", "high"),
    ("select: [host-network]", "select", frozenset({"host-network"})),
    ("select: host-network", "select", frozenset({"host-network"})),
    ("ignore: [host-network]", "ignore", frozenset({"host-network"})),
    ("severity: {host-network: low}", "severity", (("host-network", Severity.LOW),)),
    ("lock: [host-network]", "lock", frozenset({"host-network"})),
    ("images: {allow: ['ghcr.io/acme/**']}", "images", ("ghcr.io/acme/**",)),
    ("images: {allow: nginx}", "images", ("nginx",)),
    ("exclude: [vendor, 'a/**/b']", "exclude", ("vendor", "a/**/b")),
    ("known: known.json", "known", "known.json"),
    ("baseline: known.json", "known", "known.json"),
    ("require-reason: true", "require_reason", True),
    ("inline-ignores: false", "inline_ignores", False),
    ("foreign-ignores: true", "foreign_ignores", True),
    ("as-of: 2026-11-01", "as_of", "2026-11-01"),
    ("as-of: '2026-11-01'", "as_of", "2026-11-01"),
    ("as-of: today", "as_of", ""),
]


@pytest.mark.parametrize(("text", "name", "value"), KEYS)
def test_each_key(repo: Path, text: str, name: str, value: object) -> None:
    found = load(repo, text + "\n")
    assert found.values[name] == value
    assert found.places[name] == (f"{repo}/.hardenlint.yaml:1",)


def test_every_key_of_the_schema_is_tried() -> None:
    known = json.loads(config.schema())["properties"]
    tried = {yaml.safe_load(text).popitem()[0] for text, _, _ in KEYS}
    assert set(known) == tried | {"extends", "incomplete", "paths", "services"}


def test_settings_for_paths_and_services(repo: Path, capfd: Capture) -> None:
    (repo / "legacy").mkdir()
    (repo / "legacy" / "compose.yaml").write_text(COMPOSE)
    (repo / ".hardenlint.yaml").write_text(
        "paths:\n  legacy/**:\n    ignore: [privileged-container]\n"
        "services:\n  d*:\n    severity: {host-network: low}\n"
    )
    found = scan(capfd).document["findings"]
    said = {(f["check"], f["location"]["path"], f["severity"]) for f in found}
    assert ("privileged-container", "compose.yaml", "critical") in said
    assert not any(c == "privileged-container" and "legacy" in p for c, p, _ in said)
    assert {s for c, _, s in said if c == "host-network"} == {"low"}


def test_a_profile_for_a_path(repo: Path, capfd: Capture) -> None:
    (repo / ".hardenlint.yaml").write_text("paths:\n  compose.yaml: {profile: restricted}\n")
    assert "no-new-privileges-missing" in scan(capfd).checks


def test_an_exception_with_a_reason_is_counted(repo: Path, capfd: Capture) -> None:
    text = "services:\n  web: {ignore: {privileged-container: 'T-1; until=2999-01-01'}}\n"
    (repo / ".hardenlint.yaml").write_text(text)
    run = scan(capfd)
    assert "privileged-container" not in run.checks
    assert run.document["summary"]["suppressed"] == 1


def test_an_expired_exception_does_not_count(repo: Path, capfd: Capture) -> None:
    text = "ignore: {privileged-container: 'T-1; until=2020-01-01'}\n"
    (repo / ".hardenlint.yaml").write_text(text)
    run = scan(capfd)
    assert "privileged-container" in run.checks
    assert any("expired on 2020-01-01" in note["message"] for note in run.document["notes"])


def test_excluded_paths(repo: Path, capfd: Capture) -> None:
    (repo / ".hardenlint.yaml").write_text("exclude: [compose.yaml]\n")
    assert "privileged-container" not in scan(capfd, "--allow-empty", ".").checks
    assert "privileged-container" in scan(capfd, "compose.yaml").checks
    forced = scan(capfd, "--force-exclude", "compose.yaml")
    assert (forced.code, forced.checks) == (0, set())


def test_an_allowlist_switches_its_check_on(repo: Path, capfd: Capture) -> None:
    (repo / ".hardenlint.yaml").write_text("images: {allow: ['nginx']}\n")
    found = [f for f in scan(capfd).document["findings"] if f["check"] == "untrusted-registry"]
    assert [f["subject"]["name"] for f in found] == ["db"]


# what is wrong with it

WRONG = [
    ("profil: baseline", ":1: 'profil' is no setting. Did you mean 'profile'?"),
    ("fail-on: hi", ":1: 'hi' is no value of fail-on. Did you mean 'high'?"),
    ("profile: [baseline]", ":1: this is no value of profile."),
    ("profile: baseline\nignore: [privileged-contaner]", "Did you mean 'privileged-container'?"),
    ("select:\n  - no-such-check-at-all", ":2: "),
    ("lock: [nope]", "is no check"),
    ("severity: {host-network: lo}", "Did you mean 'low'?"),
    ("severity: {host-netwrk: low}", "Did you mean 'host-network'?"),
    ("images: {alow: x}", "Did you mean 'allow'?"),
    ("exclude: ['a[']", "is no pattern"),
    ("paths: {'': {profile: restricted}}", "is no pattern"),
    ("paths: {x: {profle: restricted}}", "Did you mean 'profile'?"),
    ("paths: [x]", "paths is a mapping"),
    ("services:", "services is a mapping"),
    ("extends:", "extends takes text"),
    ("fail-on: none", "It is one of critical, high, info, low, medium, never."),
    ("ignore: {host-network: 'x; until=2026-02-30'}", "is no YYYY-MM-DD"),
    ("ignore: {host-network: false}", "takes text"),
    ("require-reason: maybe", "is true or false"),
    ("as-of: 2026-11-31", ":1: '2026-11-31' is no day. It reads YYYY-MM-DD, as in 2026-11-01"),
    ("known: [x]", "known takes text"),
    ("baseline: [x]", "baseline takes text"),
    ("- profile", "the configuration is a mapping"),
    ("just text", "the configuration is a mapping"),
    ("profile: baseline\nprofile: restricted", ":2: the key 'profile' is there twice"),
    ("profile: 'open", "is not YAML"),
    ("a: b: c", "is not YAML"),
    ("--- a\n--- b", ":2: is not YAML: but found another document"),
    ("profile: *x", ":1: is not YAML: found undefined alias"),
    ("exclude: &x [a]\nselect: &x [b]", ":2: is not YAML: second occurrence"),
    ("exclude: *x\nselect: !include b", ":2: this tag is not understood here"),
    ("exclude: *x\nselect: b: c", ":2: is not YAML: mapping values"),
    ("exclude: *x\n--- b", ":1: is not YAML: found undefined alias"),
    ("? [a]\n: b", "only plain keys"),
    ("<<: {profile: baseline}", "only plain keys"),
    ("a: &a [*a]", "holds too much"),
    ("[" * 500_000, ":1: is nested more than 20 levels deep"),
    ("# a\nexclude: " + "[" * 500_000, ":2: is nested more than 20 levels deep"),
    ("exclude:\n  " + "{a: " * 5_000, ":2: is nested more than 20 levels deep"),
    ("exclude:\n" + "- " * 5_000, ":2: is nested more than 20 levels deep"),
    ("".join(f"{' ' * n}a:\n" for n in range(1_200)), ":21: is nested more than 20 levels deep"),
    ("profile: !!python/name:os.system baseline", "this tag is not understood here"),
    ("profile: !!python/object/apply:os.system ['touch pwned']", "is not understood here"),
    ("profile: !include /etc/passwd", "this tag is not understood here"),
    ("extends: missing.yaml", "missing.yaml does not exist"),
    ("extends: .hardenlint.yaml", "extends itself"),
    ("extends: ../outside.yaml", "is outside of the repository"),
    ("extends: /etc/passwd", "is outside of the repository"),
    ("extends: https://evil.example/x.yaml", "does not exist"),
    ("extends: link.yaml", "is outside of the repository"),
    ("baseline: ../outside.yaml", "this file of known findings is outside of the repository"),
    ("baseline: link.yaml", "this file of known findings is outside of the repository"),
    ("lock: [host-network]\nignore: [host-network]", "host-network is locked by"),
]


@pytest.mark.parametrize(("text", "message"), WRONG, ids=range(len(WRONG)))
def test_wrong_is_exit_2(
    repo: Path, text: str, message: str, capfd: Capture, yaml_parser: None
) -> None:
    (repo.parent / "outside.yaml").write_text("profile: restricted\n")
    (repo / "link.yaml").symlink_to("../outside.yaml")
    (repo / ".hardenlint.yaml").write_text(text + "\n")
    run = inside(capfd, "scan", ".")
    assert run.code == 2, run.err
    assert message in run.err
    assert not run.out
    assert not (repo / "pwned").exists()


def test_several_faults_are_told_at_once(repo: Path, capfd: Capture) -> None:
    (repo / ".hardenlint.yaml").write_text("profil: x\nfail-on: hi\nselect: 7\n")
    err = inside(capfd, "scan", ".").err
    assert "'profil' is no setting" in err
    assert "hardenlint.yaml:2:" in err


def test_no_file_is_exit_2(repo: Path, capfd: Capture) -> None:
    run = inside(capfd, "scan", "--config", "none.yaml", ".")
    assert run.code == 2
    assert run.err.startswith("hardenlint: none.yaml: ")
    (repo / ".hardenlint.yaml").write_bytes(b"\xff\xfe")
    assert "is not UTF-8" in inside(capfd, "scan", ".").err


@pytest.mark.parametrize(
    "text",
    ["tool = [", 'tool = 1\n# [tool.hardenlint]', "[tool.hardenlint]\nprofile = 1",
     "[tool.hardenlint]\nrequire-reason = 'yes'",
     "[tool.hardenlint.ignore]\nhost-network = 2027-01-01",
     "x = " + "[" * 5000 + "\n[tool.hardenlint]", "x = " + "{a=" * 50_000 + "\n[tool.hardenlint]"],
)  # fmt: skip
def test_a_wrong_pyproject(repo: Path, text: str, capfd: Capture) -> None:
    (repo / "pyproject.toml").write_text(text)
    run = inside(capfd, "scan", ".")
    expected = 1 if text.startswith(("tool = 1", "tool = [")) else 2
    assert run.code == expected, run.err


# extends and locks


def policy(repo: Path, text: str, **others: str) -> Path:
    (repo / "policy").mkdir(exist_ok=True)
    (repo / "policy" / "base.yaml").write_text(text)
    for name, content in others.items():
        (repo / "policy" / f"{name}.yaml").write_text(content)
    return repo


def test_extends_adds_up_and_the_nearer_wins(repo: Path) -> None:
    policy(
        repo,
        "extends: more.yaml\nprofile: restricted\nignore: [host-network]\nexclude: [a]\n",
        more="fail-on: never\nseverity: {host-network: low}\n",
    )
    found = load(repo, "extends: policy/base.yaml\nprofile: baseline\nignore: [run-as-root]\n")
    assert found.get("profile", "") == "baseline"
    assert found.get("fail_on", "") == "never"
    assert found.get("ignore", None) == {"host-network", "run-as-root"}
    assert [Path(p).name for p in found.places["ignore"]] == [".hardenlint.yaml:3", "base.yaml:3"]


@pytest.mark.parametrize(
    "own",
    ["ignore: [host-network]", "ignore: {host-network: why}", "severity: {host-network: info}",
     "paths: {x: {ignore: [host-network]}}", "services: {x: {ignore: {host-network: why}}}",
     "paths: {x: {severity: {host-network: info}}}"],
)  # fmt: skip
def test_what_is_locked_stays(repo: Path, own: str) -> None:
    policy(repo, "lock: [host-network]\nseverity: {host-network: critical}\n")
    with pytest.raises(UsageError, match=r"host-network is locked by .*base\.yaml:1"):
        load(repo, f"extends: policy/base.yaml\n{own}\n")


@pytest.mark.parametrize(
    "own", ["", "select: [privileged-container]", "paths: {x/**: {select: [run-as-root]}}"]
)
def test_what_is_locked_runs(repo: Path, own: str, capfd: Capture) -> None:
    policy(repo, "lock: [host-network, log-rotation-missing]\n")
    (repo / ".hardenlint.yaml").write_text(f"extends: policy/base.yaml\n{own}\n")
    text = COMPOSE.replace("host\n", "host  # hardenlint: ignore[host-network] -- because\n")
    (repo / "compose.yaml").write_text(text)
    run = scan(capfd)
    assert {"host-network", "log-rotation-missing"} <= run.checks
    assert any("host-network is locked" in note["message"] for note in run.document["notes"])
    assert "host-network" not in scan(capfd, "--ignore", "host-network", ".").checks


@pytest.mark.parametrize(
    ("own", "message"),
    [
        ("exclude: ['**']", "paths can only be excluded by the file that locks checks"),
        ("fail-on: never", "fail-on never is weaker than medium"),
        ("fail-on: critical", "fail-on critical is weaker than medium"),
        ("min-severity: critical", "min-severity critical is weaker than info"),
    ],
)
def test_what_is_locked_is_not_silenced_another_way(repo: Path, own: str, message: str) -> None:
    policy(repo, "lock: [host-network]\n")
    with pytest.raises(UsageError, match=rf":2: {message}; checks are locked by .*base\.yaml:1"):
        load(repo, f"extends: policy/base.yaml\n{own}\n")


@pytest.mark.parametrize("own", ["fail-on: low", "min-severity: info", "exclude: []"])
def test_a_policy_with_locks_can_be_made_stricter(repo: Path, own: str) -> None:
    policy(repo, "lock: [host-network]\n")
    load(repo, f"extends: policy/base.yaml\n{own}\n")


def test_without_locks_the_nearer_file_may_be_weaker(repo: Path) -> None:
    policy(repo, "fail-on: low\n")
    found = load(repo, "extends: policy/base.yaml\nfail-on: never\nexclude: [vendor]\n")
    assert found.get("fail_on", "") == "never"


def test_a_locked_allowlist_stays(repo: Path) -> None:
    policy(repo, "lock: [untrusted-registry]\nimages: {allow: [nginx]}\n")
    with pytest.raises(UsageError, match="untrusted-registry is locked"):
        load(repo, "extends: policy/base.yaml\nimages: {allow: ['**']}\n")


def test_a_circle_and_a_crowd_of_files(repo: Path) -> None:
    policy(repo, "extends: more.yaml\n", more="extends: [base.yaml]\n")
    with pytest.raises(UsageError, match="extends itself"):
        load(repo, "extends: policy/base.yaml\n")
    for number in range(60):
        name = f"{number + 1}.yaml"
        (repo / "policy" / f"{number}.yaml").write_text(f"extends: [{name}, {name}]\n")
    (repo / "policy" / "60.yaml").write_text("")
    with pytest.raises(UsageError, match="extends more than 50 files"):
        load(repo, "extends: policy/0.yaml\n")


# it is not trusted


@pytest.mark.parametrize("name", [".hardenlint.yaml", ".config/hardenlint.yaml", "pyproject.toml"])
def test_a_link_out_of_the_repository_is_not_followed(
    repo: Path, name: str, capfd: Capture
) -> None:
    secret = repo.parent / "secret"
    secret.write_text("[tool.hardenlint]\ntop-secret-word = 1\n")
    (repo / ".config").mkdir()
    (repo / name).symlink_to(secret)
    run = inside(capfd, "scan", ".")
    assert run.code == 2
    assert "outside of the repository" in run.err
    assert "top-secret-word" not in run.out + run.err


def test_a_linked_baseline_is_not_written(repo: Path, capfd: Capture) -> None:
    target = repo.parent / "bashrc"
    target.write_text("precious")
    (repo / ".hardenlint-baseline.json").symlink_to(target)
    assert inside(capfd, "baseline", "write").code == 2
    assert target.read_text() == "precious"


# output files


def test_outputs(repo: Path, capfd: Capture) -> None:
    both = ("--output", "json=a.json", "--output", "sarif=./a.json")
    run = inside(capfd, "scan", *both, ".")
    assert (run.code, "is given twice" in run.err) == (2, True)
    run = inside(capfd, "scan", "--output", "json=no/such/folder.json", ".")
    assert (run.code, "cannot write" in run.err) == (2, True)
    run = inside(capfd, "scan", "--output", "sarf=a", ".")
    assert "Did you mean 'sarif'?" in run.err
    assert (
        inside(capfd, "scan", "--output", "json=a.json", "--output", "junit=b.xml", ".").code == 1
    )
    assert json.loads((repo / "a.json").read_text())["findings"]
    assert (repo / "b.xml").read_text().startswith("<?xml")


# what is set, and by whom


def test_config_show(repo: Path, capfd: Capture) -> None:
    policy(repo, "lock: [host-network]\n")
    (repo / ".hardenlint.yaml").write_text(
        "extends: policy/base.yaml\nfail-on: low\nservices:\n  web:\n    ignore:\n"
        "      privileged-container: 'T-1; until=2999-01-01'\n"
    )
    out = inside(capfd, "config", "show").out
    rows = {line.split()[0]: line.strip() for line in out.splitlines()[2:]}
    assert rows["profile"].endswith("baseline  (default)")
    assert rows["fail-on"].endswith("low  (.hardenlint.yaml:2)")
    assert rows["lock"].endswith("host-network  (policy/base.yaml:1)")
    name = "services.web.ignore.privileged-container"
    assert rows[name].endswith("T-1; until=2999-01-01  (.hardenlint.yaml:6)")
    document = inside(capfd, "config", "show", "--format", "json").document
    assert {"setting": "fail-on", "value": "low", "from": [".hardenlint.yaml:2"]} in document[
        "settings"
    ]


def test_config_show_of_a_file(repo: Path, capfd: Capture) -> None:
    (repo / "old").mkdir()
    (repo / "old" / "Dockerfile").write_text("FROM a\n")
    (repo / ".hardenlint.yaml").write_text(
        "profile: restricted\nignore: {sudo-used: why}\npaths:\n"
        "  'old/**': {profile: baseline, ignore: [run-as-root], severity: {user-not-set: high}}\n"
        "  'new/**': {profile: baseline}\n"
        "services: {db: {ignore: [cpu-unlimited]}}\n"
    )

    def shown(*path: str) -> dict[str, object]:
        document = inside(capfd, "config", "show", "--format", "json", *path).document
        return {row["setting"]: row["value"] for row in document["settings"]}

    whole, part = shown(), shown("old/Dockerfile")
    assert (whole["profile"], whole["ignore"]) == ("restricted", ["sudo-used"])
    assert {"paths.old/**", "paths.new/**", "services.db"} <= set(whole)
    assert (part["profile"], part["ignore"]) == ("baseline", ["run-as-root", "sudo-used"])
    assert part["severity"] == {"user-not-set": "high"}
    assert {name for name in part if name.startswith(("paths", "services"))} == {"services.db"}


def test_config_show_of_a_hostile_name(repo: Path, capfd: Capture) -> None:
    (repo / "a\x1b[31m.yaml").write_text("profile: baseline\n")
    assert "\x1b" not in inside(capfd, "config", "show", "--config", "a\x1b[31m.yaml").out


def test_config_schema_is_a_schema(capfd: Capture) -> None:
    jsonschema.Draft202012Validator.check_schema(inside(capfd, "config", "schema").document)


# the reader and the published schema agree

SCHEMA = jsonschema.Draft202012Validator(json.loads(config.schema()))


@pytest.mark.parametrize("text", [text for text, _, _ in KEYS])
def test_the_schema_accepts_what_is_right(text: str) -> None:
    SCHEMA.validate(json.loads(json.dumps(yaml.safe_load(text), default=str)))  # a day is text


SCHEMA_TOO = [
    t for t, m in WRONG if "is no setting" in m or "is no value" in m or "takes text" in m
]


@pytest.mark.parametrize("text", SCHEMA_TOO)
def test_the_schema_refuses_what_is_wrong(text: str) -> None:
    assert not SCHEMA.is_valid(yaml.safe_load(text))


IDS = st.sampled_from(["host-network", "run-as-root", "privileged-container"])
TEXTS = st.one_of(st.lists(IDS, max_size=2), IDS)
SCALARS: st.SearchStrategy[Any] = st.sampled_from(
    [
        "baseline",
        "restricted",
        "high",
        "never",
        "host-network",
        "today",
        "2026-11-01",
        True,
        False,
        None,
        3,
        "x",
        "",
        [],
    ]
)
NAMES = st.sampled_from(
    ["profile", "fail-on", "min-severity", "select", "ignore", "severity", "lock", "images",
     "exclude", "paths", "services", "known", "baseline", "require-reason", "inline-ignores",
     "as-of", "foreign-ignores", "incomplete", "extra"]
)  # fmt: skip
PARTS = st.dictionaries(st.sampled_from(["profile", "select", "ignore", "severity", "zz"]), SCALARS)
VALUES = st.one_of(
    SCALARS, TEXTS, st.dictionaries(IDS, SCALARS, max_size=2),
    st.dictionaries(st.sampled_from(["allow", "deny"]), SCALARS, max_size=1),
    st.dictionaries(st.sampled_from(["a/**", "web"]), st.one_of(PARTS, SCALARS), max_size=2),
)  # fmt: skip


@settings(
    max_examples=250, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(st.dictionaries(NAMES, VALUES, max_size=3))
def test_the_reader_and_the_schema_agree(tmp_path: Path, value: dict[str, Any]) -> None:
    """What the schema refuses is refused; what it accepts only fails for what it cannot know."""
    text = json.dumps(value)
    spelled = json.loads(text)
    try:
        load(tmp_path, text)
    except UsageError as error:
        unknowable = ("is no check", "is no pattern", "is locked", "no YYYY-MM-DD")
        known = any(part in str(error) for part in unknowable)
        assert known or not SCHEMA.is_valid(_as_read(spelled))
    else:
        assert SCHEMA.is_valid(_as_read(spelled)), text


def _as_read(value: Any) -> Any:
    """Numbers of YAML are texts to the reader."""
    if isinstance(value, dict):
        return {key: _as_read(inner) for key, inner in value.items()}
    if isinstance(value, list):
        return [_as_read(inner) for inner in value]
    return str(value) if type(value) is int else value


def test_our_own_configuration_is_valid() -> None:
    root = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
    assert config.load(os.path.join(root, ".hardenlint.yaml"), registry.names).values
