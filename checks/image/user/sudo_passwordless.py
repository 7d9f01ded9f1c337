from collections.abc import Iterator

from hardenlint import Build, Finding, Severity, check


@check(
    Severity.HIGH,
    references=("CWE-250", "CWE-269"),
    needs=(
        "RUN NOPASSWD",
        "COPY NOPASSWD",
        "ADD NOPASSWD",
        "RUN !authenticate",
        "COPY !authenticate",
        "ADD !authenticate",
        "RUN nopass",
        "COPY nopass",
        "ADD nopass",
    ),
)
def sudo_passwordless(build: Build) -> Iterator[Finding]:
    """Sudo or doas asks for no password

    ## Why

    A rule with NOPASSWD (`nopass` for doas) makes its user root in the container with one word, so
    the USER of the image protects nothing: whoever takes over the process is root right away, with
    the capabilities that container escapes ask for.

    ## Fix

    ### In a Dockerfile

    Remove the rule and sudo itself. Do what needs root in RUN before USER; where an entrypoint has
    to give root up, use `gosu` or `setpriv`.

    ## When it is a false alarm

    An image for people to work in (a development container, a CI runner), where sudo is wanted: it
    is low where names tell that it is one. A rule that names one command is milder, and only as
    safe as that command.

    ## Examples

    ```dockerfile bad
    FROM debian:12
    RUN echo "app ALL=(ALL) NOPASSWD: ALL" > /etc/sudoers.d/app
    ```

    ```dockerfile good
    FROM debian:12
    RUN echo "app ALL=(ALL) ALL" > /etc/sudoers.d/app
    RUN sed -i '/NOPASSWD/d' /etc/sudoers
    ```
    """
    known: dict[str, str] = {}
    for instruction in build.shipped:
        if not (known or instruction.mentions(*_MARKS)):
            continue
        from hardenlint.facts import written  # noqa: PLC0415 - few Dockerfiles write rules

        texts = list(written.texts(instruction))
        known.update((path, text.text) for text in texts if _rule(text.text) for path in text.paths)
        for text in (*texts, *written.moved(instruction, known)):
            rule = _rule(text.text)
            program = _program(text.paths, rule)
            if rule and program:
                everything = _is_of_everything(rule)
                yield Finding(
                    text.span,
                    f"lets {program} run {'everything' if everything else 'some commands'} without "
                    f"a password ({_mark(rule)})",
                    severity=_severity(build, everything=everything),
                    evidence="NOPASSWD" if program == "sudo" else "nopass",
                )
                break


def _severity(build: Build, *, everything: bool) -> Severity:
    """Low where people are meant to work as whom they like: toolboxes, runners, systems."""
    from hardenlint.facts import purposes  # noqa: PLC0415 - only for a finding

    if purposes.of(build.image).startswith(("a box", "an operating system")):
        return Severity.LOW
    return Severity.HIGH if everything else Severity.MEDIUM


def _program(paths: tuple[str, ...], rule: str) -> str:
    """Whose file is written, if it is the one that the rule is for."""
    program, file = ("doas", "doas") if _mark(rule) == "nopass" else ("sudo", "sudoers")
    return program if any(file in path for path in paths) else ""


def _rule(text: str) -> str:
    """The line that asks for none, the one of all commands first; comments aside."""
    lines = [line.strip() for part in text.splitlines() for line in part.split("\\n")]
    rules = [line for line in lines if _mark(line) and not line.startswith("#")]
    return next((rule for rule in rules if _is_of_everything(rule)), (*rules, "")[0])


_MARKS = ("NOPASSWD", "!authenticate", "nopass")


def _mark(rule: str) -> str:
    return next((mark for mark in _MARKS if mark in rule), "")


def _is_of_everything(rule: str) -> bool:
    if _mark(rule) == "nopass":
        return " cmd " not in rule
    _, mark, commands = rule.rpartition("NOPASSWD")
    return not mark or "ALL" in commands or "$" in commands
