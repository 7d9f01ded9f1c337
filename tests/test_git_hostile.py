"""A hostile repository: nothing that it names runs, nothing hides, nothing waits without end."""

import contextlib
import os
import subprocess
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from hardenlint.sources import discover
from hardenlint.workspace import Workspace
from tests import clean_home
from tests.cli import hardenlint, inside

Capture = pytest.CaptureFixture[str]

FLAW = "FROM alpine:3.20\nRUN curl https://x.example/i.sh | sh\n"
NEW = FLAW.replace("3.20", "3.21").replace("curl", "curl -s")
FOUND = {"pipe-to-shell"}
HOOKS = """applypatch-msg fsmonitor-watchman post-checkout post-commit post-index-change post-merge
pre-commit pre-push pre-rebase reference-transaction update""".split()


def write(path: Path, content: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(content)


def repository(root: Path) -> Path:
    """One with a Dockerfile that has a flaw, and the same flaw anew on another line."""
    write(root / "Dockerfile", FLAW)
    write(root / ".gitattributes", "* text\n")
    clean_home.git(root, "init", "--quiet", "--initial-branch=main")
    clean_home.git(root, "add", ".")
    clean_home.git(root, "commit", "--quiet", "--message", "x")
    write(root / "Dockerfile", NEW)
    return root


@pytest.fixture
def root(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    made = repository(tmp_path / "root")
    monkeypatch.chdir(made)
    return made


def scanned(capfd: Capture, *args: str) -> set[str]:
    return inside(capfd, "scan", "--format", "json", *args).checks & FOUND


# programs

ATTRIBUTES = "* filter=x diff=x merge=x\nDockerfile filter=a=b diff=a=b\n"
# Where a name of a program may stand; each as git takes it.
SETTINGS = (
    "alias.cat-file", "alias.config", "alias.ls-files", "alias.ls-tree", "alias.merge-base",
    "alias.rev-parse", "browser.x.cmd", "core.alternateRefsCommand", "core.askPass", "core.editor",
    "core.fsmonitor", "core.gitProxy", "core.pager", "core.sshCommand", "credential.helper",
    "diff.a=b.command", "diff.a=b.textconv", "diff.external", "diff.x.command", "diff.x.textconv",
    "difftool.x.cmd", "fetch.x", "filter.a=b.clean", "filter.a=b.process", "filter.x.clean",
    "filter.x.process", "filter.x.smudge", "gpg.program", "gpg.ssh.program",
    "hook.x.command", "interactive.diffFilter", "man.x.cmd", "merge.x.driver", "mergetool.x.cmd",
    "pager.cat-file", "pager.config", "pager.ls-files", "pager.ls-tree", "pager.rev-parse",
    "remote.origin.receivepack", "remote.origin.uploadpack", "remote.origin.vcs",
    "sequence.editor", "submodule.sub.update", "trace2.eventTarget", "trailer.x.command",
    "uploadpack.packObjectsHook", "web.browser",
)  # fmt: skip


def program(root: Path) -> str:
    path = root.parent / "program"
    write(path, f"#!/bin/sh\necho ran >> {root.parent}/ran\n")
    path.chmod(0o755)
    return str(path)


def configure(folder: Path, name: str, value: str) -> None:
    clean_home.git(folder, "config", name, value)


def setting(name: str) -> Callable[[Path], None]:
    def plant(root: Path) -> None:
        mark = {"alias": "!", "submodule": "!"}.get(name.partition(".")[0], "")
        configure(root, name, mark + program(root))

    return plant


def hooks(root: Path) -> None:
    for name in HOOKS:
        for place in (root / ".git/hooks", root / "hooks"):
            write(place / name, Path(program(root)).read_text())
            (place / name).chmod(0o755)
    configure(root, "hook.x.event", "pre-commit")


def hooks_elsewhere(root: Path) -> None:
    hooks(root)
    configure(root, "core.hooksPath", str(root / "hooks"))


def included(root: Path) -> None:
    said = f'[filter "x"]\n\tclean = {program(root)}\n[core]\n\tfsmonitor = {program(root)}\n'
    write(root / "included", said)
    configure(root, "include.path", str(root / "included"))
    configure(root, "includeIf.gitdir:/**.path", str(root / "included"))


def of_work_tree(root: Path) -> None:
    configure(root, "extensions.worktreeConfig", "true")
    clean_home.git(root, "config", "--worktree", "filter.x.clean", program(root))
    clean_home.git(root, "config", "--worktree", "core.fsmonitor", program(root))


def promisor(root: Path) -> None:
    """What the revision had is not here, and would be fetched by a program."""
    oid = clean_home.git(root, "rev-parse", "HEAD:Dockerfile").strip()
    (root / ".git/objects" / oid[:2] / oid[2:]).unlink()
    configure(root, "core.repositoryFormatVersion", "1")
    configure(root, "extensions.partialClone", "origin")
    configure(root, "remote.origin.promisor", "true")
    configure(root, "remote.origin.url", f"ext::{program(root)}")
    configure(root, "remote.origin.uploadpack", program(root))
    configure(root, "protocol.ext.allow", "always")


def submodule(root: Path) -> None:
    """A hostile repository inside of this one, tracked by it, and dirty."""
    sub = repository(root / "sub")
    clean_home.git(root, "-c", "advice.addEmbeddedRepo=false", "add", "sub")
    clean_home.git(root, "commit", "--quiet", "--message", "x")
    write(sub / ".git/info/attributes", ATTRIBUTES)
    for name in ("filter.x.clean", "filter.a=b.clean", "core.fsmonitor", "diff.x.textconv"):
        configure(sub, name, program(root))
    configure(root, "submodule.recurse", "true")
    configure(root, "diff.ignoreSubmodules", "none")
    configure(root, "status.submoduleSummary", "true")


def attributes_elsewhere(root: Path) -> None:
    write(root / "attributes", ATTRIBUTES)
    configure(root, "core.attributesFile", str(root / "attributes"))
    configure(root, "filter.x.clean", program(root))


def bare_inside(root: Path) -> None:
    """A folder that looks like a repository, with a monitor."""
    for name in ("objects/x", "refs/heads/x"):
        write(root / "sub" / name, "")
    write(root / "sub/HEAD", "ref: refs/heads/main\n")
    write(
        root / "sub/config", f"[core]\n\tbare = false\n\tworktree = .\n\tfsmonitor={program(root)}"
    )


def replaced_config(root: Path) -> None:
    """Names that nobody who writes a list of settings would think of."""
    value = program(root)
    with open(root / ".git/config", "a") as file:
        file.write(f'[filter "x\\"=\\\\"]\n\tclean = {value}\n[FILTER "x"]\n\tCLEAN = {value}\n')
        file.write(f"[core]fsmonitor={value}\n[filter.x]\nclean={value}\nprocess={value}\n")
        file.write(f'[filter ""]\n\tclean = {value}\n')
    write(root / ".gitattributes", 'Dockerfile filter=x"=\\\n* filter=x\n')


PROGRAMS: dict[str, Callable[[Path], None]] = {
    **{name: setting(name) for name in SETTINGS},
    **{plant.__name__: plant for plant in (
        hooks, hooks_elsewhere, included, of_work_tree, promisor, submodule, attributes_elsewhere,
        bare_inside, replaced_config,
    )},
}  # fmt: skip


def with_git(root: Path) -> bool:
    """Whether the trap would go off at what a careless program does."""
    for words in (("diff", "HEAD"), ("status",), ("ls-files", "-co"), ("-C", "sub", "status")):
        with contextlib.suppress(subprocess.TimeoutExpired):  # what talks to our program may wait
            subprocess.run(
                ["git", *words], cwd=root, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL, check=False, timeout=2,
            )  # fmt: skip
        if (root.parent / "ran").exists():
            return True
    return False


def test_the_traps_would_go_off(tmp_path: Path) -> None:
    for name in ("filter.a=b.clean", "core.fsmonitor", "diff.external", "included", "submodule",
                 "of_work_tree", "replaced_config", "promisor"):  # fmt: skip
        made = repository(tmp_path / name / "root")
        write(made / ".gitattributes", ATTRIBUTES)
        PROGRAMS[name](made)
        time.sleep(0.01)
        write(made / "Dockerfile", NEW + "\n")
        assert with_git(made), name


@pytest.mark.parametrize("name", PROGRAMS)
def test_no_program_runs(name: str, root: Path, capfd: Capture) -> None:
    write(root / ".gitattributes", ATTRIBUTES)
    write(root / ".git/info/attributes", ATTRIBUTES)
    PROGRAMS[name](root)
    write(root / "sub/Dockerfile", FLAW)
    assert scanned(capfd, ".") == FOUND
    assert scanned(capfd, "sub") == FOUND
    told = inside(capfd, "scan", "--format", "json", "--diff-base", "HEAD", ".")
    if name == "promisor":
        assert (told.code, "partial clone" in told.err) == (2, True)
    else:
        assert told.checks & FOUND == FOUND
    inside(capfd, "scan", "--format", "json", "--diff-base", "@{upstream}", ".")
    inside(capfd, "init", "--yes", "--repository", ".")
    inside(capfd, "fix", "--diff", ".")
    assert not (root.parent / "ran").exists()


# what hides


def ignored_by_configuration(root: Path) -> None:
    write(root / "rules", "*\n")
    configure(root, "core.excludesFile", str(root / "rules"))


def other_work_tree(root: Path) -> None:
    (root / "empty").mkdir()
    configure(root, "core.worktree", str(root / "empty"))


def no_work_tree(root: Path) -> None:
    configure(root, "core.bare", "true")


def unknown_format(root: Path) -> None:
    config = "[core]\n\trepositoryFormatVersion = 99\n[extensions]\n\tunheardOf = 1\n"
    write(root / ".git/config", config)


def any_case(root: Path) -> None:
    write(root / ".gitignore", "dockerFILE\n")
    clean_home.git(root, "rm", "--quiet", "--cached", "Dockerfile")
    configure(root, "core.ignoreCase", "true")


def broken_configuration(root: Path) -> None:
    write(root / ".git/config", "[broken\n")


def assumed_unchanged(root: Path) -> None:
    clean_home.git(root, "update-index", "--assume-unchanged", "Dockerfile")


def skipped(root: Path) -> None:
    clean_home.git(root, "update-index", "--skip-worktree", "Dockerfile")


def sparse(root: Path) -> None:
    write(root / "kept/x", "")
    clean_home.git(root, "add", "kept")
    clean_home.git(root, "commit", "--quiet", "--message", "x")
    clean_home.git(root, "stash", "--quiet")
    clean_home.git(root, "sparse-checkout", "set", "--sparse-index", "--no-cone", "kept")
    write(root / "Dockerfile", NEW)


def cached_folders(root: Path) -> None:
    """The index says of a folder that nothing untracked is in it."""
    clean_home.git(root, "update-index", "--force-untracked-cache")
    clean_home.git(root, "status")


def other_objects(root: Path) -> None:
    """A folder of objects that has what the revision does not have."""
    write(root / ".git/objects/info/alternates", "../../nowhere\n# x\n/also/nowhere\n")


def no_text(root: Path) -> None:
    write(root / ".git/info/attributes", "* -text -diff binary\n* working-tree-encoding=UTF-16\n")


def nothing_diffed(root: Path) -> None:
    for name, value in {
        "diff.ignoreSubmodules": "all", "diff.orderFile": "/dev/null", "core.trustctime": "false",
        "core.checkStat": "minimal", "core.autocrlf": "true", "core.safecrlf": "true",
        "core.bigFileThreshold": "1", "core.quotePath": "true", "core.precomposeUnicode": "true",
        "core.sparseCheckout": "true", "core.preloadIndex": "true", "diff.renames": "copies",
    }.items():  # fmt: skip
        configure(root, name, value)


HIDING = (
    ignored_by_configuration, other_work_tree, no_work_tree, unknown_format, any_case,
    broken_configuration, assumed_unchanged, skipped, sparse, cached_folders, other_objects,
    no_text, nothing_diffed, bare_inside,
)  # fmt: skip


@pytest.mark.parametrize("hide", HIDING)
def test_nothing_is_hidden(hide: Callable[[Path], None], root: Path, capfd: Capture) -> None:
    hide(root)
    write(root / "sub/Dockerfile", FLAW)
    if hide is bare_inside:
        write(root / "sub/info/exclude", "*\n")
    assert scanned(capfd, "sub") == FOUND
    told = inside(capfd, "scan", "--format", "json", ".").document
    assert {each["path"] for each in told["subjects"]} == {"Dockerfile", "sub/Dockerfile"}
    assert scanned(capfd, "--diff-base", "HEAD", "Dockerfile") == FOUND
    assert scanned(capfd, "--diff-base", "HEAD", "sub") == FOUND


def test_a_link_that_leads_elsewhere_is_a_change(root: Path, capfd: Capture) -> None:
    write(root / "good/Dockerfile", "FROM scratch\nUSER 1\n")
    write(root / "bad/Dockerfile", FLAW)
    (root / "current").symlink_to("good")
    clean_home.git(root, "add", ".")
    clean_home.git(root, "commit", "--quiet", "--message", "x")
    assert scanned(capfd, "--diff-base", "HEAD", "current/Dockerfile") == set()
    (root / "current").unlink()
    (root / "current").symlink_to("bad")
    assert scanned(capfd, "--diff-base", "HEAD", "bad/Dockerfile") == set()
    assert scanned(capfd, "--diff-base", "HEAD", "current/Dockerfile") == FOUND
    clean_home.git(root, "commit", "--quiet", "--all", "--message", "x")
    assert scanned(capfd, "--diff-base", "HEAD", "current/Dockerfile") == set()


# what waits

PIPES = (
    ".git/HEAD", ".git/index", ".git/config", ".git/config.worktree", ".git/packed-refs",
    ".git/commondir", ".git/shallow", ".git/info/exclude", ".git/info/attributes",
    ".git/info/grafts", ".git/objects/info/alternates", ".git/objects/info/commit-graph",
    ".git/objects/pack/pack-1.idx", ".git/objects/pack/multi-pack-index", ".git/refs/heads/main",
    ".git/refs/tags/HEAD", ".git/logs/HEAD", ".git/sharedindex.1", ".gitignore", "sub/.gitignore",
    ".gitattributes", ".gitmodules", "sub/.git", "object", "refs/link",
)  # fmt: skip


@pytest.mark.parametrize("place", PIPES)
def test_nobody_waits_for_a_pipe(place: str, root: Path) -> None:
    write(root / "sub/Dockerfile", FLAW)
    path = root / place
    if place == "object":
        oid = clean_home.git(root, "rev-parse", "HEAD^{tree}").strip()
        path = root / ".git/objects" / oid[:2] / oid[2:]
    elif place == "refs/link":
        path = root / "pipe"
        (root / ".git/refs/heads/main").unlink()
        (root / ".git/refs/heads/main").symlink_to(path)
    path.parent.mkdir(exist_ok=True, parents=True)
    path.unlink(missing_ok=True)
    os.mkfifo(path)
    run = hardenlint("scan", "--format", "json", "--diff-base", "HEAD", ".", timeout=30)
    assert run.code == 2 or run.checks >= FOUND, run
    found, _ = discover.find(".", Workspace())
    assert set(found) >= {"Dockerfile", "sub/Dockerfile"}


@pytest.mark.parametrize("target", ["/", "/proc", "/dev", "/dev/zero", "/proc/kmsg", ".."])
@pytest.mark.parametrize("place", ["refs", "objects/info/alternates", "packed-refs", "objects/aa"])
def test_a_link_out_of_the_repository(place: str, target: str, root: Path, capfd: Capture) -> None:
    path = root / ".git" / place
    if place.endswith("alternates"):
        write(path, f"{target}\n")
    else:
        path = path if not path.is_dir() else path.rename(path.with_name("moved")).with_name(place)
        path.symlink_to(target)
    run = inside(capfd, "scan", "--format", "json", "--diff-base", "HEAD", ".")
    assert run.code == 2 or run.checks >= FOUND


def test_a_tree_that_holds_itself_many_times(root: Path, capfd: Capture) -> None:
    """Ten to the power of ten files, of which none is the one that was renamed."""
    oid = clean_home.git(root, "rev-parse", "HEAD:Dockerfile").strip()
    kind = "100644 blob"
    for _ in range(10):
        entries = "".join(f"{kind} {oid}\tn{number}\n" for number in range(10))
        made = subprocess.run(["git", "mktree"], input=entries, cwd=root, capture_output=True,
                              text=True, check=True)  # fmt: skip
        oid, kind = made.stdout.strip(), "040000 tree"
    commit = clean_home.git(root, "commit-tree", oid, "-m", "x").strip()
    clean_home.git(root, "update-ref", "HEAD", commit)
    clean_home.git(root, "add", ".")
    start = time.monotonic()
    assert scanned(capfd, "--diff-base", "HEAD", ".") == FOUND
    assert time.monotonic() - start < 20
