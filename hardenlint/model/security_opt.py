"""Security options: `no-new-privileges`, `seccomp=…`, `label=…`, `apparmor=…`, `systempaths=…`."""

from typing import NamedTuple

from hardenlint.text.numbers import boolean


class SecurityOpt(NamedTuple):
    """One entry of `security_opt`, split on the first `=`, else on the first `:`.

    Source: moby daemon/daemon_unix.go parseSecurityOpt. A bare `disable` is `label=disable`.
    """

    name: str
    value: str = ""

    @classmethod
    def parse(cls, text: str) -> "SecurityOpt":
        """Read one entry in any of its spellings."""
        text = text.strip()
        if text == "disable":
            return cls("label", "disable")
        # An `=` goes first, since the value may be a profile in JSON, which is full of colons.
        name, sep, value = text.partition("=" if "=" in text else ":")
        return cls(name.strip(), value.strip() if sep else "")

    @property
    def enabled(self) -> bool | None:
        """What a boolean option says (a bare one is true); None when it is no boolean."""
        return True if self.value == "" else boolean(self.value)

    def __str__(self) -> str:
        return f"{self.name}={self.value}" if self.value else self.name
