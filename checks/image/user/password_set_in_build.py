from collections.abc import Iterator, Sequence

from hardenlint import Build, Command, Finding, Instruction, Severity, check, pipelines
from hardenlint.facts import accounts
from hardenlint.facts.running import commands_of


@check(
    Severity.HIGH,
    cis=("4.10",),
    references=("CWE-259", "CWE-798"),
    outranks=("default-credential", "secret-in-command"),
    needs=("RUN",),
)
def password_set_in_build(build: Build) -> Iterator[Finding]:
    """An account gets a password at build time

    ## Why

    The hash, and often the password itself in the history of the image, is the same in every
    container and readable for all who can pull it. With a shell in the container it opens `su` and
    `sudo`; with sshd it opens the container to the network.

    ## Fix

    ### In a Dockerfile

    Create accounts without one (`useradd` sets none, Debian's `adduser --disabled-password`).
    Where people log in, use keys that are mounted when the container starts.

    ## When it is a false alarm

    A fixture for tests that never runs anywhere else. A password that is drawn at random where it
    is set is not reported.

    ## Examples

    ```dockerfile bad
    FROM debian:12
    RUN echo "root:changeit" | chpasswd
    ```

    ```dockerfile bad
    FROM debian:12
    RUN passwd -d root
    ```

    ```dockerfile good
    FROM debian:12
    RUN useradd --uid 10001 app && passwd -l app && usermod -p '*' app
    ```
    """
    for instruction in build.shipped:
        if instruction.keyword == "RUN":
            yield from _judge(instruction)


def _source(members: Sequence[tuple[int, Command]]) -> str:
    """The words that a password comes from: those of its command, and of what is piped into it."""
    return " ".join(word for _, command in members for word in command.argv)


def _types(command: Command) -> bool:
    """Whether a command writes out more than blank lines and a yes."""
    text = " ".join(word for word in command.argv[1:] if word[:1] != "-")
    return command.name in ("echo", "printf") and accounts.typed("adduser", text) != ""


def _judge(instruction: Instruction) -> Iterator[Finding]:
    for members in pipelines(commands_of(instruction)):
        for position, command in members:
            fed = position > 0 or any(op.startswith("<") for op, _ in command.redirects)
            if command.name == "adduser":  # it asks for a name and an answer, too
                fed = any(_types(source) for _, source in members[:position])
            how = accounts.sets_password(command.name, command.argv, piped=fed)
            source = _source(members[: position + 1])
            if how and not accounts.draws_at_random(source):
                # Of a secret of the build nothing ships but its hash.
                severity = Severity.LOW if "/run/secrets/" in source else None
                yield Finding(command.span, how, severity=severity, evidence=how, secret=True)
    hashed = any(command.name == "openssl" for command in commands_of(instruction))
    if not (hashed or instruction.mentions("shadow")):
        return
    from hardenlint.facts import written  # noqa: PLC0415 - few Dockerfiles write there

    for text in written.texts(instruction):
        paths = [path for path in text.paths if path.rstrip("-").endswith("/etc/shadow")]
        if paths and (hashed or any(mark in text.text for mark in _HASHES)):
            yield Finding(
                text.span, "writes a password into /etc/shadow", evidence="shadow", secret=True
            )
        elif paths and any(map(_is_empty, text.text.splitlines())):
            message = "gives an account an empty password in /etc/shadow"
            yield Finding(text.span, message, evidence="shadow")


_HASHES = ("$1$", "$5$", "$6$", "$y$", "$2b$")
"""How crypt(5) marks hashes of MD5, SHA-256, SHA-512, yescrypt and bcrypt."""


def _is_empty(line: str) -> bool:
    """`root::19000:0:99999:7:::`, or its beginning as sed puts it in place."""
    name, _, rest = line.strip().partition(":")
    return name.isidentifier() and rest.startswith(":")
