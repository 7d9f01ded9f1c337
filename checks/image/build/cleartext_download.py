from collections.abc import Iterator

from hardenlint import Build, Command, Finding, Fix, Instruction, Reword, Severity, Span, check
from hardenlint.knowledge import download, remote, verification


@check(Severity.MEDIUM, references=("CWE-319", "CWE-494"))
def cleartext_download(build: Build) -> Iterator[Finding]:
    """The build downloads over an unencrypted connection

    ## Why

    Without TLS nobody proves that the answer comes from the server: anybody on the way, from the
    wireless network to a hijacked route, can hand the build another file, and it goes into the
    image like the real one.

    ## Fix

    ### In a Dockerfile

    Use `https://`. Where the server has none, verify a checksum in the same RUN
    (`echo "<sum>  file" | sha256sum -c`), or with `ADD --checksum=sha256:<sum>`.

    ## When it is a false alarm

    The server is on the build machine or in a network that only the build reaches. Repositories
    of apt and apk are not reported: their packages are signed.

    ## Examples

    ```dockerfile bad
    FROM debian:12
    RUN curl -fsSLo /tool.tgz http://example.com/tool.tgz
    ```

    ```dockerfile bad
    FROM debian:12
    ADD http://example.com/tool.tgz /opt/
    ```

    ```dockerfile bad
    FROM python:3
    RUN pip install --index-url http://pypi.example.com/simple app
    ```

    ```dockerfile good
    FROM debian:12
    RUN echo "deb http://deb.debian.org/debian bookworm main" > /etc/apt/sources.list
    RUN curl -fsSLo /tool.tgz http://example.com/tool.tgz \\
        && echo "24454f830cdb571e2c4ad15481119c43b3cafd48dd869a9b2945d1036d1dc68d  /tool.tgz" \\
        | sha256sum -c
    ```
    """
    for instruction in build.built:
        if instruction.keyword == "ADD" and instruction.flag("checksum") is None:
            for word in instruction.words[:-1]:
                url = word.value if word.resolved is None else word.resolved
                if server := remote.cleartext_server(url):
                    yield Finding(
                        word.span,
                        f"adds a file from {server}",
                        evidence=server,
                        fix=_encrypted(word.span, word.value),
                    )
        elif instruction.keyword == "RUN":
            yield from _run(instruction)


def _run(instruction: Instruction) -> Iterator[Finding]:
    """One finding for each command of a RUN; downloads that the same RUN verifies are left out."""
    commands = instruction.commands
    verified: bool | None = None
    for command in commands:
        urls = _urls(command)
        url, server = next(((u, s) for u in urls if (s := remote.cleartext_server(u))), ("", ""))
        if not server:
            continue
        if verified is None:
            verified = any(verification.verifies(c.name, c.argv) for c in commands)
        if not (verified and command.name in _DOWNLOADERS):
            yield Finding(
                command.span,
                f"{command.name} downloads from {server}",
                evidence=server,
                fix=_encrypted(command.span, url),
            )


def _encrypted(place: Span, url: str) -> Fix | None:
    if not url.startswith("http://"):
        return None
    return Fix(
        "download over https",
        Reword(place, url, f"https://{url.removeprefix('http://')}"),
        breaks="fail where the server does not speak https",
    )


_DOWNLOADERS = ("curl", "wget", "aria2c", "axel")

_INSTALLERS = frozenset(
    """pip pip2 pip3 pipx uv python python2 python3 easy_install npm yarn pnpm gem bundle yum dnf
    microdnf zypper rpm yum-config-manager git svn go cargo""".split()
)


def _urls(command: Command) -> Iterator[str]:
    """What a command fetches: URLs among its words, behind `=` and `git+` too."""
    if command.name in _DOWNLOADERS:
        got = download.of(command.name, command.argv)
        yield from got.urls if got is not None else ()
    elif command.name in _INSTALLERS:
        previous = ""
        for word in command.argv[1:]:
            name, equals, value = word.partition("=")
            text = value if equals and "://" not in name else word
            if "proxy" not in previous and "proxy" not in name:
                yield text
            previous = word
