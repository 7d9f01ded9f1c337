"""A live engine: its containers with their images, networks and volumes, and the engine itself.

Only GET requests are made: /version, /info, /containers/json, /containers/ID/json,
/containers/ID/top, /exec/ID/json, /images/json, /images/ID/json, /networks and /volumes, and
/images/ID/get where the layers of images are asked for. What an engine (or a proxy before it)
denies is unknown. Each container, image, list of processes and session is asked for once, several
at a time.
"""

from ..api.engine import Engine, connect
from ..inspect import Loaded
from .reading import read
from .selection import Selection

__all__ = ["Engine", "Loaded", "Selection", "connect", "read"]
