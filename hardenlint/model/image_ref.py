"""Image references: `[registry/][namespace/]name[:tag][@digest]`."""

from typing import NamedTuple


class ImageRef(NamedTuple):
    """A parsed image reference (grammar: distribution/reference, familiar names).

    `registry` is "docker.io" and `namespace` "library" where the text leaves them out.
    """

    registry: str
    namespace: str
    name: str
    tag: str
    digest: str
    text: str

    @classmethod
    def parse(cls, text: str) -> "ImageRef":
        """Split a reference; never fails, an odd text keeps its parts as they are.

        User and password, which no reference has, are no part of one, nor is a next line that YAML
        has folded into the text: it is told in messages.
        """
        first, _, behind = text.partition(" ")
        text = first if "=" in behind or behind.startswith("-") else text
        text = _without_user(text) if "@" in text else text
        rest, _, digest = text.partition("@")
        digest = digest if _is_digest(digest) else ""
        head, slash, last = rest.rpartition("/")
        last, _, tag = last.partition(":")
        first, _, path = head.partition("/")
        if slash and _is_registry(first):
            registry, namespace = first, path
        else:
            registry, namespace = "docker.io", head
        # All of these are Docker Hub, whatever the text calls it.
        if registry in ("index.docker.io", "registry-1.docker.io", "registry.hub.docker.com"):
            registry = "docker.io"
        if registry == "docker.io" and not namespace:
            namespace = "library"
        return cls(registry, namespace, last, tag, digest, text)

    @property
    def repository(self) -> str:
        """Registry, namespace and name, without tag and digest."""
        return "/".join(part for part in (self.registry, self.namespace, self.name) if part)

    @property
    def familiar(self) -> str:
        """The repository as people write it: `nginx`, `grafana/grafana`, `ghcr.io/a/b`."""
        return self.repository.removeprefix("docker.io/").removeprefix("library/")

    @property
    def tag_place(self) -> tuple[int, int]:
        """Where in the text the tag starts and ends."""
        end = len(self.text.partition("@")[0])
        return end - len(self.tag), end

    @property
    def repository_place(self) -> tuple[int, int]:
        """Where in the text registry, namespace and name start and end."""
        start, end = self.tag_place
        return 0, start - 1 if self.tag else end

    @property
    def is_official(self) -> bool:
        """Whether it is a Docker official image by its place (docker.io/library)."""
        return self.registry == "docker.io" and self.namespace == "library"

    @property
    def is_partial(self) -> bool:
        """Whether a variable leaves open where the image comes from (`${HUB}/ubuntu`)."""
        return "$" in self.registry or "$" in self.namespace

    @property
    def is_image_id(self) -> bool:
        """An image id instead of a reference: `sha256:…`, or its 64 or first 12 digits alone."""
        text = self.text
        return text.startswith("sha256:") or (
            len(text) in (12, 64) and not text.strip("0123456789abcdef")
        )

    @property
    def is_scratch(self) -> bool:
        """The empty image, which is no image of any registry."""
        return self.text == "scratch"

    @property
    def is_windows(self) -> bool:
        """Whether it is named as images of Windows are: by Microsoft, or by a part of its tag."""
        if self.repository.startswith(_WINDOWS) or self.namespace == "winamd64":
            return True
        return any(part.startswith(_WINDOWS_TAGS) for part in self.tag.lower().split("-"))

    def matches(self, pattern: str) -> bool:
        """Whether a pattern names this image: its repository, its familiar name or its registry.

        In a pattern `*` stands for any text within one part of a name, `**` for any text, `?` for
        one character. A pattern with a tag or a digest asks for that too:
        `ghcr.io/acme/**`, `docker.io/library/*`, `nginx`, `node:22-*`, `registry.example.com:5000`.
        """
        from hardenlint.text.glob import named as glob  # noqa: PLC0415 - few are asked

        names = {self.repository, self.familiar, f"{self.registry}/{self.familiar}"}
        rest, _, digest = pattern.partition("@")
        # `node:22-*` looks like a host with a port as well, so what fits no registry is read on as
        # a name with a tag.
        if _is_registry(rest) and "/" not in rest and glob(self.registry, rest):
            return not digest
        head, slash, last = rest.rpartition("/")
        last, colon, tag = last.partition(":")
        # Without a tag the engine takes latest, unless a digest says what to take.
        own_tag = self.tag or ("" if self.digest else "latest")
        return (
            (not digest or (self.digest != "" and glob(self.digest, digest)))
            and (not colon or glob(own_tag, tag))
            and any(glob(name, head + slash + last) for name in names)
        )

    def __str__(self) -> str:
        return self.text


_WINDOWS = (
    "mcr.microsoft.com/windows", "mcr.microsoft.com/dotnet/framework",
    "docker.io/microsoft/windows", "docker.io/microsoft/nanoserver",
    "docker.io/microsoft/dotnet-framework",
)  # fmt: skip
_WINDOWS_TAGS = ("windows", "nanoserver", "ltsc20")
"""As Microsoft and Docker official images name them (`-nanoserver-1809`, `-ltsc2025`)."""


def _without_user(text: str) -> str:
    """What stands behind `user:password@`; a digest is no host, nor is a tag behind an `@`."""
    before, _, after = text.rpartition("@")
    is_digest = after.partition(":")[0] in ("sha256", "sha384", "sha512")
    return after if ("/" in after or "://" in before) and not is_digest else text


_DIGITS = {"sha256": 64, "sha384": 96, "sha512": 128}


def _is_digest(text: str) -> bool:
    """Whether it is a digest; an engine refuses what only looks like one, which pins nothing."""
    algorithm, _, digits = text.partition(":")
    return len(digits) == _DIGITS.get(algorithm) and not digits.strip("0123456789abcdef")


def _is_registry(part: str) -> bool:
    """Whether the first part of a reference names a registry (distribution/reference)."""
    # Upper case is legal in a host alone, so it cannot be a namespace of Docker Hub.
    if "." in part or ":" in part or part.startswith("$"):
        return True
    return part == "localhost" or part != part.lower()
