import re
from collections.abc import Iterator

from hardenlint import Finding, Image, Severity, check, default_note


@check(
    Severity.HIGH,
    references=("CWE-798", "CWE-538"),
    needs=("LABEL", "labels", "annotations", "provenance.build_link"),
)
def secret_in_label_or_healthcheck(image: Image) -> Iterator[Finding]:
    """Label carries a literal secret

    ## Why

    Labels are meant to be read: every program that may list containers gets them, dashboards and
    registries show them, and nobody thinks of a password when sharing them. Whoever sees the
    label has the secret.

    ## Fix

    ### In a Dockerfile

    Remove the LABEL and change the secret: it is in the registry's metadata of every copy.

    ### In compose

    Give the tool that reads the label its secret as a file or a variable of its own; where only a
    label will do, let a variable carry it (`homepage.widget.key: ${WIDGET_KEY}`). Change the
    secret.

    ### With docker run

    Create the container without the label, and change the secret.

    ## When it is a false alarm

    The name only sounds like a secret, or the value names a secret that is kept elsewhere.

    ## Examples

    ```dockerfile bad
    FROM debian:12
    LABEL com.example.api-key=k3Zt9vQ2
    ```

    ```yaml bad
    services: {app: {image: "app:1", labels: {homepage.widget.password: k3Zt9vQ2}}}
    ```

    ```json bad
    [{"Id": "1", "Name": "/app", "Config": {"Image": "app:1",
      "Labels": {"com.example.token": "k3Zt9vQ2"}}, "HostConfig": {}}]
    ```

    ```dockerfile good
    FROM debian:12
    LABEL com.example.secret-name=db
    ```

    ```yaml good
    services: {app: {image: "app:1", labels: {homepage.widget.password: "${WIDGET_PASSWORD}"}}}
    ```
    """
    from hardenlint.facts import literals  # noqa: PLC0415 - one module for all secret checks

    for name, title, field in literals.labels(image):
        if literals.is_secret(name, field):
            from hardenlint.facts import telling  # noqa: PLC0415 - only for a finding

            shown = telling.titled(title)
            yield Finding(
                field.span,
                f"{shown} holds a literal secret{default_note(field)}",
                evidence=shown,
                secret=True,
                here=_label(shown),
            )


def _label(title: str) -> tuple[tuple[str, str], ...]:
    """The label, and a variable that is called like its last part."""
    key = title.rpartition(" ")[2]
    variable = re.sub(r"\W+", "_", key.rpartition("/")[2]).strip("_").upper()
    if not variable or not variable.isidentifier():
        return ()
    return (("homepage.widget.key", key), ("WIDGET_KEY", variable))
