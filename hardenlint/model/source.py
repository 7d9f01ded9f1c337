"""Where subjects come from, and what is the same for all that come from there."""


class Source:
    """A kind of place that subjects are read from; its name is its identity.

    name        as options and JSON tell it: "compose"
    files       what one and several of its files are called; empty where it has none
    judged      what it gives to judge, by the names of the classes of the model
    remedy      the heading in a check's page below which it stands how to put it right here
    container   what a person calls a container of it
    is_written  people write it: its findings are suppressed, and marked, at their lines; else an
                engine has said it
    is_fixable  `hardenlint fix` knows how to write into its files
    builds      it says how an image is made: what is set in the image, its instructions tell
    """

    __slots__ = (
        "builds", "container", "files", "is_fixable", "is_written", "judged", "name", "remedy",
    )  # fmt: skip

    def __init__(
        self,
        name: str,
        *,
        files: tuple[str, str] = ("", ""),
        judged: tuple[str, ...] = (),
        remedy: str = "",
        container: str = "container",
        is_written: bool = False,
        is_fixable: bool = False,
        builds: bool = False,
    ) -> None:
        self.name = name
        self.files = files
        self.judged = judged
        self.remedy = remedy
        self.container = container
        self.is_written = is_written
        self.is_fixable = is_fixable
        self.builds = builds

    def __eq__(self, other: object) -> bool:
        # It travels between processes, and arrives as another object.
        return isinstance(other, Source) and other.name == self.name

    def __hash__(self) -> int:
        return hash(self.name)
