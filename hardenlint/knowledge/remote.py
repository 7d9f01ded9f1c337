"""Addresses of things that are fetched: git repositories, images, files.

Sources: docs.docker.com/build/concepts/context (remote contexts and their fragments and queries),
docs.docker.com/compose (remote includes), git-clone(1). As of 2026-11.
"""

_HEXADECIMAL = frozenset("0123456789abcdef")
_SHORTEST_COMMIT, _LONGEST_COMMIT = 7, 64
_CLEARTEXT = ("http://", "ftp://", "git://", "svn://")


def is_remote(address: str) -> bool:
    """Whether a build context or an included file is somewhere else."""
    return "://" in address or address.startswith(("git@", "github.com/", "oci:"))


def is_git(address: str) -> bool:
    """Whether it is fetched with git."""
    if address.startswith(("git@", "git://", "ssh://", "git+", "github.com/")):
        return True
    path = address.partition("#")[0].partition("?")[0]
    return address.startswith(("http://", "https://")) and path.endswith(".git")


def is_fixed(address: str) -> bool:
    """Whether an address names a commit (`#1a2b3c4:dir`, `?ref=…`) or a digest (`@sha256:…`)."""
    bare, _, fragment = address.partition("#")
    query = bare.partition("?")[2]
    values = [part.partition("=")[2] for part in query.split("&")]
    last = bare.partition("?")[0].rpartition("@")[2]
    return any(is_commit(part) for part in (fragment.partition(":")[0], *values, last)) or (
        "@sha256:" in bare
    )


def is_commit(text: str) -> bool:
    """Whether a revision is the name of a commit, whole or shortened."""
    return _SHORTEST_COMMIT <= len(text) <= _LONGEST_COMMIT and set(text.lower()) <= _HEXADECIMAL


def cleartext_server(text: str) -> str:
    """Scheme and host of a URL that is fetched without encryption: "http://example.com".

    "" for everything else: no such URL, the machine itself, a host that a variable names.
    """
    scheme, sep, rest = text.partition("://")
    scheme = scheme.rpartition("+")[2].lower()
    if f"{scheme}{sep}" not in _CLEARTEXT:
        return ""
    host = rest.partition("/")[0].partition("?")[0].rpartition("@")[2]
    name = host.partition("]")[0] + "]" if host.startswith("[") else host.partition(":")[0]
    if not name or set(name) & set("$`{}()<>*"):
        return ""
    loopback = name in ("localhost", "[::1]", "0.0.0.0") or name.startswith("127.")  # noqa: S104
    if loopback or name.endswith(".localhost") or _is_metadata(name):
        return ""
    return f"{scheme}://{host}"


def _is_metadata(host: str) -> bool:
    """Whether the machine's own cloud answers there, which speaks no TLS and is never routed."""
    return host.startswith("169.254.") or host in _METADATA


_METADATA = ("metadata.google.internal", "metadata", "168.63.129.16", "[fd00:ec2::254]")


def is_beside(server: str) -> bool:
    """Whether a server (`http://api:8080`) has a name that only its own network knows."""
    host = server.partition("://")[2]
    return "." not in host and not host.startswith("[")
