"""What the layers of an image hold: only what checks ask about, never the text of a file."""

from typing import NamedTuple


class ImageFile(NamedTuple):
    """A file in an image.

    `mode` are its permission bits, `layer` counts from 1, the lowest. `removed` is True when a
    later layer hides it: nobody sees it in a container, anybody finds it in the image.
    """

    path: str
    mode: int = 0o644
    layer: int = 1
    removed: bool = False

    @property
    def sets_id(self) -> bool:
        """Whether it runs with the rights of its owner or group (setuid, setgid)."""
        return bool(self.mode & 0o6000)


class Account(NamedTuple):
    """An account of /etc/passwd; `empty_password` lets anybody in, where it has a shell."""

    name: str
    uid: int
    shell: str = ""
    empty_password: bool = False

    @property
    def logs_in(self) -> bool:
        """Whether its shell is one: no nologin, no false."""
        # Distributions give the accounts sync, halt and shutdown that program as their shell.
        return not self.shell.endswith(("/nologin", "/false", "/sync", "/halt", "/shutdown"))


class ImageContents(NamedTuple):
    """What a look into the layers of an image has found."""

    files: tuple[ImageFile, ...] = ()
    accounts: tuple[Account, ...] = ()
