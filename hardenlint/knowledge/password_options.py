"""Where programs take passwords on their command line. As of 2025-11; source: their manuals."""

from collections.abc import Callable, Iterator, Sequence
from itertools import pairwise

from hardenlint.model import Command, pipelines

from . import accounts, interpreter, sql_passwords
from .secrets import is_literal_secret, is_placeholder, is_secret_name, words_of

ATTACHED = {
    "mysql": "p", "mysqldump": "p", "mysqladmin": "p", "mysqlimport": "p", "mysqlcheck": "p",
    "mysqlshow": "p", "mysqlpump": "p", "mariadb": "p", "mariadb-dump": "p", "mariadb-admin": "p",
    "mariadb-check": "p", "sshpass": "p", "mongo": "p", "mongosh": "p", "mongodump": "p",
    "mongorestore": "p", "mongoexport": "p", "mongoimport": "p", "7z": "p", "7za": "p",
    "redis-cli": "a", "valkey-cli": "a", "sqlcmd": "P", "bcp": "P", "ldapsearch": "w",
    "ldapadd": "w", "ldapmodify": "w",
}  # fmt: skip
"""Programs and the letter that a password follows without a blank."""

SEPARATE = {
    "sshpass": ("-p",), "mongo": ("-p",), "mongosh": ("-p",), "mongodump": ("-p",),
    "mongorestore": ("-p",), "mongoexport": ("-p",), "mongoimport": ("-p",),
    "redis-cli": ("-a", "--pass"), "valkey-cli": ("-a", "--pass"),
    "redis-server": ("--requirepass", "--masterauth"), "sqlcmd": ("-P",), "bcp": ("-P",),
    "unzip": ("-P",), "zip": ("-P", "--password"), "ldapsearch": ("-w",), "ldapadd": ("-w",),
    "ldapmodify": ("-w",), "ldapwhoami": ("-w",), "slappasswd": ("-s",),
    "openssl": ("-passin", "-passout", "-pass"),
    "keytool": ("-storepass", "-keypass", "-srcstorepass", "-deststorepass", "-srckeypass"),
}  # fmt: skip
"""Programs and the options that a password follows as a word of its own."""

LOGINS = {
    "docker": ("-p",), "podman": ("-p",), "buildah": ("-p",), "skopeo": ("-p",), "crane": ("-p",),
    "nerdctl": ("-p",), "helm": ("-p",), "oras": ("-p",), "az": ("-p",), "oc": ("-p",),
    "vault": (),
}  # fmt: skip
"""Programs whose `login` takes a password that way."""

ANYWHERE = frozenset("--requirepass --masterauth --storepass --keypass --passphrase".split())
"""Options that mean a password whoever takes them."""

FLAGS = frozenset(("dev-root-token-id",))
"""The same with one `-` or two, as programs in Go take them: Vault and OpenBao."""

TEXT = frozenset("echo printf grep egrep fgrep sed awk perl test [ cat tee find".split())
"""Programs whose words are text."""

OBJECTS = frozenset(
    """docker podman buildah nerdctl kubectl oc helm pass gpg-agent git ssh-keygen adduser useradd
    usermod chpasswd passwd user_add dockerd""".split()
)
"""Programs whose long options of such a name take something else, or are told elsewhere."""

NOT_TAKING = frozenset(
    """NO DISABLE DISABLED ASK PROMPT ENABLE ENABLED SHOW ALLOW EMPTY RANDOM GENERATE STDIN REQUIRE
    USE RESET SKIP WITHOUT WITH CHANGE MIN MAX EXPIRE CREDS CREDENTIAL CREDENTIALS""".split()
)
"""Words of an option that switches something, or takes an account or a file, and no password."""

STDIN = {
    "docker": ("--password-stdin",), "podman": ("--password-stdin",), "helm": ("--password-stdin",),
    "skopeo": ("--password-stdin",), "crane": ("--password-stdin",), "oras": ("--password-stdin",),
    "gpg": ("--passphrase-fd",), "cryptsetup": ("-",), "gh": ("--with-token",),
}  # fmt: skip
"""Programs that read a password from standard input with such an option."""

Found = tuple[str, str]
"""What takes the secret ("mysql -p"), and the secret."""


def secrets_of(commands: Sequence[Command]) -> Iterator[tuple[Command, str, str]]:
    """Every literal secret on the command lines: the command, what takes it, the secret."""
    for command in commands:
        for what, value in _of_one(command):
            if not is_placeholder(_bare(value)):
                yield command, what, _bare(value)
    if any(command.name in ("echo", "printf") for command in commands):
        yield from _piped(commands)


def _of_one(command: Command) -> Iterator[Found]:
    for name, value in command.assignments:
        if is_literal_secret(name, value):
            yield f"the variable {name}", value
    argv = command.argv
    if not argv:
        return
    if command.name in ("export", "env", "declare"):
        for word in argv[1:]:
            name, equals, value = word.partition("=")
            if equals and is_literal_secret(name, value):
                yield f"the variable {name}", value
    yield from _options(command.name, argv)
    yield from _given(command)
    yield from _sql(command)
    if command.name in ("echo", "printf"):
        yield from _told(argv)
    positional = POSITIONAL.get(command.name)
    if positional is not None:
        yield from positional(argv)


def _options(program: str, argv: Sequence[str]) -> Iterator[Found]:
    """`-px`, `-p x`, `--password=x`, `--password x`, `-Dpassword=x`."""
    if program in TEXT:
        return
    letter = ATTACHED.get(program, "")
    separate = SEPARATE.get(program, ())
    if "login" in argv[1:4]:  # `docker --config x login` is one as well
        separate = (*separate, *LOGINS.get(program, ()))
    for index, word in enumerate(argv):
        following = argv[index + 1] if index + 1 < len(argv) else ""
        # The command of a container may be nothing but options of its entrypoint.
        if word[:1] != "-" or (index == 0 and word[:2] != "--"):
            continue
        if word in separate:
            yield f"{program} {word}", following
        elif letter and word[1:2] == letter and word[:2] != "--" and len(word) > 2:
            yield f"{program} -{letter}", word[2:]
        elif word.lstrip("-").partition("=")[0] in FLAGS:
            yield word.partition("=")[0], word.partition("=")[2] or following
        elif word.startswith(("--", "-D", "-P")):
            yield from _long(program, word, following)


def _long(program: str, word: str, following: str) -> Iterator[Found]:
    name, equals, value = word.partition("=")
    shown = name if name.isascii() else "an option"
    if equals:
        key = name.lstrip("-").removeprefix("D")
        if (is_literal_secret(key, value) or name in ANYWHERE) and not _takes_other(program, name):
            yield shown, value
    elif name in ANYWHERE:
        yield shown, following if following[:1] != "-" else ""
    elif _takes_word(program, name, following):
        yield shown, following


def _takes_word(program: str, name: str, following: str) -> bool:
    """Whether `--token x` is an option with its secret."""
    is_option = name.startswith("--") and following[:1] != "-"
    return is_option and is_literal_secret(name[2:], following) and not _takes_other(program, name)


def _takes_other(program: str, name: str) -> bool:
    if program in OBJECTS and name != "--password":
        return True
    return not NOT_TAKING.isdisjoint(words_of(name))


def _curl(argv: Sequence[str]) -> Iterator[Found]:
    """`-u name:password`, and what a header carries."""
    yield from _headers(argv)
    for index, word in enumerate(argv):
        following = argv[index + 1] if index + 1 < len(argv) else ""
        account = ""
        if word in ("-u", "--user", "-U", "--proxy-user"):
            account = following
        elif word.startswith("--user="):
            account = word[7:]
        elif word[:2] == "-u" and word[:3] != "--":
            account = word[2:]
        password = account.partition(":")[2]
        if password and "://" not in account:
            yield "curl -u", password


def _headers(argv: Sequence[str]) -> Iterator[Found]:
    """`-H "Authorization: Bearer x"`."""
    for word in argv[1:]:
        name, colon, value = word.removeprefix("-H").removeprefix("--header=").partition(":")
        if colon and name.strip().lower() in HEADERS and "$" not in value and "`" not in value:
            yield f"the header {name.strip()}", (value.split() or [""])[-1]


HEADERS = frozenset(
    """authorization proxy-authorization private-token job-token x-api-key x-auth-token
    x-vault-token""".split()
)
"""Headers of HTTP that carry a credential."""


def _told(argv: Sequence[str]) -> Iterator[Found]:
    """`echo //registry/:_authToken=x`, `echo machine x login y password z`, `echo PASSWORD=x`."""
    for line in " ".join(argv[1:]).replace("\\n", "\n").splitlines():
        key, equals, value = line.partition("=")
        words = line.split()
        if equals and key.rpartition(":")[2].strip() in _NPM and value and "$" not in value:
            yield "npm's _authToken", value.split()[0].strip("\"'")
        elif words[:1] == ["machine"] and "password" in words[:-1]:
            yield ".netrc", words[words.index("password") + 1]
        elif equals and len(words) == 1 + (words[0] == "export"):
            name, _, secret = words[-1].partition("=")
            if is_literal_secret(name, secret):
                yield f"the line {name}= that it writes", secret.strip("\"'")


_NPM = ("_authToken", "_auth", "_password", "npmAuthToken")


def _htpasswd(argv: Sequence[str]) -> Iterator[Found]:
    """`-b file name password`."""
    clusters = [word for word in argv[1:] if word[:1] == "-" and word[:2] != "--"]
    operands = [word for word in argv[1:] if word[:1] != "-"]
    if any("b" in cluster for cluster in clusters) and len(operands) > 1:
        yield "htpasswd -b", operands[-1]


def _aws(argv: Sequence[str]) -> Iterator[Found]:
    """`configure set aws_secret_access_key x`."""
    if argv[1:3] == ("configure", "set") and len(argv) > 4 and is_secret_name(argv[3]):
        yield f"aws configure set {argv[3]}", argv[4]


def _skopeo(argv: Sequence[str]) -> Iterator[Found]:
    """`--src-creds name:password`."""
    for index, word in enumerate(argv):
        option, equals, value = word.partition("=")
        if option in ("--creds", "--src-creds", "--dest-creds"):
            account = value if equals else "".join(argv[index + 1 : index + 2])
            yield f"skopeo {option}", account.partition(":")[2]


def _composer(argv: Sequence[str]) -> Iterator[Found]:
    """`config http-basic.host name password`, `config github-oauth.github.com token`."""
    for index, word in enumerate(argv):
        if word.startswith(("http-basic.", "github-oauth.", "gitlab-token.", "bearer.")):
            yield f"composer config {word.partition('.')[0]}", argv[-1] if argv[index + 1 :] else ""


def _rabbitmqctl(argv: Sequence[str]) -> Iterator[Found]:
    """`add_user name password`."""
    for index, word in enumerate(argv):
        if word in ("add_user", "change_password") and len(argv) > index + 2:
            yield f"rabbitmqctl {word}", argv[index + 2]


def _vault(argv: Sequence[str]) -> Iterator[Found]:
    """`login x`, `login token=x`, `login -method=userpass username=a password=x`."""
    if argv[1:2] == ("login",):
        for word in (word for word in argv[2:] if word[:1] != "-"):
            name, equals, value = word.rpartition("=")
            if not equals or is_secret_name(name):
                yield "vault login", value


def _mc(argv: Sequence[str]) -> Iterator[Found]:
    """`alias set name address key secret`."""
    words = tuple(word for word in argv[1:] if word[:1] != "-")
    for start in (("alias", "set"), ("config", "host", "add")):
        if words[: len(start)] == start and len(words) > len(start) + 3:
            yield "mc alias set", words[len(start) + 3]


def _npm(argv: Sequence[str]) -> Iterator[Found]:
    """`config set //registry/:_authToken x`, with a blank or `=`."""
    for index, word in enumerate(argv):
        name, equals, value = word.partition("=")
        if name.rpartition(":")[2] in _NPM:
            yield f"{argv[0]} config set", value if equals else "".join(argv[index + 1 : index + 2])


POSITIONAL: dict[str, Callable[[Sequence[str]], Iterator[Found]]] = {
    "aws": _aws, "composer": _composer, "curl": _curl, "htpasswd": _htpasswd, "mc": _mc,
    "npm": _npm, "pnpm": _npm, "rabbitmqctl": _rabbitmqctl, "skopeo": _skopeo, "vault": _vault,
    "bao": _vault, "wget": _headers, "yarn": _npm,
}  # fmt: skip
"""Programs that take a password as one of their operands, or in a way of their own."""


def _piped(commands: Sequence[Command]) -> Iterator[tuple[Command, str, str]]:
    """`echo secret | docker login --password-stdin`, `echo root:secret | chpasswd`."""
    for members in pipelines(commands):
        for (_, source), (_, sink) in pairwise(members):
            if source.name not in ("echo", "printf") or not source.argv[1:]:
                continue
            value = " ".join(word for word in source.argv[1:] if word not in _HOW_WRITTEN)
            if accounts.sets_password(sink.name, sink.argv, piped=True):
                typed = accounts.typed(sink.name, value)
                if not is_placeholder(typed):
                    yield sink, f"the input of {sink.name}", typed
            elif _asks_with_sudo(sink):
                typed = accounts.typed("sudo", value)
                if not is_placeholder(typed):
                    yield source, "the input of sudo -S", typed
            elif _reads_secret(sink) and not is_placeholder(value):
                yield source, f"the input of {sink.name}", value


_HOW_WRITTEN = ("-n", "-e", "-ne", "-en", "%s", "%s\\n")
"""Words of echo and printf that are not written."""


def _sql(command: Command) -> Iterator[Found]:
    """`mysql -e "… IDENTIFIED BY 'x'"`, and what is written for such a program."""
    if interpreter.is_shell(command.name) or command.name in ("su", "runuser", "eval"):
        return  # what they run tells
    for word in (*command.argv, *(text for op, text in command.redirects if op == "<<<")):
        for words, value, _ in sql_passwords.found(word) if " " in word else ():
            yield f"SQL's {words}", value


def _given(command: Command) -> Iterator[Found]:
    """`chpasswd <<< root:secret`, `usermod -p secret root`."""
    for operator, text in command.redirects:
        if operator == "<<<" and accounts.sets_password(command.name, command.argv, piped=True):
            yield f"the input of {command.name}", accounts.typed(command.name, text)
    if command.name in ("useradd", "usermod"):
        yield f"{command.name} -p", accounts.password_given(command.argv) or ""


def _asks_with_sudo(command: Command) -> bool:
    """`sudo -S …`, which takes the first line for itself."""
    words = command.before if "sudo" in command.via else command.argv
    return "sudo" in (command.name, *command.via) and any(
        word == "--stdin" or (word[:1] == "-" and word[1:2] != "-" and "S" in word)
        for word in words
    )


def _reads_secret(command: Command) -> bool:
    options = STDIN.get(command.name, ())
    return any(word.partition("=")[0] in options for word in command.argv[1:])


def _bare(value: str) -> str:
    """A password without what says how it is given: openssl's `pass:x`, `env:X`, `file:x`."""
    kind, colon, rest = value.partition(":")
    if colon and kind == "pass":
        return rest
    return "" if colon and kind in ("env", "file", "fd", "stdin") else value
