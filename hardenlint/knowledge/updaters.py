"""Programs that replace containers by newer ones, and how they are kept to some of them.

Sources: the documentation of Watchtower (arguments and their variables) and of Ouroboros. As
of 2026-11.
"""

from collections.abc import Iterable, Mapping

_UPDATERS = frozenset(
    """containrrr/watchtower nickfedor/watchtower nicholas-fedor/watchtower beatkind/watchtower
    v2tec/watchtower centurylink/watchtower pyouroboros/ouroboros""".split()
)
_SWITCHES = frozenset(
    "WATCHTOWER_LABEL_ENABLE WATCHTOWER_MONITOR_ONLY WATCHTOWER_NO_PULL LABEL_ENABLE".split()
)
_LISTS = frozenset("WATCHTOWER_SCOPE MONITOR".split())
_LIMITING = ("--label-enable", "-e", "--monitor-only", "-m", "--scope", "--no-pull", "--monitor")
_WITH_VALUE = frozenset(
    """-i --interval -s --schedule -t --stop-timeout -H --host -a --api-version --log-level
    --disable-containers --notifications --notification-url --notifications-level
    --http-api-token""".split()
)


def is_updater(repository: str) -> bool:
    """Whether an image, by its repository, is such a program."""
    return "/".join(repository.lower().split("/")[-2:]) in _UPDATERS


def is_limited(words: Iterable[str], env: Mapping[str, str | None]) -> bool:
    """Whether it only reports, or touches only what is named or labelled.

    A variable of that meaning whose value is not known counts as set.
    """
    for name, value in env.items():
        if name in _SWITCHES and (value is None or value.lower() in ("1", "true", "t", "yes")):
            return True
        if name in _LISTS and value != "":
            return True
    rest = iter(words)
    for word in rest:
        name, _, value = word.partition("=")
        if name in _LIMITING and value.lower() != "false":
            return True
        if word in _WITH_VALUE:
            next(rest, None)
        elif not word.startswith(("-", "/")):
            return True  # the name of a container
    return False
