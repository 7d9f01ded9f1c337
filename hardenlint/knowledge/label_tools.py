"""Labels by which tools that hold the engine's socket are told to run something.

From the manuals of the tools, as of 2026-11. Labels that only route traffic (traefik, caddy) or
switch a tool on for a container give nobody power over the engine and are not listed.
"""


class Order:
    """What a label has a tool do: "has TOOL WHAT"."""

    __slots__ = ("prefix", "suffix", "tool", "what")

    def __init__(self, prefix: str, suffix: str, tool: str, what: str) -> None:
        self.prefix = prefix
        self.suffix = suffix
        self.tool = tool
        self.what = what


_EXEC = "run a command in its container"
_START = "start another container"
_HOST = "run a command where the scheduler itself runs"
_BACKUP = "docker-volume-backup"

ORDERS = (
    Order("ofelia.job-exec.", ".command", "ofelia", _EXEC),
    Order("ofelia.job-run.", ".command", "ofelia", _START),
    Order("ofelia.job-service-run.", ".command", "ofelia", _START),
    Order("ofelia.job-local.", ".command", "ofelia", _HOST),
    Order("chadburn.job-exec.", ".command", "chadburn", _EXEC),
    Order("chadburn.job-run.", ".command", "chadburn", _START),
    Order("chadburn.job-local.", ".command", "chadburn", _HOST),
    Order("deck-chores.", ".command", "deck-chores", _EXEC),
    Order("com.centurylinklabs.watchtower.lifecycle.pre-", "", "watchtower", _EXEC),
    Order("com.centurylinklabs.watchtower.lifecycle.post-", "", "watchtower", _EXEC),
    Order("docker-volume-backup.archive-", "", _BACKUP, _EXEC),
    Order("docker-volume-backup.copy-", "", _BACKUP, _EXEC),
    Order("docker-volume-backup.process-", "", _BACKUP, _EXEC),
    Order("docker-volume-backup.prune-", "", _BACKUP, _EXEC),
)
_STARTS = tuple(order.prefix for order in ORDERS)


def order_of(label: str) -> Order | None:
    """What a label orders, None for every other label."""
    # `…-timeout` is a number that belongs to an order.
    if not label.startswith(_STARTS) or label.endswith("-timeout"):
        return None
    return next(
        (o for o in ORDERS if label.startswith(o.prefix) and label.endswith(o.suffix)), None
    )
