from collections.abc import Iterator

from hardenlint import Build, Finding, Instruction, Severity, Span, check
from hardenlint.facts import accounts, written
from hardenlint.facts.running import commands_of
from hardenlint.facts.variables import Variables


@check(Severity.MEDIUM, "restricted", references=("CWE-250", "CWE-269"))
def duplicate_uid(build: Build) -> Iterator[Finding]:
    """Two accounts share one user id

    ## Why

    The kernel knows numbers only: an account with the id of another one is that account, whatever
    its name. A second account with id 0 is root under a name that looks harmless, in USER, in logs
    and in a review.

    ## Fix

    ### In a Dockerfile

    Give each account an id of its own, and drop `-o`: `useradd --uid 10001 app`.

    ## When it is a false alarm

    An image that replaces an account of its base (`userdel node`) and takes its id over.

    ## Examples

    ```dockerfile bad
    FROM debian:12
    RUN useradd -o -u 0 -g 0 toor
    ```

    ```dockerfile bad
    FROM debian:12
    RUN useradd -u 1000 app && useradd -o -u 1000 worker
    ```

    ```dockerfile good
    FROM debian:12
    RUN useradd -u 1000 app && useradd -u 1001 worker
    ```
    """
    seen: dict[int, tuple[str, Span]] = {}
    variables = Variables(build)
    for instruction in build.shipped:
        variables.see(instruction)
        if instruction.keyword != "RUN":
            continue
        for account, uid, span in _given(instruction, variables):
            first, place = seen.setdefault(uid, (account, span))
            if uid == 0 and account != "root":
                yield Finding(
                    span,
                    f"gives {account} the id of root, 0",
                    evidence=f"{account} 0",
                    here=_given_id(account),
                )
            elif first != account:
                yield Finding(
                    span,
                    f"gives {account} the id {uid}, which {first} has",
                    related=((f"{first} gets it here", place),),
                    evidence=f"{account} {uid}",
                    here=_given_id(account),
                )


def _given_id(account: str) -> tuple[tuple[str, str], ...]:
    return (("--uid 10001 app", f"--uid 10001 {account}"),)


def _given(instruction: Instruction, variables: Variables) -> Iterator[tuple[str, int, Span]]:
    """(account, uid, place): by a program, or by a line written into /etc/passwd."""
    for command in commands_of(instruction):
        argv = variables.fill_all(command.argv, instruction.stage)
        found = accounts.user_id(command.name, argv)
        if found is not None and "$" not in found[0]:
            yield (*found, command.span)
        if command.name in ("userdel", "deluser"):
            return  # whose id became free is not followed
    if not instruction.mentions("passwd"):
        return
    for text in written.texts(instruction):
        for line in text.text.splitlines() if "/etc/passwd" in text.paths else ():
            parts = line.strip().split(":")
            if len(parts) == 7 and parts[0].isidentifier() and parts[2].isdecimal():
                yield parts[0], int(parts[2][:10]), text.span
