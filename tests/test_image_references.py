"""How image references are read, which patterns allow them, and which names imitate others."""

import time

import pytest

from hardenlint import Build, Container, Field, Image, ImageRef, Project, Span, Stage
from hardenlint.knowledge import official_images
from hardenlint.model import BuildLink, ExternalImage
from hardenlint.sources.kinds import COMPOSE, DOCKERFILE
from hardenlint.text.glob import named as glob

from .clock import cpu_since

DIGEST = "sha256:17122fe3d66916e55c0cbd5bbf54bb3f87b3582f4d86a755a0fd3498d360f91b"


@pytest.mark.parametrize(
    ("text", "repository", "tag", "digest"),
    [
        ("nginx", "docker.io/library/nginx", "", ""),
        ("nginx:1.27", "docker.io/library/nginx", "1.27", ""),
        ("library/nginx", "docker.io/library/nginx", "", ""),
        ("docker.io/nginx", "docker.io/library/nginx", "", ""),
        ("docker.io/library/nginx:1", "docker.io/library/nginx", "1", ""),
        ("index.docker.io/library/nginx", "docker.io/library/nginx", "", ""),
        ("registry-1.docker.io/library/nginx", "docker.io/library/nginx", "", ""),
        ("grafana/grafana:11", "docker.io/grafana/grafana", "11", ""),
        ("ghcr.io/a/b/c:1", "ghcr.io/a/b/c", "1", ""),
        ("localhost/app", "localhost/app", "", ""),
        ("localhost:5000/app", "localhost:5000/app", "", ""),
        ("host:5000/x:1", "host:5000/x", "1", ""),
        ("host:5000/a/x", "host:5000/a/x", "", ""),
        (f"name@{DIGEST}", "docker.io/library/name", "", DIGEST),
        (f"name:tag@{DIGEST}", "docker.io/library/name", "tag", DIGEST),
        (f"host:5000/name@{DIGEST}", "host:5000/name", "", DIGEST),
        ("UPPER/odd", "UPPER/odd", "", ""),
        ("a.b", "docker.io/library/a.b", "", ""),
        ("", "docker.io/library", "", ""),
        (":", "docker.io/library", "", ""),
        ("@", "docker.io/library", "", ""),
        ("/", "docker.io/library", "", ""),
    ],
)
def test_parse(text: str, repository: str, tag: str, digest: str) -> None:
    ref = ImageRef.parse(text)
    assert (ref.repository, ref.tag, ref.digest, str(ref)) == (repository, tag, digest, text)


@pytest.mark.parametrize(
    ("text", "is_id"),
    [
        (DIGEST, True),
        (DIGEST.removeprefix("sha256:"), True),
        (DIGEST.removeprefix("sha256:")[:12], True),
        (DIGEST.removeprefix("sha256:")[:11], False),
        ("nginx", False),
        (f"nginx@{DIGEST}", False),
    ],
)
def test_is_image_id(text: str, is_id: bool) -> None:
    assert ImageRef.parse(text).is_image_id is is_id


@pytest.mark.parametrize(
    ("text", "pattern", "matches"),
    [
        ("nginx:1", "nginx", True),
        ("nginx", "docker.io/library/nginx", True),
        ("nginx", "docker.io/nginx", True),
        ("nginx", "docker.io/library/*", True),
        ("nginx", "docker.io", True),
        ("nginx", "*", True),
        ("nginx", "**", True),
        ("nginx", "ngin?", True),
        ("nginx", "ng", False),
        ("nginx", "nginx2", False),
        ("nginx", "", False),
        ("grafana/grafana", "grafana/*", True),
        ("grafana/grafana", "grafana", False),
        ("grafana/grafana", "*", False),
        ("grafana/grafana", "docker.io/library/*", False),
        ("somebody/nginx", "nginx", False),
        ("ghcr.io/nginx", "nginx", False),
        ("ghcr.io/acme/a:1", "ghcr.io/acme/*", True),
        ("ghcr.io/acme/a/b:1", "ghcr.io/acme/*", False),
        ("ghcr.io/acme/a/b:1", "ghcr.io/acme/**", True),
        ("ghcr.io/acme/a/b:1", "ghcr.io/**/b", True),
        ("ghcr.io/acmeevil/a", "ghcr.io/acme/**", False),
        ("ghcr.io/acme/a", "ghcr.io", True),
        ("ghcr.io.evil.com/acme/a", "ghcr.io", False),
        ("reg.example.com/a", "*.example.com", True),
        ("reg.example.com.evil.com/a", "*.example.com", False),
        ("localhost:5000/a", "localhost:5000", True),
        ("localhost:5001/a", "localhost:5000", False),
        ("localhost:5000/a", "localhost:5000/*", True),
        ("node:22-slim", "node:22-*", True),
        ("node:23-slim", "node:22-*", False),
        ("node", "node:latest", True),
        (f"node@{DIGEST}", "node:latest", False),
        (f"node@{DIGEST}", "node", True),
        (f"node:22@{DIGEST}", "node:22", True),
        (f"node:22@{DIGEST}", f"node@{DIGEST}", True),
        ("node:22", f"node@{DIGEST}", False),
        (f"node:22@{DIGEST}", "node@sha256:0*", False),
        ("node:22", "node@*", False),
    ],
)
def test_matches(text: str, pattern: str, matches: bool) -> None:
    assert ImageRef.parse(text).matches(pattern) is matches


def test_glob_is_not_exponential() -> None:
    start = time.process_time()
    assert not glob("a" * 500, "*a" * 50 + "b")
    assert cpu_since(start) < 2


@pytest.mark.parametrize(
    ("name", "imitated"),
    [
        ("ngnix", "nginx"),
        ("nginxx", "nginx"),
        ("ngnx", "nginx"),
        ("postgress", "postgres"),
        ("redls", "redis"),
        ("pyhton", "python"),
        ("alpin", "alpine"),
        ("mysql-", "mysql"),
        ("nginx", None),
        ("postgis", None),
        ("node", None),
        ("nodee", None),
        ("mono", None),
        ("mongo", None),
        ("jython", None),
        ("helloworld", None),
        ("redis2", None),
        ("python3", None),
        ("ngnixx", None),
        ("", None),
        ("n" * 100_000, None),
    ],
)
def test_squatted_image(name: str, imitated: str | None) -> None:
    assert official_images.squatted_image(name) == imitated


@pytest.mark.parametrize("name", sorted(official_images.OFFICIAL))
def test_an_official_name_is_no_squat(name: str) -> None:
    assert official_images.squatted_image(name) is None


@pytest.mark.parametrize("name", sorted(official_images.OTHERS))
def test_every_exception_is_needed(name: str) -> None:
    long = (o for o in official_images.OFFICIAL if len(o) >= official_images.SHORTEST)
    assert any(official_images.one_edit_apart(name, official) for official in long)


@pytest.mark.parametrize(
    ("registry", "imitated"),
    [
        ("docker.1o", "docker.io"),
        ("d0cker.io", "docker.io"),
        ("dokcer.io", "docker.io"),
        ("dockr.io", "docker.io"),
        ("gchr.io", "ghcr.io"),
        ("ghrc.io", "ghcr.io"),
        ("ghcr.lo", "ghcr.io"),
        ("quay.oi", "quay.io"),
        ("qauy.io", "quay.io"),
        ("mcr.rnicrosoft.com", "mcr.microsoft.com"),
        ("docker.io", None),
        ("ghcr.io", None),
        ("gcr.io", None),
        ("icr.io", None),
        ("localhost", None),
        ("registry.example.com", None),
        ("scr.io", None),
        ("", None),
    ],
)
def test_squatted_registry(registry: str, imitated: str | None) -> None:
    assert official_images.squatted_registry(registry) == imitated


@pytest.mark.parametrize("registry", sorted(official_images.REGISTRIES))
def test_a_known_registry_is_no_squat(registry: str) -> None:
    assert official_images.squatted_registry(registry) is None


@pytest.mark.parametrize(
    ("namespace", "imitates"),
    [("libary", True), ("1ibrary", True), ("library1", True), ("grafana", False), ("lib", False)],
)
def test_squatted_namespace(namespace: str, imitates: bool) -> None:
    assert official_images.squatted_namespace(namespace) is imitates


def container(name: str, image: str | None, *, built: bool = False) -> Container:
    """A service that runs an image, or builds it."""
    span = Span("compose.yaml", len(name))
    service = Container(name, span, COMPOSE)
    service.reference = Field(ImageRef.parse(image) if image is not None else None, span)
    if built:
        nothing: Field[str] = Field(None, span, "defaulted")
        service.provenance.build_link = BuildLink(span, ".", "Dockerfile", nothing, {}, nothing)
    return service


def names(image: Image) -> list[str]:
    return [str(field.value) for field in image.references]


def test_a_container_uses_its_image() -> None:
    assert names(container("web", "nginx:1")) == ["nginx:1"]


def test_an_unknown_reference_stays_unknown() -> None:
    assert [field.value for field in container("web", None).references] == [None]


@pytest.mark.parametrize("text", [DIGEST, DIGEST.removeprefix("sha256:")])
def test_an_image_id_is_no_reference(text: str) -> None:
    assert names(container("web", text)) == []


def test_what_a_service_builds_is_local_to_its_project() -> None:
    project = Project("shop", Span("compose.yaml"), COMPOSE)
    services = (
        container("builder", "shop/app", built=True),
        container("same", "shop/app:latest"),
        container("other-tag", "shop/app:1"),
        container("other", "nginx:1"),
    )
    project.services = services
    for service in services:
        service.project = project
    assert [names(service) for service in services] == [[], [], ["shop/app:1"], ["nginx:1"]]


@pytest.mark.parametrize(
    ("image", "local"),
    [("shop-web", True), ("shop_web", True), ("shop-web:1", False), ("shop-api", False)],
)
def test_the_name_that_compose_gives_is_local(image: str, local: bool) -> None:
    running = container("shop-web-1", image)
    for key, value in {"project": "shop", "service": "web"}.items():
        running.labels[f"com.docker.compose.{key}"] = Field(value, running.span)
    assert running.is_built is local


def test_a_dockerfile_uses_what_its_reached_stages_need() -> None:
    def stage(index: int, base: str | None) -> Stage:
        made = Stage(index, None, Span("Dockerfile", index + 1), Span("Dockerfile", index + 1, 6))
        if base is not None:
            made.reference = Field(ImageRef.parse(base), made.base_span)
        return made

    build = Build("Dockerfile", Span("Dockerfile"), DOCKERFILE)
    bases = ("debian:12", "unreached:1", None, "scratch")
    build.stages = tuple(stage(index, base) for index, base in enumerate(bases))
    build.reached = (build.stages[0], *build.stages[2:])
    copied = Field(ImageRef.parse("busybox"), Span("Dockerfile", 9, 13))
    hidden = Field(ImageRef.parse("hidden"), Span("Dockerfile", 8, 13))
    build.external = (ExternalImage(copied, 2), ExternalImage(copied, 0), ExternalImage(hidden, 1))
    image = Image("Dockerfile", Span("Dockerfile"), DOCKERFILE)
    image.build = build
    assert names(image) == ["debian:12", "busybox"]
