"""Which services reach the Docker socket through a filter that lets everything pass."""

from hardenlint.knowledge import services
from hardenlint.model import Container, Field

from . import peers


def reached(container: Container) -> tuple[Container, Field[str]] | None:
    """The permissive socket proxy that a container's DOCKER_HOST names, and that variable."""
    variable = container.env.get("DOCKER_HOST")
    address = (variable.value or "") if variable is not None else ""
    if variable is None or not address.startswith(("tcp://", "http://")):
        return None
    name = address.partition("://")[2].partition("/")[0].partition(":")[0]
    named = peers.shared(container.peers, _permissive).get(name, [])
    return next(((peer, variable) for peer in named if peer is not container), None)


def _permissive(containers: tuple[Container, ...]) -> dict[str, list[Container]]:
    """The filters that let everything pass, by how others name them."""
    found: dict[str, list[Container]] = {}
    for each in filter(is_permissive, containers):
        for name in dict.fromkeys((each.name, each.service)):
            found.setdefault(name, []).append(each)
    return found


def is_permissive(container: Container) -> bool:
    """Whether this is a known filter that lets containers be started, or commands be run."""
    ref = container.reference.value
    if ref is None or not services.is_socket_proxy(ref.repository):
        return False
    env = {name: field.value for name, field in container.env.items()}
    words = (*(container.entrypoint.value or ()), *(container.command.value or ()))
    return bool(services.opened_names(env) or services.opened_words(words))
