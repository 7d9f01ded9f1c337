from collections.abc import Iterator

from hardenlint import Container, Finding, Image, Severity, check
from hardenlint.facts import telling


@check(
    Severity.LOW,
    "restricted",
    references=("CWE-732",),
    without=("inspect", "live"),
)
def secret_mount_permissive(image: Image) -> Iterator[Finding]:
    """Mounted secret is readable or writable by too many

    ## Why

    A secret that every user may read is one that every process gets, also one that gave up its
    privileges because it is not to be trusted: a package's install script, a worker. One that they
    may write is one that they choose.

    ## Fix

    ### In a Dockerfile

    Leave `mode=` out (0400 is the default) and name the user that needs it with `uid=`.

    ### In compose

    Leave `mode` out, or set `mode: "0400"` together with `uid`.

    ## When it is a false alarm

    All processes of the container run as one user anyway, or the secret comes from a `file:`,
    whose mode `docker compose` leaves as it is on the host. In a service everybody may read a
    secret by default (0444), so only a mode that grants more is reported there.

    ## Examples

    ```dockerfile bad
    FROM node:22
    RUN --mount=type=secret,id=npmrc,mode=0444 npm ci
    ```

    ```yaml bad
    services:
      app: {image: "app:1", secrets: [{source: db, mode: "0666"}]}
    secrets: {db: {external: true}}
    ```

    ```dockerfile good
    FROM node:22
    RUN --mount=type=secret,id=npmrc,uid=1000 npm ci
    ```

    ```yaml good
    services:
      app: {image: "app:1", secrets: [{source: db, mode: "0440"}]}
    secrets: {db: {external: true}}
    ```
    """
    build = image.own_build
    for instruction in build.built if build is not None else ():
        for flag in instruction.flags if instruction.keyword == "RUN" else ():
            kind, name, mode = _mount(flag.value) if flag.name == "mount" else ("", "", 0)
            if kind and mode & 0o004:
                name = telling.name(name) if name else ""
                message = f"mounts the {kind} {name} readable by everybody (mode {mode:04o})"
                yield Finding(flag.span, message.replace("  ", " "), evidence=f"{kind} {name}")
    for field in image.storage.secrets if isinstance(image, Container) else ():
        secret = field.value
        if secret is None or secret.mode is None:
            continue
        # Everybody may read a service's secret by default; a build's is root's alone.
        if secret.mode & (0o007 if secret.in_build else 0o033):
            name = telling.name(secret.source)
            message = f"mounts the secret {name} with mode {secret.mode:04o}"
            yield Finding(field.span, message, evidence=name)


def _mount(text: str) -> tuple[str, str, int]:
    """The type (secret or ssh), the id and the mode of a `--mount`."""
    said = dict(part.partition("=")[::2] for part in text.split(","))
    kind, mode = said.get("type", ""), said.get("mode", "")
    is_mode = mode != "" and not mode.strip("01234567")
    if kind not in ("secret", "ssh") or not is_mode:
        return "", "", 0
    return kind, said.get("id", said.get("source", "")), int(mode, 8)
