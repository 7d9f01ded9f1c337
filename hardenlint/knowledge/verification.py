"""Programs that compare a file with a checksum or a signature.

Sources: coreutils (sha256sum and its like), gpg(1), gpgv(1), openssl-dgst(1), minisign, cosign.
As of 2026-11.
"""

from collections.abc import Sequence

_SUMS = frozenset(
    """md5sum sha1sum sha224sum sha256sum sha384sum sha512sum b2sum shasum sum cksum
    gsha256sum sha256 sha512 rhash b3sum""".split()
)
_SIGNATURES = frozenset("gpgv gpgv2 minisign signify cosign slsa-verifier".split())


def verifies(name: str, argv: Sequence[str]) -> bool:
    """Whether a command fails when a file is not what it should be."""
    words = argv[1:]
    if name in _SUMS:
        return any(
            word in ("--check", "--strict")
            or (word[:1] == "-" and word[1:2] != "-" and "c" in word)
            for word in words
        )
    if name in ("gpg", "gpg2"):
        return "--verify" in words or "--verify-files" in words
    if name == "openssl":
        return "-verify" in words or "-signature" in words
    if name == "rpm":
        return bool({"-K", "--checksig"} & set(words))
    if name in ("test", "[", "[["):  # [ "$(sha256sum f | cut -d' ' -f1)" = 2445… ]
        return any("$(" in word and not _SUMS.isdisjoint(_parts(word)) for word in words)
    return name in _SIGNATURES


def _parts(text: str) -> list[str]:
    return text.replace("$(", " ").replace("|", " ").split()
