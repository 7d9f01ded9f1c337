"""A Docker engine for tests: found, understood, and left as it was.

What tests make carries the label of their run (containers have it from their image), so that it
can be removed whatever has happened to them.
"""

import os
import uuid
from collections.abc import Iterable
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from typing import Any

from hardenlint.errors import EngineError
from hardenlint.sources import live

from . import idle
from .needs import missing

LABEL = "org.example.hardenlint-tests"
RUN = uuid.uuid4().hex[:12]
LABELS = {LABEL: RUN}
CHANGE = f"LABEL {LABEL}={RUN}"
"""What labels an image that is imported, and all that is built from it."""

ALONE = os.environ.get("HARDENLINT_OWN_ENGINE") == "1"
"""Whether nobody else makes or removes anything in the engine."""

_OLD = timedelta(hours=2)
"""No run of the tests takes that long, so what is older was left by one that was killed."""


def connect() -> live.Engine:
    """Connect to the engine that `hardenlint audit` would ask; the test is skipped without one."""
    try:
        return live.connect(timeout=10)
    except EngineError as error:
        missing(f"{error}; or run `.ci/engine bash tests/run`, as root on Debian")


def client(endpoint: str) -> Any:
    """The API of an engine, to make what tests look at."""
    import docker
    from docker.utils import kwargs_from_env

    tls = endpoint.startswith("tcp:") and kwargs_from_env().get("tls", False)
    over_ssh = endpoint.startswith("ssh:")
    return docker.APIClient(endpoint, version="auto", timeout=120, tls=tls, use_ssh_client=over_ssh)


def image(api: Any, name: str, changes: Iterable[str] = ()) -> None:
    """Import the image of all containers of the tests, for the engine's machine."""
    repository, _, tag = name.rpartition(":")
    system, machine = (str(api.version().get(key, "")) for key in ("Os", "Arch"))
    try:
        content = idle.root_file_system(machine if system == "linux" else system)
    except KeyError:
        missing(f"tests/idle.py has no program for {system}/{machine}, which this engine runs")
    api.import_image_from_data(content, repository, tag=tag, changes=[CHANGE, *changes])


def sees(api: Any, image_name: str, folder: object) -> bool:
    """Whether a folder of this machine is one of the engine's machine.

    A bind mount of what is not there is refused. The address does not tell: a port of this machine
    may lead to another one, and an engine in a virtual machine has a local socket.
    """
    import docker

    mount = {"Type": "bind", "Source": str(folder), "Target": "/x", "ReadOnly": True}
    config = {"Image": image_name, "Cmd": idle.IDLE, "HostConfig": {"Mounts": [mount]}}
    try:
        made = api.create_container_from_config(config)
    except docker.errors.APIError:
        return False
    api.remove_container(made["Id"])
    return True


def lists_processes(api: Any, container: str) -> bool:
    """Whether the engine tells what runs in a container; without root it takes cgroup v2."""
    import docker

    try:
        return bool(api.top(container))
    except docker.errors.APIError:
        return False


def everything(api: Any) -> dict[str, set[str]]:
    """The ids of all that an engine has."""
    volumes = api.volumes()["Volumes"] or []
    return {
        "containers": {found["Id"] for found in api.containers(all=True)},
        "images": {found["Id"] for found in api.images(all=True)},
        "networks": {found["Id"] for found in api.networks()},
        "volumes": {found["Name"] for found in volumes},
        "build cache": {found["ID"] for found in api.df().get("BuildCache") or []},
    }


def sweep(api: Any) -> None:
    """Remove what this run has made, and what a run that was killed has left."""
    for found in api.containers(all=True, filters={"label": LABEL}):
        if _is_ours(found["Labels"], found["Created"]):
            api.remove_container(found["Id"], v=True, force=True)
    for found in api.networks(filters={"label": LABEL}):
        if _is_ours(found["Labels"], found["Created"]):
            api.remove_network(found["Id"])
    for found in api.volumes(filters={"label": LABEL})["Volumes"] or []:
        if _is_ours(found["Labels"], found["CreatedAt"]):
            api.remove_volume(found["Name"], force=True)
    images = api.images(all=True, filters={"label": LABEL})
    _remove_images(api, {i["Id"] for i in images if _is_ours(i["Labels"], i["Created"])})


def _remove_images(api: Any, identities: set[str]) -> None:
    """Remove images, of which one can go only when nothing is built on it any more."""
    import docker

    while identities:
        before = set(identities)
        for identity in before:
            with suppress(docker.errors.APIError):
                api.remove_image(identity, force=True)
        identities &= {found["Id"] for found in api.images(all=True)}
        assert identities != before, f"these images of the tests cannot be removed: {before}"


def _is_ours(labels: dict[str, str], created: int | str) -> bool:
    if isinstance(created, int):
        made = datetime.fromtimestamp(created, UTC)
    else:
        made = datetime.fromisoformat(created[:19] + "+00:00")
    return labels.get(LABEL) == RUN or datetime.now(UTC) - made > _OLD
