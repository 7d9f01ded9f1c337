from collections.abc import Iterator

from hardenlint import Finding, Image, Severity, check


@check(
    Severity.MEDIUM,
    references=("CWE-321", "CWE-798"),
    without=("compose", "inspect", "live"),
    needs=("RUN",),
)
def private_key_generated_in_build(image: Image) -> Iterator[Finding]:
    """Private key is made while the image is built

    ## Why

    The key is in a layer of the image: every container that runs it has the same one, and whoever
    may pull the image has it too. With it they pose as the server, or read what was meant for it.

    ## Fix

    ### In a Dockerfile

    Make the key when the container starts, in its entrypoint (`ssh-keygen -A` into a volume), or
    mount a key that was made outside.

    ## When it is a false alarm

    The key belongs to a test, and nothing that runs outside of one trusts it.

    ## Examples

    ```dockerfile bad
    FROM debian:12
    RUN openssl req -x509 -newkey rsa:2048 -nodes -keyout /etc/ssl/key.pem -out /etc/ssl/crt.pem
    ```

    ```dockerfile good
    FROM debian:12
    ENTRYPOINT ["/bin/sh", "-c", "ssh-keygen -A && exec /usr/sbin/sshd -D"]
    ```
    """
    build = image.build
    if build is None or not any(_hints(i.text) for i in build.shipped if i.keyword == "RUN"):
        return
    from hardenlint.facts.made_keys import keys_made  # noqa: PLC0415 - only where keys may be made

    seen: dict[str, int] = {}
    for _, command, path in keys_made(build.shipped):
        where = f" ({path})" if path and "$" not in path else ""
        seen[path] = seen.get(path, 0) + 1
        yield Finding(
            command.span,
            f"{command.name} makes a private key that is in every copy of the image{where}",
            evidence=f"{command.name} {path} {seen[path]}",
        )


def _hints(text: str) -> bool:
    # A here-document of a RUN without commands of its own is worth a look too.
    return "<<" in text or any(
        name in text
        for name in ("ssh-keygen", "openssl", "mkcert", "easyrsa", "keytool", "dropbearkey")
    )
