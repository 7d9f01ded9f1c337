from collections.abc import Iterator

from hardenlint import Container, Field, Finding, Project, Severity, check

Use = tuple[Container, str, Field[str]]


@check(Severity.LOW, "restricted", references=("CWE-522", "CWE-1391"))
def cross_service_secret_reuse(project: Project) -> Iterator[Finding]:
    """One secret protects several services

    ## Why

    Whoever gets the secret of one service, by breaking into it or reading its logs, has the others
    as well; and it cannot be changed in one place only.

    ## Fix

    ### In compose

    Generate a secret for each purpose (`openssl rand -base64 24`) and give each service its own.

    ## When it is a false alarm

    The services are members of one cluster, or server and client of one account.

    ## Examples

    ```yaml bad
    services:
      db: {image: "postgres:17", environment: {POSTGRES_PASSWORD: k3Zt9vQ2}}
      cache: {image: "mariadb:11", environment: {MARIADB_ROOT_PASSWORD: k3Zt9vQ2}}
    ```

    ```yaml good
    services:
      db: {image: "postgres:17", environment: {POSTGRES_PASSWORD: k3Zt9vQ2}}
      app: {image: "app:1", environment: {DB_PASSWORD: k3Zt9vQ2}}
    ```
    """
    found: dict[bytes, list[Use]] = {}
    for service in project.services:
        for name, field in service.env.items():
            for digest in _digest(name, field):
                found.setdefault(digest, []).append((service, name, field))
    for uses in found.values():
        if _is_reuse(uses):
            first, name, field = uses[0]
            others = [use for use in uses if use[0] is not first]
            names = ", ".join(dict.fromkeys(service.name for service, _, _ in others))
            yield Finding(
                field.span,
                f"{name} of {first.name} is the secret of {names} too",
                related=tuple((f"{n} of {s.name}", f.span) for s, n, f in others),
                evidence=f"{first.name} {name}",
                secret=True,
            )


def _digest(name: str, field: Field[str]) -> Iterator[bytes]:
    """What to compare instead of the secret; nothing for a password that everybody tries."""
    from hardenlint.knowledge import default_credentials, secrets  # noqa: PLC0415 - restricted

    value = field.value
    if value is None or field.origin != "stated" or field.from_environment:
        return
    if default_credentials.is_common(value):
        return
    if secrets.is_literal_secret(name, value):
        from hashlib import sha256  # noqa: PLC0415 - only where there is a secret

        yield sha256(value.encode("utf-8", "surrogatepass")).digest()


def _is_reuse(uses: list[Use]) -> bool:
    """Whether there is more to it than a server and its clients, or the members of a cluster."""
    from hardenlint.knowledge import services  # noqa: PLC0415 - see above

    servers = [use for use in uses if (ref := use[0].reference.value) is not None
               and services.is_datastore(ref.name)]  # fmt: skip
    if len(servers) == 1:
        return False
    judged = servers or uses
    members = {service.name.rstrip("0123456789-_") for service, _, _ in judged}
    names = {name for _, name, _ in judged}
    return len(members) > 1 and (len(servers) > 1 or len(names) > 1)
