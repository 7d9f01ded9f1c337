from collections.abc import Iterator

from hardenlint import Finding, Project, Severity, check
from hardenlint.facts import telling
from hardenlint.knowledge import secrets


@check(
    Severity.MEDIUM,
    references=("CWE-538", "CWE-798"),
    needs=("config_texts", "secret_files"),
)
def secret_inline_config(project: Project) -> Iterator[Finding]:
    """Secret is kept in the project

    ## Why

    Mounting a secret as a file protects it on the host, not in the repository: where the file, or
    the text of a config, is committed, everybody who may read the project has it.

    ## Fix

    ### In compose

    Keep the file outside the project or name it in `.gitignore`; in `configs.content` leave the
    secret out and let the program read it from a file under `secrets:`. Change the secret.

    ## When it is a false alarm

    The file holds a value for development only, or is encrypted.

    ## Examples

    ```yaml bad
    services: {app: {image: "app:1", configs: [app]}}
    configs:
      app:
        content: |
          user = app
          password = k3Zt9vQ2
    ```

    ```yaml good
    services: {app: {image: "app:1", configs: [app]}}
    configs:
      app:
        content: |
          user = app
          password_file = /run/secrets/db
    ```
    """
    for file in project.secret_files:
        text = file.text()
        is_open = text is not None and not secrets.is_placeholder(text)
        if is_open and not _is_encrypted(text or "") and file.committed() is True:
            yield Finding(
                file.span,
                f"the secret {telling.name(file.name)} is the file {telling.address(file.path)},"
                " which is not ignored",
                evidence=telling.name(file.name),
            )
    for name, field in project.config_texts.items():
        from hardenlint.facts import written_secrets  # noqa: PLC0415 - only where there is a text
        from hardenlint.facts.texts import here  # noqa: PLC0415 - see above

        said = here(field)
        if said is not None and written_secrets.holds_secret(said.value or ""):
            shown = telling.name(name)
            message = f"the content of the config {shown} holds a literal secret"
            yield Finding(field.span, message, evidence=shown, secret=True)


def _is_encrypted(text: str) -> bool:
    """Whether a file is worth nothing without a key: SOPS, age, ansible-vault, git-crypt, GPG."""
    starts = ("$ANSIBLE_VAULT", "age-encryption.org", "-----BEGIN AGE", "-----BEGIN PGP MESSAGE")
    return text.startswith((*starts, "\0GITCRYPT")) or "ENC[AES256_GCM" in text
