from collections.abc import Iterator

from hardenlint import Build, Finding, Fix, Instruction, Reword, Severity, Span, check
from hardenlint.facts import download
from hardenlint.facts.running import commands_of
from hardenlint.facts.variables import Variables, assigned
from hardenlint.knowledge import remote
from hardenlint.knowledge.command_lines import INDEXES


@check(
    Severity.MEDIUM,
    references=("CWE-319", "CWE-494"),
    needs=("RUN", "ADD", "CMD", "ENTRYPOINT", "ENV", "ARG"),
)
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
    of apt and apk are not reported: their packages are signed. Nor is what CMD and ENTRYPOINT get
    from a server with a name of one word, which is a neighbour in the container's own network.

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

    ```dockerfile bad
    FROM node:22
    ENV NPM_CONFIG_REGISTRY=http://npm.example.com/
    ```

    ```dockerfile good
    FROM debian:12
    RUN echo "deb http://deb.debian.org/debian bookworm main" > /etc/apt/sources.list
    RUN curl -fsSLo /tool.tgz http://example.com/tool.tgz \\
        && echo "24454f830cdb571e2c4ad15481119c43b3cafd48dd869a9b2945d1036d1dc68d  /tool.tgz" \\
        | sha256sum -c
    ```
    """
    variables = Variables(build)
    for instruction in build.built:
        variables.see(instruction)
        if instruction.keyword == "ADD" and instruction.flag("checksum") is None:
            yield from _added(instruction)
        elif instruction.keyword in ("RUN", "CMD", "ENTRYPOINT"):
            yield from _run(instruction, variables)
        else:
            yield from _indexes(instruction)


def _added(instruction: Instruction) -> Iterator[Finding]:
    for word in instruction.words[:-1]:
        url = word.text
        if server := remote.cleartext_server(url):
            fix = _encrypted(word.span, word.value)
            yield Finding(word.span, f"adds a file from {server}", evidence=server, fix=fix)


def _indexes(instruction: Instruction) -> Iterator[Finding]:
    """`ENV PIP_INDEX_URL=http://…`."""
    for _, name, value in assigned((instruction,)):
        if name.value.upper() not in INDEXES:
            continue
        servers = filter(None, map(remote.cleartext_server, value.value.replace(",", " ").split()))
        for server in servers:
            from hardenlint.facts import telling  # noqa: PLC0415 - only for a finding

            message = f"{telling.name(name.value)} has packages installed from {server}"
            yield Finding(value.span, message, evidence=server)
            break


def _run(instruction: Instruction, variables: Variables) -> Iterator[Finding]:
    """One finding for each command of a RUN; downloads that the same RUN verifies are left out."""
    commands = commands_of(instruction)
    verified: bool | None = None
    for command in commands:
        argv = variables.fill_all(command.argv, instruction.stage)
        urls = download.addresses(command.name, argv)
        servers = ((u, _server(command.name, argv, u)) for u in urls)
        url, server = next((found for found in servers if found[1]), ("", ""))
        # What runs later asks its neighbours, `http://api:8080`, on a network of its own.
        if not server or (instruction.keyword != "RUN" and remote.is_beside(server)):
            continue
        if verified is None:
            from hardenlint.knowledge import verification  # noqa: PLC0415 - few need it

            verified = any(verification.verifies(c.name, c.argv) for c in commands)
        if not (verified and download.of(command.name, command.argv)):
            yield Finding(
                command.span,
                f"{command.name} downloads from {server}",
                evidence=server,
                fix=_encrypted(command.span, url) if argv == command.argv else None,
            )


def _server(name: str, argv: tuple[str, ...], url: str) -> str:
    return remote.cleartext_server(download.completed(name, argv, url))


def _encrypted(place: Span, url: str) -> Fix | None:
    if "://" in url and not url.startswith("http://"):
        return None
    return Fix(
        "download over https",
        Reword(place, url, f"https://{url.removeprefix('http://')}"),
        breaks="fail where the server does not speak https",
    )
