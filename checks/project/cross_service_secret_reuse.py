from collections.abc import Iterator
from itertools import combinations

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
    hosts = _Hosts()
    for uses in found.values():
        owners = _owners(uses, hosts)
        if owners:
            first, name, field = owners[0]
            names = ", ".join(dict.fromkeys(s.name for s, _, _ in owners if s is not first))
            from hardenlint.facts import telling  # noqa: PLC0415 - only for a finding

            shown = telling.name(name)
            yield Finding(
                field.span,
                f"{shown} of {first.name} is the secret of {names} too",
                related=tuple(
                    (f"{telling.name(n)} of {s.name}", f.span) for s, n, f in uses if s is not first
                ),
                evidence=f"{first.name} {shown}",
                secret=True,
            )


def _digest(name: str, field: Field[str]) -> Iterator[bytes]:
    """What to compare instead of the secret; nothing for a password that everybody tries."""
    from hardenlint.knowledge import default_credentials, secrets  # noqa: PLC0415 - restricted

    value = field.value
    if value is None or not field.is_here or any(cause.kind == "file" for cause in field.causes):
        return
    if default_credentials.is_common(value):
        return
    if secrets.is_literal_secret(name, value):
        from hashlib import sha256  # noqa: PLC0415 - only where there is a secret

        yield sha256(value.encode("utf-8", "surrogatepass")).digest()


class _Hosts(dict[Container, frozenset[str]]):
    """The hosts that each service names, found out once a service."""

    def __missing__(self, service: Container) -> frozenset[str]:
        values = (field.value or "" for field in service.env.values())
        self[service] = found = frozenset(host for value in values for host in _hosts(value))
        return found


def _owners(uses: list[Use], hosts: _Hosts) -> list[Use]:
    """Those that the secret protects: the datastores, else all but the clients of another one.

    Nothing where there is no more to it than a server and its clients, or members of a cluster.
    """
    from hardenlint.knowledge import services  # noqa: PLC0415 - see above

    known = {service.name for service, _, _ in uses}
    if len(known) < 2:
        return []
    stores = [use for use in uses if (ref := use[0].reference.value) is not None
              and services.is_datastore(ref.name)]  # fmt: skip
    owners = stores or _no_clients(uses, known, hosts)
    # `db1` and `db-2` are one cluster.
    members = {service.name.rstrip("0123456789-_") for service, _, _ in owners}
    differ = len({name for _, name, _ in owners}) > 1
    return owners if len(members) > 1 and (stores or differ) else []


def _no_clients(uses: list[Use], known: set[str], hosts: _Hosts) -> list[Use]:
    """Those of services that name no other: in the variable, or as a host in their environment."""
    from hardenlint.knowledge import secret_names  # noqa: PLC0415 - see above

    named: dict[frozenset[str], set[str]] = {}
    for name in known:
        named.setdefault(frozenset(secret_names.words_of(name)), set()).add(name)
    words = frozenset(word for each in named for word in each)
    return [
        (service, variable, field)
        for service, variable, field in uses
        if not (hosts[service] & known) - {service.name}
        and not any(
            len(found) > (service.name in found)
            for each in _parts(words.intersection(secret_names.words_of(variable)))
            if (found := named.get(each, set()))
        )
    ]


_MOST_WORDS = 6
"""Of a variable's words these are looked at, in any combination."""


def _parts(words: frozenset[str]) -> Iterator[frozenset[str]]:
    """What a name may be made of that stands in a variable."""
    some = sorted(words)[:_MOST_WORDS]
    for count in range(1, len(some) + 1):
        yield from map(frozenset, combinations(some, count))


def _hosts(value: str) -> Iterator[str]:
    """What has a port behind it, or stands after `//`: `chrome` in `ws://chrome:3000/x`."""
    for sign in "@=,":
        value = value.replace(sign, "/")
    before = "/"
    for part in value.split("/"):
        name, _, port = part.partition(":")
        if port[:1].isdigit() or not before:
            yield name
        before = part
