from collections.abc import Iterator

from hardenlint import Finding, Project, Severity, check


@check(Severity.MEDIUM, references=("CWE-538", "CWE-798"))
def committed_env_file(project: Project) -> Iterator[Finding]:
    """Env file with secrets lies in the project

    ## Why

    A file of secrets that is not ignored is in the repository, or will be with the next
    `git add`. Everybody who may read the repository has them, in its history for good.

    ## Fix

    ### In compose

    Name the file in `.gitignore` and `.dockerignore`, take it out of the repository
    (`git rm --cached .env`), commit an `.env.example` without values, and change the secrets.

    ## When it is a false alarm

    The values are for a throw-away set-up on one machine and are used nowhere else. Passwords that
    everybody tries first are told as what they are, of the services that they come to.

    ## Examples

    ```app.env beside
    DB_PASSWORD=k3Zt9vQ2
    ```

    ```yaml bad
    services: {app: {image: "app:1", env_file: app.env}}
    ```

    ```yaml good
    services: {app: {image: "app:1", secrets: [db_password]}}
    secrets: {db_password: {external: true}}
    ```
    """
    referred = [file for service in project.services for file in service.storage.env_files]
    # In reverse, so that of several references to one file the first is the one that stays.
    files = {file.path: file for file in reversed((*project.env_files, *referred))}
    for file in sorted(referred, key=lambda file: file.span):
        if files[file.path].span.path == file.path:  # a `.env` that feeds no variable
            files[file.path] = file
    for file in reversed(files.values()):
        if not file.entries:
            continue
        from hardenlint.facts import literals  # noqa: PLC0415 - only where there is a file
        from hardenlint.knowledge.default_credentials import is_common as is_default  # noqa: PLC0415

        names = literals.secret_names(file.entries)
        # What everybody knows need not leave the repository: default-credential tells of it.
        names = [name for name in names if not is_default(file.entries[name].value or "")]
        if names and file.committed() is True:
            yield Finding(
                file.place_of(names),
                f"{file.path} sets {_some(names)} and is not ignored",
                related=tuple((f"sets {name}", file.entries[name].span) for name in names),
                evidence=file.path.rpartition("/")[2],
                here=_named(file.path),
            )


def _named(path: str) -> tuple[tuple[str, str], ...]:
    """The file, and one beside it without values."""
    name = path.rpartition("/")[2]
    return (("rm --cached .env", f"rm --cached {name}"), (".env.example", f"{name}.example"))


def _some(names: list[str]) -> str:
    """What is in the file, by name: the first three."""
    shown = ", ".join(names[:3])
    return shown if len(names) <= 3 else f"{shown} and {len(names) - 3} more"
