from collections.abc import Iterator

from hardenlint import Finding, Project, Severity, check, default_note


@check(
    Severity.MEDIUM,
    references=("CWE-829",),
    needs=("providers",),
)
def compose_provider_plugin(project: Project) -> Iterator[Finding]:
    """A service is created by a program of the host

    ## Why

    `provider` has `docker compose up` run a program of that name on the machine of whoever types
    it, with that person's rights and nothing of a container around it. A compose file from
    elsewhere decides which program, and with which options.

    ## Fix

    ### In compose

    Remove `provider` and describe the service with `image`; or create it apart, where one sees
    what runs.

    ## When it is a false alarm

    You installed that plugin, you know what it does, and the file is your own.

    ## Examples

    ```yaml bad
    services:
      database:
        provider: {type: awesomecloud, options: {type: mysql}}
    ```

    ```yaml good
    services:
      ai:
        provider: {type: model, options: {model: ai/smollm2}}
    ```
    """
    for name, field in project.providers:
        if field.value is not None and field.value != "model":
            yield Finding(
                field.span,
                f"creates {name} with the program {field.value} of the host{default_note(field)}",
                evidence=f"{name} {field.value}",
            )
