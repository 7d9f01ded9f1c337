from collections.abc import Iterator

from hardenlint import Finding, Image, Severity, check
from hardenlint.knowledge import image_files


@check(
    Severity.HIGH,
    cis=("4.10",),
    references=("CWE-522", "CWE-538"),
    without=("dockerfile", "compose"),
    needs=("contents",),
)
def secret_file_in_image(image: Image) -> Iterator[Finding]:
    """A layer of the image holds a file that is a secret

    ## Why

    Whoever can pull the image has every layer of it: a private key, a `.env`, a cloud credential
    in one of them is theirs, also when a later layer deletes the file. Registries and build caches
    keep such layers long after the secret should have gone.

    ## Fix

    ### In a Dockerfile

    Mount the secret where a build needs it (`RUN --mount=type=secret,id=token`), keep it out of
    the context with `.dockerignore`, change the secret, and build the image anew.

    ### With docker run

    Give the secret at run time (a mounted file, a secret store), change it, and delete the image.

    ## When it is a false alarm

    When the file only has such a name: an example, a public certificate, a test key.

    ## Examples

    ```json bad
    {"ImageContents": "app:1", "Files": [{"Path": "/app/.env", "Mode": "0644", "Layer": 4}]}
    ```

    ```json bad
    {"ImageContents": "app:1",
     "Files": [{"Path": "/root/.ssh/id_rsa", "Layer": 2, "Removed": true}]}
    ```

    ```json good
    {"ImageContents": "app:1", "Files": [{"Path": "/app/.env.example", "Mode": "0644", "Layer": 4}]}
    ```
    """
    for file in image.contents.files if image.contents is not None else ():
        if image_files.is_secret(file.path):
            gone = ", which a later layer only hides" if file.removed else ""
            message = f"holds {file.path} in layer {file.layer}{gone}"
            yield Finding(image.span, message, evidence=file.path, here=_id(file.path))


def _id(path: str) -> tuple[tuple[str, str], ...]:
    name = path.rpartition("/")[2].strip(".")
    return (("id=token", f"id={name}"),) if name else ()
