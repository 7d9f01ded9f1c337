from collections.abc import Iterator, Sequence

from hardenlint import Build, Command, Finding, Fix, Instruction, Reword, Severity, Span, check
from hardenlint.facts.running import commands_of
from hardenlint.facts.variables import Variables
from hardenlint.knowledge import signatures


@check(
    Severity.HIGH,
    cis=("4.11",),
    references=("CWE-347",),
    needs=("RUN", "COPY", "ADD"),
)
def package_signature_bypass(build: Build) -> Iterator[Finding]:
    """Packages are installed without a signature

    ## Why

    The signature of a repository is what makes a mirror, a proxy or a plain http address harmless.
    Without it, whoever controls one of them decides what is installed, as root, and the package
    may run any script while it is.

    ## Fix

    ### In a Dockerfile

    Remove the option and install the key of the repository: for apt
    `deb [signed-by=/etc/apt/keyrings/example.asc] …`, for yum and dnf `gpgkey=` and `gpgcheck=1`,
    for apk a file in /etc/apk/keys.

    ## When it is a false alarm

    A package that was built in an earlier stage of the same Dockerfile.

    ## Examples

    ```dockerfile bad
    FROM debian:12
    RUN apt-get update && apt-get install -y --allow-unauthenticated tool
    ```

    ```dockerfile bad
    FROM debian:12
    RUN echo "deb [trusted=yes] http://example.com/apt ./" > /etc/apt/sources.list.d/example.list
    ```

    ```dockerfile good
    FROM debian:12
    RUN apt-get update && apt-get install -y tool
    RUN echo "deb [trusted=yes] file:/srv/apt ./" > /etc/apt/sources.list.d/local.list
    ```
    """
    variables = Variables(build)
    for instruction in build.built:
        variables.see(instruction)
        if instruction.keyword in ("RUN", "COPY", "ADD"):
            found = list(_found(instruction, variables))
            for span, how, _ in found[:1]:
                yield Finding(
                    span,
                    f"installs packages without verifying signatures ({how})",
                    evidence=how,
                    fix=_fix(found),
                )


def _fix(found: list[tuple[Span, str, str]]) -> Fix | None:
    """Take the options away, where all that was found are options."""
    if not all(option for _, _, option in found):
        return None
    return Fix(
        "verify signatures",
        *(Reword(span, option) for span, _, option in found),
        breaks="fail where the packages are not signed, or the key is not there",
    )


def _found(instruction: Instruction, variables: Variables) -> Iterator[tuple[Span, str, str]]:
    """Place, how, and the option that can be taken away ("" when it is written otherwise)."""
    before: list[Command] = []
    for command in commands_of(instruction):
        argv = variables.options_of(command.argv, instruction.stage)
        how = signatures.bypass(command.name, argv)
        if how and _is_of_files(argv) and _is_verified(before, variables, instruction):
            how = ""  # somebody else than the package manager has looked at them
        before.append(command)
        if not how and command.name in ("add-apt-repository", "apt-add-repository"):
            how = signatures.source(" ".join(command.argv[1:]))
        if how:
            yield command.span, how, how if how in command.argv else ""
    if (
        ">" in instruction.text
        or "tee" in instruction.text
        or instruction.heredocs
        or _edits(instruction)
    ):
        from hardenlint.facts import written  # noqa: PLC0415 - only where files are written

        for text in written.texts(instruction):
            for path in text.paths:
                how = signatures.in_file(path, text.text)
                if how:
                    yield text.span, how, ""


def _is_verified(before: list[Command], variables: Variables, instruction: Instruction) -> bool:
    from hardenlint.knowledge import verification  # noqa: PLC0415 - few install files

    return any(
        verification.verifies(each.name, variables.options_of(each.argv, instruction.stage))
        for each in before
    )


def _is_of_files(argv: Sequence[str]) -> bool:
    """Whether a command installs package files, and nothing by its name."""
    words = [word for word in argv[1:] if not word.startswith("-")]
    packages = [word for word in words if word.endswith((".apk", ".deb", ".rpm"))]
    return len(packages) > 0 and len(words) - len(packages) <= 1  # the other is `add`


def _edits(instruction: Instruction) -> bool:
    return "sed" in instruction.text
