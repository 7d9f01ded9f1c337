"""Join services with the images they run: the Dockerfile behind `build:`, the table of base images.

A service takes user, environment, ports, health check, working directory and command from the
stage it is built from, wherever compose does not say it itself.
"""

import os
from collections.abc import Callable
from typing import TypeVar

from ..errors import InputError, Problem, internal
from ..model import Build, BuildLink, Container, Field, Healthcheck, Image, ImageRef, Project
from ..model.span import because
from ..reach import OUTSIDE, Reach

T = TypeVar("T")

ReadBuild = Callable[[BuildLink], Build]
"""Read the Dockerfile that a link names; raises InputError."""


def join(project: Project, read_build: ReadBuild, reach: Reach) -> list[Problem]:
    """Complete every service of a project with what its image brings; return what is missing."""
    errors: list[Problem] = []
    for service in project.services:
        try:
            _complete(service, read_build, reach)
        except InputError as error:
            errors.append(error.problem)
            _forget(service)
        except Exception as error:  # noqa: BLE001, RUF100 - the other services are read on
            errors.append(internal(error, f"reading the image of {service.name}", service.span))
            _forget(service)
    return errors


def _complete(service: Container, read_build: ReadBuild, reach: Reach) -> None:
    network = service.namespaces.network.value
    if network is not None and network.mode in ("host", "none"):
        service.networking.ports = ()  # there is nothing to publish through
    link = service.provenance.build_link
    if link is None:
        _look_up(service)
        return
    service.build = read_build(link) if is_readable(link, reach) else None
    if service.build is None:
        _forget(service)
    else:
        inherit(service, service.build.image)


def is_readable(link: BuildLink, reach: Reach) -> bool:
    """Whether a Dockerfile is here and known; raises InputError when it should be and is not.

    What does not exist may be that of another checkout: an error of its own kind (see `settled`).
    """
    if link.inline.stated:
        return link.inline.value is not None
    if "://" in link.context or link.context.startswith(("git@", "github.com/")):
        return False
    if not link.path or (link.target.stated and link.target.value is None):
        return False
    # Before anything is asked of it: whether it is there is nobody's business either.
    if not reach.includes(link.path):
        raise InputError("missing", f"the Dockerfile {_shown(link.path)} {OUTSIDE}", link.span)
    if not os.path.isdir(link.context):
        message = f"the build context {_shown(link.context)} does not exist"
        raise InputError("unbuilt", message, link.span)
    if not os.path.exists(link.path):
        message = f"the Dockerfile {_shown(link.path)} does not exist"
        raise InputError("unbuilt", message, link.span)
    return True


def _shown(path: str) -> str:
    from ..facts.telling import address  # noqa: PLC0415 - only for a mistake

    return address(path)


def _forget(service: Container) -> None:
    """Make unknown what an image decides that nobody could read."""
    if not service.user.stated:
        service.user = service.user._replace(value=None, causes=because("unread"))


def _look_up(service: Container) -> None:
    """Look a pulled image up in the table of base images."""
    from ..knowledge.base_images import default_user  # noqa: PLC0415 - only for services

    if service.reference.value is not None:
        service.base_user = default_user(service.reference.value)
        service.is_windows = service.is_windows or service.reference.value.is_windows
        service.healthcheck = of_base(service.healthcheck, service.reference.value)


def of_base(check: Field[Healthcheck], reference: ImageRef) -> Field[Healthcheck]:
    """Return the health check: one that the image is known to bring is there, but not known."""
    from ..knowledge.image_settings import brings_healthcheck  # noqa: PLC0415 - only for services

    if check.stated or not brings_healthcheck(reference):
        return check
    return check._replace(value=None, causes=because("brought", reference.familiar))


def inherit(service: Container, image: Image) -> None:
    """Take from an image what the service does not set itself."""
    service.base_user = image.base_user
    service.is_windows = service.is_windows or image.is_windows
    if service.entrypoint.stated and image.base_user == "drops":
        service.base_user = "root"  # whatever gave root up does not run
    if service.user.value is not None and not service.user.value.is_set:
        service.user = _inherited(image.user)
    if not service.healthcheck.stated:
        service.healthcheck = _inherited(image.healthcheck)
    if not service.workdir.stated:
        service.workdir = _inherited(image.workdir)
    # The engine drops the image's command where the entrypoint is another one.
    if not service.command.stated and not service.entrypoint.stated:
        service.command = _inherited(image.command)
    if not service.entrypoint.stated:
        service.entrypoint = _inherited(image.entrypoint)
    service.env = {**{name: _inherited(value) for name, value in image.env.items()}, **service.env}
    service.labels = {**image.labels, **service.labels}
    service.exposed = (*image.exposed, *service.exposed)


def _inherited(field: Field[T]) -> Field[T]:
    return field._replace(origin="inherited") if field.stated else field


def decided(build: Build, plain: Build) -> tuple[Field[ImageRef], ...]:
    """The images that build arguments put in the place of those that the Dockerfile names."""
    known = {field.span: field.value for field in plain.references}
    return tuple(
        field
        for field in build.references
        if field.value is not None and known.get(field.span) != field.value
    )
