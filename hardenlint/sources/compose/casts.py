"""The places whose text becomes a boolean or a number, and how.

Only here are `yes`, `on` and `y` booleans.
"""

from typing import Any

from hardenlint.text.numbers import signed

from .log import RefusedError
from .scalars import decimal

_TRUE = frozenset(("true", "y", "yes", "on"))
_FALSE = frozenset(("false", "n", "no", "off"))

_DIGITS = 40
"""Leading zeros are legal; an int64 has 19 digits."""


def to_bool(text: str) -> bool:
    """Read a boolean in any of its YAML 1.1 spellings."""
    word = text.lower()
    if word in _TRUE:
        return True
    if word in _FALSE:
        return False
    raise RefusedError("must be true or false")


def to_int(text: str) -> int:
    """Read a decimal integer."""
    number = signed(text, _DIGITS)
    if number is not None and -(2**63) <= number < 2**63:
        return number
    raise RefusedError("must be an integer")


def to_float(text: str) -> float:
    """Read a decimal number."""
    number = decimal(text)
    if number is None:
        raise RefusedError("must be a number")
    return number


_ROLLOUT = {"parallelism": to_int, "max_failure_ratio": to_float}
_EXTERNAL = {"*": {"external": to_bool}}

# The table of compose-go, loader/interpolate.go.
CASTS: dict[str, Any] = {
    "services": {"*": {
        "cpu_count": to_int, "cpu_percent": to_float, "cpu_period": to_int,
        "cpu_quota": to_int, "cpu_rt_period": to_int, "cpu_rt_runtime": to_int,
        "cpus": to_float, "cpu_shares": to_int, "init": to_bool,
        "depends_on": {"*": {"required": to_bool, "restart": to_bool}},
        "deploy": {
            "replicas": to_int, "update_config": _ROLLOUT, "rollback_config": _ROLLOUT,
            "restart_policy": {"max_attempts": to_int},
            "placement": {"max_replicas_per_node": to_int},
        },
        "healthcheck": {"retries": to_int, "disable": to_bool},
        "oom_kill_disable": to_bool, "oom_score_adj": to_int, "pids_limit": to_int,
        "ports": {"[]": {"target": to_int}},
        "privileged": to_bool, "read_only": to_bool, "scale": to_int, "stdin_open": to_bool,
        "tty": to_bool,
        "ulimits": {"*": {"": to_int, "hard": to_int, "soft": to_int}},
        "volumes": {"[]": {"read_only": to_bool, "volume": {"nocopy": to_bool}}},
    }},
    "networks": {"*": {
        "external": to_bool, "internal": to_bool, "attachable": to_bool,
        "enable_ipv4": to_bool, "enable_ipv6": to_bool,
    }},
    "volumes": _EXTERNAL,
    "secrets": _EXTERNAL,
    "configs": _EXTERNAL,
}  # fmt: skip
"""By path: a function for what is there, a dict for what is in it; `*` any key, `[]` any item.

`""` is the function where a place may hold either text or a mapping."""
