"""The short form of a mount: `source:target:options`."""

from typing import NamedTuple

PROPAGATIONS = frozenset(("rprivate", "private", "rshared", "shared", "rslave", "slave"))


class ShortVolume(NamedTuple):
    """What a short form says; `error` tells why compose refuses it, "" when it does not."""

    source: str = ""
    target: str = ""
    options: tuple[str, ...] = ()
    error: str = ""

    @property
    def is_bind(self) -> bool:
        """Whether the source is a path of the host."""
        return is_path(self.source)


def is_path(source: str) -> bool:
    """Whether a source is a path and not the name of a volume."""
    if source[:1] in (".", "/", "~"):
        return True
    return source.startswith("\\\\") or _is_drive(source[:1], source[1:2])


def _is_drive(letter: str, colon: str) -> bool:
    return colon == ":" and letter.isalpha()


def split_volume(text: str) -> ShortVolume:
    """Split at colons, but not after the letter of a Windows drive."""
    if not text:
        return ShortVolume(error="a volume cannot be empty")
    # compose-go takes so short a text for a target, whatever it is.
    if len(text) <= 2:
        return ShortVolume(target=text)
    parts = _sections(text)
    if "" in parts:
        return ShortVolume("", "", (), "there is an empty section between its colons")
    if len(parts) == 1:
        return ShortVolume(target=parts[0])
    options = tuple(parts[2].split(",")) if len(parts) > 2 else ()
    error = "there are too many colons" if len(parts) > 3 else ""
    return ShortVolume(parts[0], parts[1], options, error)


def _sections(text: str) -> list[str]:
    sections: list[str] = []
    for part in text.split(":"):
        before = sections[-1] if sections else ""
        # As compose-go does: in `v:/data` the v is a drive, and no volume.
        if sections and len(before) == 1 and before.isalpha():
            sections[-1] = f"{before}:{part}"
        else:
            sections.append(part)
    return sections
