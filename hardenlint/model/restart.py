"""When an engine starts a container again."""

from typing import NamedTuple


class RestartPolicy(NamedTuple):
    """`no`, `always`, `unless-stopped` or `on-failure`; `max_retries` 0 is no maximum."""

    name: str = "no"
    max_retries: int = 0
