"""Who a process runs as."""

from typing import NamedTuple

from hardenlint.text.numbers import signed


class User(NamedTuple):
    """The `user` of a container: uid or name, and gid or group name, as the engine reads it.

    An empty text is a known answer too: nobody set a user, the image's default applies.
    Source: moby/sys/user GetExecUser, which reads numbers with strconv.Atoi (`00`, `+0` are 0).
    """

    name: str = ""
    uid: int | None = None
    group: str = ""
    gid: int | None = None

    @classmethod
    def parse(cls, text: str) -> "User":
        """Read `user[:group]`; quotes around the text count for nothing."""
        text = text.strip().strip("\"'")
        name, _, group = text.partition(":")
        return cls(name, signed(name), group, signed(group))

    @property
    def is_set(self) -> bool:
        """Whether anybody chose a user."""
        return self.name != "" or self.group != ""

    @property
    def is_root(self) -> bool:
        """Uid 0 by number or by name, Windows' administrator included."""
        if self.uid is not None:
            return self.uid == 0
        if self.name == "":
            # With a group alone (`:1000`) somebody did choose: the engine fills in uid 0.
            return self.group != ""
        return self.name.lower() in ("root", "containeradministrator")

    @property
    def is_root_group(self) -> bool:
        """Group 0, by number or by name, stated beside the user."""
        return self.gid == 0 or self.group == "root"

    def __str__(self) -> str:
        return f"{self.name}:{self.group}" if self.group else self.name
