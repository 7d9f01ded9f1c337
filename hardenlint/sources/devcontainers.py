"""Development containers: which user their `devcontainer.json` gives to a Dockerfile.

Source: containers.dev, the reference of devcontainer.json (JSON with comments).
"""

import json
import os
import re
from collections.abc import Iterable
from typing import Any

from ..errors import InputError
from ..workspace import Workspace

# What is not closed goes on to the end: looked for from each beginning anew, it would never end.
_STRING = r'("(?:[^"\\\n]|\\[^\n])*+(?:"|(?=\n)|\Z))'
_COMMENTS = _STRING + r"|//[^\n]*+|/\*.*?(?:\*/|\Z)"
_TRAILING = _STRING + r"|,(?=\s*[}\]])"


def user_of(dockerfile: str, places: Iterable[str], workspace: Workspace) -> str | None:
    """The user whom a development container runs this Dockerfile as; None where none does."""
    for place in places:
        settings = _read(place, workspace)
        build = settings.get("build")
        name = build.get("dockerfile") if isinstance(build, dict) else settings.get("dockerFile")
        if not isinstance(name, str):
            continue
        named = os.path.join(os.path.dirname(place), name)
        if os.path.realpath(named) == os.path.realpath(dockerfile):
            user = settings.get("remoteUser", settings.get("containerUser", ""))
            return user if isinstance(user, str) else ""
    return None


def _read(path: str, workspace: Workspace) -> dict[str, Any]:
    try:
        text = workspace.text(path)
        for pattern in (_COMMENTS, _TRAILING):
            text = re.sub(pattern, lambda found: found[1] or "", text, flags=re.DOTALL)
        settings = json.loads(text)
    except (InputError, ValueError, RecursionError):
        return {}
    return settings if isinstance(settings, dict) else {}
