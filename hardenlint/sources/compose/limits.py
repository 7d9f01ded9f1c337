"""What a service may use, and when it is started again."""

from collections.abc import Callable
from typing import Any, TypeVar

from hardenlint.model import Field, RestartPolicy
from hardenlint.model.container import Service
from hardenlint.text.numbers import whole

from .fields import Reader, integer, number, text
from .nodes import Node
from .scalars import decimal
from .units import to_bytes, to_nanoseconds

N = TypeVar("N", int, float)


def fill(service: Service, reader: Reader) -> None:
    """Assign memory, cpus, pids and restart."""
    limits, policies = service.limits, _policies(reader)
    limits.memory = _limit(reader, "mem_limit", "memory", _memory)
    limits.cpus = _cpus(reader)
    limits.pids = _limit(reader, "pids_limit", "pids", _count)
    strongest = max(policies, key=_strength)
    service.lifecycle.restart = strongest
    service.lifecycle.weaker_restarts = tuple(each for each in policies if each is not strongest)


def _limit(reader: Reader, key: str, deployed: str, convert: Callable[[Any], N]) -> Field[N]:
    """A limit of the service, or of its deployment; 0 is none."""
    own: Field[N] = reader.scalar(key, convert, 0)
    if own.stated and own.value != 0:
        return own
    node = reader.node.at("deploy", "resources", "limits", deployed)
    if node is None or (node.known and node.is_empty):
        return own
    return reader.field(node, f"/deploy/resources/limits/{deployed}", convert)


def _memory(value: Any) -> int:
    return 0 if isinstance(value, float) else max(to_bytes(text(value)), 0)  # as compose has it


def _count(value: Any) -> int:
    return max(integer(value), 0)


def _share(value: Any) -> float:
    return max(number(value), 0.0)


def _cpus(reader: Reader) -> Field[float]:
    """`cpus`, or a quota of the CFS scheduler."""
    cpus = _limit(reader, "cpus", "cpus", _share)
    quota = reader.scalar("cpu_quota", microseconds, 0)
    if (cpus.stated and cpus.value != 0) or not quota.stated:
        return cpus
    period = reader.scalar("cpu_period", microseconds, 0)
    if quota.value is None or period.value is None:
        return Field(None, quota.span, "stated", quota.causes or period.causes)
    # Linux' own period is 100 ms.
    return Field(quota.value / (period.value or 100_000), quota.span, "stated", quota.causes)


def microseconds(value: Any) -> int:
    """A number of microseconds, or a duration with a unit."""
    shown = text(value)
    count = decimal(shown)
    return to_nanoseconds(shown) // 1000 if count is None else max(int(count), 0)


def _policies(reader: Reader) -> list[Field[RestartPolicy]]:
    """The policies that the service and its deployment state, at least one."""
    own = reader.scalar("restart", _policy, RestartPolicy())
    node = reader.node.at("deploy", "restart_policy")
    if node is None or not isinstance(node.value, dict):
        return [own]
    deployed = reader.field(node, "/deploy/restart_policy", lambda _: _deployed(node))
    for key in ("condition", "max_attempts"):
        part = node.get(key)
        if part is not None:
            span = part.span(f"{reader.pointer}/deploy/restart_policy/{key}")
            value = deployed.value if part.known else None
            deployed = Field(value, span, "stated", part.causes)
    return [deployed, own] if own.stated else [deployed]


_STRENGTHS = {"no": 0, "none": 0, "on-failure": 1, "unless-stopped": 2, "always": 3}


def _strength(policy: Field[RestartPolicy]) -> tuple[int, float]:
    if policy.value is None:
        # What nobody knows may be stronger than all that is known.
        return 4, 0
    retries = policy.value.max_retries or float("inf")
    return _STRENGTHS.get(policy.value.name, 3), retries


def _policy(value: Any) -> RestartPolicy:
    name, _, retries = text(value).partition(":")
    return RestartPolicy(name or "no", whole(retries) or 0)


def _deployed(node: Node) -> RestartPolicy:
    """`condition` in the words of `restart`."""
    condition, attempts = node.get("condition"), node.get("max_attempts")
    word = text(condition.value) if condition is not None else "any"
    name = {"none": "no", "on-failure": "on-failure", "any": "always"}.get(word, word)
    count = attempts.value if attempts is not None else 0
    return RestartPolicy(name, count if isinstance(count, int) and count > 0 else 0)
