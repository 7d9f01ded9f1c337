"""Files that are secrets by their name, and private keys that commands make.

As of 2025-11. Sources: the programs' manuals and their default paths.
"""

import posixpath
from bisect import bisect_left
from collections.abc import Iterable, Iterator
from functools import lru_cache
from itertools import pairwise

from hardenlint.model import Build, Command, Instruction, Stage, Word

from . import removals

NAMES = frozenset(
    """.env .env* .npmrc .pypirc .netrc .aws .kube .git .ssh .dockercfg .git-credentials .pgpass
    .my.cnf .vault-token .gnupg .s3cfg .boto .htpasswd credentials.json kubeconfig
    terraform.tfstate .terraformrc client_secret.json service-account.json service_account.json
    serviceaccount.json serviceaccountkey.json gcp-key.json""".split()
)
"""Files and folders, by their whole name."""

PATHS = (
    ".docker/config.json", ".aws/credentials", ".kube/config", ".config/gcloud",
    ".cargo/credentials", ".cargo/credentials.toml", ".gem/credentials",
)  # fmt: skip
"""Files by the end of their path."""

ENDINGS = (".pem", ".key", ".pfx", ".p12", ".jks", ".keystore", ".kdbx", ".ppk", ".ovpn")
"""Files that are, or hold, a private key."""

EXAMPLES = ("example", "sample", "template", "tmpl", "dist", "defaults", "schema")
"""How an env file ends that shows what to set."""

PUBLIC = (
    "ca", "cert", "fullchain", "chain", "public", "pub", "dhparam", "dh", "release", "gpg", "apt",
    "repo", "rpm", "bundle", "root", "intermediate", "csr", "crt", "trust", "keyring", "archive",
    "rds", "global", "yarn", "nodesource", "nginx_signing", "signing",
)  # fmt: skip
"""Words that names of certificates and public keys are made of."""

STORES = (
    "/etc/ssl/certs", "/usr/local/share/ca-certificates", "/usr/share/ca-certificates",
    "/etc/pki/ca-trust", "/etc/pki/rpm-gpg", "/etc/pki/trust", "/etc/apt/", "/usr/share/keyrings",
    "/etc/apk/keys", "/usr/local/share/keyrings", "/etc/ca-certificates",
)  # fmt: skip
"""Where public keys and certificates go."""

POINTERS = frozenset(
    """GOOGLE_APPLICATION_CREDENTIALS AWS_SHARED_CREDENTIALS_FILE KUBECONFIG NETRC PGPASSFILE
    AZURE_CLIENT_CERTIFICATE_PATH GOOGLE_CREDENTIALS FIREBASE_CREDENTIALS""".split()
)
"""Variables whose value is the path of a credential."""

Copied = tuple[Instruction, Word, str, str]
"""The instruction, the source, its name, and where it ends up."""


def is_secret_file(name: str) -> bool:
    """Whether a path in a build context names a secret."""
    base = posixpath.basename(name.rstrip("/")).lower()
    if base in NAMES or name.rstrip("/").endswith(PATHS):
        return True
    if base.startswith(".env."):
        return not base.endswith(EXAMPLES)
    if base.startswith("id_"):
        return base.startswith(("id_rsa", "id_dsa", "id_ecdsa", "id_ed25519", "id_*")) and (
            not base.endswith((".pub", ".py", ".go", ".js"))
        )
    # What `*.pem` stands for may be certificates.
    if not base.endswith(ENDINGS) or ("*" in base and base.endswith(".pem")):
        return False
    words = base.rpartition(".")[0].replace("-", ".").replace("_", ".").split(".")
    if not base.endswith((".pem", ".key")):  # made for a key, unless it holds what is trusted
        return not any(word.startswith(("trust", "cacert")) or word == "ca" for word in words)
    return not any(word.rstrip("0123456789") in PUBLIC or word.endswith("ca") for word in words)


def _becomes_key(name: str, place: str) -> bool:
    """Whether a file of any name is copied to where SSH looks for a private key."""
    keys = ("/id_rsa", "/id_dsa", "/id_ecdsa", "/id_ed25519")
    return place.endswith(keys) and "*" not in name


def copies(instructions: Iterable[Instruction]) -> Iterator[Copied]:
    """Every source of COPY and ADD that is a file of the context or of another stage."""
    workdir = "/"
    for instruction in instructions:
        words = instruction.words
        if instruction.keyword == "WORKDIR" and words:
            workdir = posixpath.join(workdir, _text(words[0]))
        if instruction.keyword not in ("COPY", "ADD") or len(words) < 2:
            continue
        written = {heredoc.name for heredoc in instruction.heredocs}
        target = _text(words[-1])
        for word in words[:-1]:
            name = _text(word)
            if "://" in name or name.startswith(("git@", "<<")) or name in written:
                continue
            folder = target.endswith(("/", "/.")) or target in (".", "..") or len(words) > 2
            place = posixpath.join(workdir, target)
            if folder:
                place = posixpath.join(place, posixpath.basename(name.rstrip("/")))
            yield instruction, word, name, posixpath.normpath(place)


def secret_copies(instructions: Iterable[Instruction]) -> Iterator[Copied]:
    """Those that are secrets by their name, and not on their way to a store of public keys."""
    for instruction, word, name, place in copies(instructions):
        is_secret = is_secret_file(name) or _becomes_key(name, place)
        if is_secret and not place.startswith(STORES):
            yield instruction, word, name, place


def pointed_at(instructions: Iterable[Instruction]) -> dict[str, str]:
    """The paths that a variable calls a credential, and its name."""
    found: dict[str, str] = {}
    for instruction in instructions:
        if instruction.keyword in ("ENV", "ARG"):
            for name, value in instruction.pairs:
                if value is not None and name.value in POINTERS:
                    found[posixpath.normpath(_text(value))] = name.value
    return found


def key_made(command: Command) -> str | None:
    """The file of a private key that a command makes, "" for one without a name, None for none."""
    argv = command.argv
    if command.name == "ssh-keygen":
        return _of_ssh_keygen(argv)
    if command.name == "openssl" and len(argv) > 1:
        return _of_openssl(command)
    if command.name == "dropbearkey":
        return None if "-y" in argv else _after(argv, "-f")
    if command.name == "mkcert":
        operands = [word for word in argv[1:] if word[:1] != "-"]
        return _after(argv, "-key-file") if operands else None
    if command.name == "easyrsa":
        return "" if any(w.startswith("build-") or w.endswith("-full") for w in argv[1:]) else None
    if command.name == "keytool":
        made = any(word in ("-genkey", "-genkeypair") for word in argv)
        return _after(argv, "-keystore") if made else None
    return None


def _of_ssh_keygen(argv: tuple[str, ...]) -> str | None:
    if "-A" in argv:
        return "/etc/ssh/ssh_host_*"
    # With one of these it shows, converts, signs, checks or changes, and makes no key.
    others = "ylRFHeikQsBLpcMYDr"
    if any(len(w) > 1 and w[0] == "-" and w[1] in others for w in argv[1:]):
        return None
    attached = next((w[2:] for w in argv[1:] if w.startswith("-f") and len(w) > 2), "")
    return attached or _after(argv, "-f") or "/root/.ssh/id_*"


def _of_openssl(command: Command) -> str | None:
    argv, kind = command.argv, command.argv[1]
    if kind == "req":
        if "-newkey" not in argv and not ("-x509" in argv and "-keyout" in argv):
            return None
        path = _after(argv, "-keyout") or "privkey.pem"
    elif (
        kind in ("genrsa", "gendsa")
        or (kind == "genpkey" and "-genparam" not in argv)
        or (kind == "ecparam" and "-genkey" in argv)
    ):
        path = _after(argv, "-out")
    else:
        return None
    path = path or next((t for op, t in command.redirects if op in (">", ">|")), "")
    return None if path.startswith("/dev/") else path  # thrown away


def _after(argv: tuple[str, ...], option: str) -> str:
    """The word that follows an option."""
    return next((b for a, b in pairwise(argv) if a == option), "")


def keys_made(
    instructions: Iterable[Instruction],
) -> Iterator[tuple[Instruction, Command, str]]:
    """The private keys that RUN makes and does not remove again, with their paths."""
    workdir = "/"
    for instruction in instructions:
        if instruction.keyword == "WORKDIR" and instruction.words:
            workdir = posixpath.join(workdir, _text(instruction.words[0]))
        if instruction.keyword != "RUN":
            continue
        made = [(n, c, path) for n, c in enumerate(instruction.commands)
                if (path := key_made(c)) is not None]  # fmt: skip
        gone = removals.Gone()
        for number, command in enumerate(instruction.commands if made else ()):
            for path in removals.removed(command, workdir):
                gone.note(number, path, command.span)
        for number, command, path in made:
            where = removals.located(path, workdir) if path else ""
            if gone.after(number, where) is None:
                yield instruction, command, where


def stage_of(build: Build, instruction: Instruction) -> Stage | None:
    """The stage that `COPY --from=` names; None for an image."""
    flag = instruction.flag("from")
    if flag is None:
        return None
    named = _stages(build).get(flag.value.lower(), ())
    # Only what is built before can be copied from.
    end = len(build.stages) if instruction.stage is None else instruction.stage
    at = bisect_left(named, end)
    return build.stages[named[at - 1]] if at else None


@lru_cache(maxsize=4)  # every COPY asks
def _stages(build: Build) -> dict[str, list[int]]:
    """The stages by their names and their numbers."""
    found: dict[str, list[int]] = {}
    for stage in build.stages:
        for name in {(stage.name or "").lower(), str(stage.index)}:
            found.setdefault(name, []).append(stage.index)
    for numbers in found.values():
        numbers.sort()
    return found


def instructions_of(stage: Stage) -> tuple[Instruction, ...]:
    """What made a stage: its ancestors' instructions first."""
    return tuple(i for part in reversed(stage.chain) for i in part.instructions)


def _text(word: Word) -> str:
    return word.text


def written(instructions: Iterable[Instruction]) -> Iterator[tuple[Instruction, Command, str]]:
    """Files of secrets that a RUN writes with `>` and does not remove again."""
    workdir = "/"
    for instruction in instructions:
        if instruction.keyword == "WORKDIR" and instruction.words:
            workdir = posixpath.join(workdir, _text(instruction.words[0]))
        commands = instruction.commands if instruction.keyword == "RUN" else ()
        gone: removals.Gone | None = None
        told: set[str] = set()
        for command in commands:
            for operator, target in command.redirects:
                path = removals.located(target, workdir)
                if operator in (">", ">>", ">|") and is_secret_file(target) and path not in told:
                    told.add(path)
                    gone = gone or removals.of_commands(commands, workdir)
                    if gone.after(-1, path) is None:
                        yield instruction, command, path
