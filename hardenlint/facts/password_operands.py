"""Programs that take a password as one of their operands, or in a way of their own."""

import re
from collections.abc import Callable, Iterator, Sequence
from functools import cache

from hardenlint.knowledge.password_programs import CURL, HEADERS, NPM
from hardenlint.knowledge.secret_names import is_secret_name
from hardenlint.knowledge.secrets import is_literal_secret

Found = tuple[str, str]
"""What takes the secret ("mysql -p"), and the secret."""

_LONGEST = 10_000  # characters of a word that are searched for pairs


def _after(argv: Sequence[str], index: int) -> str:
    return argv[index + 1] if index + 1 < len(argv) else ""


def _curl(argv: Sequence[str]) -> Iterator[Found]:
    """`-u name:password`, `-ku name:password`, and what a header or a body carries."""
    yield from _headers(argv)
    for index, word in enumerate(argv):
        option, value = _curl_option(word, _after(argv, index))
        if option in ("-u", "-U", "--user", "--proxy-user"):
            password = value.partition(":")[2]
            if password and "://" not in value:
                yield "curl -u", password
        elif option == "--oauth2-bearer":
            yield "curl --oauth2-bearer", value
        elif option in ("-d", "-F") or option.startswith("--data") or option[:6] == "--form":
            for name, secret in _in_body(value):
                yield f"the field {name} of curl's data", secret


def _curl_option(word: str, following: str) -> Found:
    """An option with its argument: `-ua:b`, `-ku a:b`, `--user=a:b`."""
    if word[:2] == "--":
        name, equals, value = word.partition("=")
        return name, value if equals else following
    if word[:1] == "-":
        for at, letter in enumerate(word[1:], 2):
            if letter in CURL:
                return f"-{letter}", word[at:] or following
    return "", ""


@cache  # few commands send a body
def _json() -> re.Pattern[str]:
    return re.compile(r'\\?"([\w.-]{1,60})\\?"\s{0,9}:\s{0,9}\\?"([^"\\]{1,500})')


def _in_body(text: str) -> Iterator[tuple[str, str]]:
    """Name and value of the literal secrets in JSON, or in a form."""
    if len(text) > _LONGEST:
        return
    pairs = [(match[1], match[2]) for match in _json().finditer(text)]
    if not pairs:
        parts = (part.partition("=") for part in text.split("&"))
        pairs = [(name, value) for name, equals, value in parts if equals and name.isascii()]
    for name, value in pairs:
        if is_literal_secret(name, value) and " " not in name and "@" not in value[:1]:
            yield name, value


def _headers(argv: Sequence[str]) -> Iterator[Found]:
    """`-H "Authorization: Bearer x"`."""
    for word in argv[1:]:
        name, colon, value = word.removeprefix("-H").removeprefix("--header=").partition(":")
        if colon and name.strip().lower() in HEADERS and "$" not in value and "`" not in value:
            yield f"the header {name.strip()}", (value.split() or [""])[-1]


def _htpasswd(argv: Sequence[str]) -> Iterator[Found]:
    """`-b file name password`."""
    clusters = [word for word in argv[1:] if word[:1] == "-" and word[:2] != "--"]
    operands = [word for word in argv[1:] if word[:1] != "-"]
    if any("b" in cluster for cluster in clusters) and len(operands) > 1:
        yield f"{argv[0].rpartition('/')[2]} -b", operands[-1]


def _aws(argv: Sequence[str]) -> Iterator[Found]:
    """`configure set aws_secret_access_key x`."""
    if argv[1:3] == ("configure", "set") and len(argv) > 4 and is_secret_name(argv[3]):
        yield f"aws configure set {argv[3]}", argv[4]


def _composer(argv: Sequence[str]) -> Iterator[Found]:
    """`config http-basic.host name password`, `config github-oauth.github.com token`."""
    for index, word in enumerate(argv):
        if word.startswith(_SETTINGS):
            program = argv[0].rpartition("/")[2]
            found = argv[-1] if argv[index + 1 :] else ""
            yield f"{program} config {word.partition('.')[0]}", found


_SETTINGS = ("http-basic.", "github-oauth.", "gitlab-token.", "bearer.", "pypi-token.")


def _vault(argv: Sequence[str]) -> Iterator[Found]:
    """`login x`, `login token=x`, `login -method=userpass username=a password=x`."""
    if argv[1:2] == ("login",):
        for word in (word for word in argv[2:] if word[:1] != "-"):
            name, equals, value = word.rpartition("=")
            if not equals or is_secret_name(name):
                yield "vault login", value


def _npm(argv: Sequence[str]) -> Iterator[Found]:
    """`config set //registry/:_authToken x`, with a blank or `=`."""
    for index, word in enumerate(argv):
        name, equals, value = word.partition("=")
        if name.rpartition(":")[2] in NPM:
            yield f"{argv[0]} config set", value if equals else _after(argv, index)


def _mc(argv: Sequence[str]) -> Iterator[Found]:
    """`alias set name address key secret`."""
    words = tuple(word for word in argv[1:] if word[:1] != "-")
    for start in (("alias", "set"), ("config", "host", "add")):
        if words[: len(start)] == start and len(words) > len(start) + 3:
            yield "mc alias set", words[len(start) + 3]


def _mount(argv: Sequence[str]) -> Iterator[Found]:
    """`-o username=a,password=x`."""
    for index, word in enumerate(argv):
        if word[:2] == "-o":
            for part in (word[2:] or _after(argv, index)).split(","):
                name, _, value = part.partition("=")
                if name in ("password", "pass", "password2"):
                    yield "mount's option password", value


def _kubectl(argv: Sequence[str]) -> Iterator[Found]:
    """`create secret generic a --from-literal=password=x`."""
    for index, word in enumerate(argv):
        option, equals, value = word.partition("=")
        if option == "--from-literal":
            name, _, secret = (value if equals else _after(argv, index)).partition("=")
            if is_literal_secret(name, secret):
                yield "kubectl --from-literal", secret


def _openssl(argv: Sequence[str]) -> Iterator[Found]:
    """`passwd -1 x`."""
    is_given = len(argv) > 2 and argv[-2] not in ("-salt", "-in", "-rand", "-writerand")
    if is_given and argv[1] == "passwd" and argv[-1][:1] != "-":
        yield "openssl passwd", argv[-1]


def _sqlplus(argv: Sequence[str]) -> Iterator[Found]:
    """`name/password@host`."""
    for word in argv[1:]:
        name, slash, rest = word.partition("/")
        password = rest.rpartition("@")[0] or rest
        if slash and name.isidentifier() and not password.startswith("/"):
            yield "sqlplus", password
            return


def _setx(argv: Sequence[str]) -> Iterator[Found]:
    """`setx NAME x`."""
    if len(argv) > 2 and is_literal_secret(argv[1], argv[2]):
        yield f"the variable {argv[1]}", argv[2]


def _told(argv: Sequence[str]) -> Iterator[Found]:
    """`echo //registry/:_authToken=x`, `echo machine x login y password z`, `echo PASSWORD=x`."""
    for line in " ".join(argv[1:]).replace("\\n", "\n").splitlines():
        key, equals, value = line.partition("=")
        words = line.split()
        if equals and key.rpartition(":")[2].strip() in NPM and value and "$" not in value:
            yield "npm's _authToken", value.split()[0].strip("\"'")
        elif words[:1] == ["machine"] and "password" in words[:-1]:
            yield ".netrc", words[words.index("password") + 1]
        elif equals and len(words) == 1 + (words[0] == "export"):
            name, _, secret = words[-1].partition("=")
            if is_literal_secret(name, secret):
                yield f"the line {name}= that it writes", secret.strip("\"'")


_WAYS: dict[str, Callable[[Sequence[str]], Iterator[Found]]] = {
    "aws": _aws, "bao": _vault, "composer": _composer, "curl": _curl, "echo": _told,
    "htpasswd": _htpasswd, "kubectl": _kubectl, "mc": _mc, "mosquitto_passwd": _htpasswd,
    "mount": _mount, "mount.cifs": _mount, "npm": _npm, "oc": _kubectl, "openssl": _openssl,
    "pnpm": _npm, "poetry": _composer, "printf": _told, "setx": _setx, "sqlplus": _sqlplus,
    "vault": _vault, "wget": _headers, "yarn": _npm,
}  # fmt: skip


def operands(program: str, argv: Sequence[str]) -> Iterator[Found]:
    """What one of `password_programs.POSITIONAL` is given."""
    yield from _WAYS[program](argv)
