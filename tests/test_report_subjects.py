"""The report on engines: by project and container, replicas as one, the worst first."""

from collections.abc import Sequence

from hardenlint.check import Severity
from hardenlint.engine import Reached, Report, Result
from hardenlint.model import Container, Field, Host, ImageRef, Span
from hardenlint.report import text
from hardenlint.report.document import render as as_json
from hardenlint.sources.kinds import COMPOSE, LIVE

from .test_report import make_check, report, result

PRIVILEGED = make_check()
PUBLISHED = make_check("sensitive_service_published", severity=Severity.HIGH)
DAEMON = make_check("daemon_live_restore", severity=Severity.LOW)


def container(
    name: str, project: str = "", service: str = "", host: str = "vm", image: str = "app:1"
) -> Container:
    span = Span(None, host=host, container=name)
    made = Container(name, span, LIVE)
    made.service = service
    made.reference = Field(ImageRef.parse(image), span)
    if project:
        made.labels = {"com.docker.compose.project": Field(project, span)}
    return made


def finding(subject: Container | Host, message: str = "runs privileged", **more: object) -> Result:
    check = more.pop("check", PRIVILEGED)
    span = subject.span._replace(pointer="/HostConfig/Privileged")
    return result(subject, span, message, check, **more)  # type: ignore[arg-type]


def host(name: str = "vm") -> Host:
    return Host(name, Span(None, host=name), LIVE)


def render(results: Sequence[Result], *, verbosity: int = -1, group_by: str | None = None) -> str:
    found = report(results, files={LIVE: 1})
    return text.render(
        found, lambda _: None, color=False, verbosity=verbosity, width=100, group_by=group_by
    )


def blocks(results: Sequence[Result]) -> list[str]:
    return render(results).split("\n\n")[:-1]


def test_replicas_are_one() -> None:
    subjects = [container(f"shop-web-{n}", "shop", "web") for n in (2, 1, 3)]
    assert blocks([finding(subject) for subject in subjects]) == [
        "project shop\n"
        "  service web (3 replicas: shop-web-1, shop-web-2, shop-web-3)\n"
        "    critical[privileged-container] runs privileged · HostConfig.Privileged"
    ]


def test_a_replica_that_is_worse_stands_alone() -> None:
    one, two, three = (container(f"shop-web-{n}", "shop", "web") for n in (1, 2, 3))
    shown = render(
        [finding(each, check=PUBLISHED) for each in (one, two, three)] + [finding(three)]
    )
    lines = [line for line in shown.splitlines() if line.startswith("  service")]
    assert lines == [
        "  service web (container shop-web-3)",
        "  service web (2 replicas: shop-web-1, shop-web-2)",
    ]


def test_by_check_the_worst_comes_first() -> None:
    found = [finding(container("a"), check=check) for check in (DAEMON, PUBLISHED, PRIVILEGED)]
    shown = render(found, group_by="check")
    heads = [line.partition("[")[0] for line in shown.splitlines() if line[:1].isalpha()]
    assert heads[:3] == ["critical", "high", "low"]


def test_the_state_of_what_does_not_run_is_shown() -> None:
    web, job = container("web", image="web:1"), container("shop-job-1", "shop", "job")
    old = container("old")
    web.lifecycle.state, job.lifecycle.state, old.lifecycle.state = "running", "created", "exited"
    lines = render([finding(each) for each in (web, job, old)]).splitlines()
    assert "container web" in lines
    assert "  service job (container shop-job-1, created)" in lines
    assert "container old (exited)" in lines


def test_a_hundred_idle_containers_are_two_lines() -> None:
    (block,) = blocks([finding(container(f"idle-{n:03}")) for n in range(100)])
    assert block.splitlines()[0] == (
        "100 containers alike: idle-000, idle-001, idle-002, idle-003 and 96 more"
    )
    assert len(block.splitlines()) == 2


def test_containers_of_other_images_are_not_alike() -> None:
    found = [finding(container(name, image=f"{name}:1")) for name in ("a", "b")]
    assert [block.splitlines()[0] for block in blocks(found)] == ["container a", "container b"]


def test_the_worst_comes_first_and_the_host_once() -> None:
    results = [
        finding(host(), "keeps no container alive", check=DAEMON),
        finding(container("low"), check=DAEMON),
        finding(container("high"), check=PUBLISHED),
        finding(container("worst", "shop", "web")),
        finding(container("mild", "shop", "db"), check=DAEMON),
    ]
    heads = [block.splitlines()[0] for block in blocks(results)]
    assert heads == ["project shop", "container high", "host vm", "container low"]
    assert blocks(results) == blocks(results[::-1])


def test_one_project_on_two_hosts_is_two() -> None:
    results = [finding(container("web", "shop", "web", host=name)) for name in ("b", "a")]
    heads = [block.splitlines()[0] for block in blocks(results)]
    assert heads == ["project shop on a", "project shop on b"]


def test_each_check_is_explained_once() -> None:
    results = [finding(container(name, image=name)) for name in ("a", "b", "c")]
    shown = render(results, verbosity=0)
    assert shown.count("Whoever takes over the process") == 1
    assert shown.count("= fix: Leave out `--privileged`.") == 1


def test_the_compose_line_to_edit_is_named() -> None:
    place = ("set by", Span("compose.yaml", 7, 5))
    (block,) = blocks([finding(container("web"), related=(place,))])
    assert block.splitlines()[-1] == "    | set by: compose.yaml:7:5"


def test_names_control_nothing() -> None:
    shown = render([finding(container("a\x1b[31m\n::error::x", "p\nq", "s\rt"))])
    assert "\x1b" not in shown
    assert not [line for line in shown.splitlines() if line.startswith("::")]


def test_by_check_on_request() -> None:
    results = [finding(container(name)) for name in ("a", "b")]
    assert "critical[privileged-container] 2 containers: runs" in render(results, group_by="check")


def test_what_stands_in_files_is_told_by_check() -> None:
    service = Container("web", Span("compose.yaml", 2, 3), COMPOSE)
    found = result(service, Span("compose.yaml", 4, 5), "runs privileged")
    mixed = [found, finding(container("a"))]
    assert " --> compose.yaml:4:5" in render(mixed)
    assert "container a\n" in render(mixed)
    by_subject = render(mixed, group_by="subject")
    assert "service web\n  critical[privileged-container] runs privileged · compose.yaml:4:5" in (
        by_subject
    )


def test_hosts_are_data_too() -> None:
    found: Report = report([], files={LIVE: 0})
    found.hosts = (Reached("", "tcp://a:1", "from --host", "unreachable", 0),)
    assert '"hosts": [\n  {"name": "", "endpoint": "tcp://a:1"' in as_json(found)
    found.hosts = ()
    assert '"hosts"' not in as_json(found)
