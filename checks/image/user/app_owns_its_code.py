from collections.abc import Iterator

from hardenlint import Build, Finding, Instruction, Severity, User, check
from hardenlint.facts import modes

_CODE = (
    ".sh .bash .zsh .ksh .py .pl .rb .php .js .mjs .cjs .ts .jar .war .so .service .dll .exe .lua"
).split()
_SYSTEM = "/bin/ /sbin/ /lib/ /lib64/ /etc/ /usr/bin/ /usr/sbin/ /usr/lib/ /usr/local/bin/".split()
_SYSTEM += "/usr/local/sbin/ /usr/local/lib/ /usr/libexec/".split()
_NAMES = frozenset(("entrypoint", "docker-entrypoint", "gradlew", "mvnw"))


@check(Severity.LOW, "restricted", references=("CWE-732",))
def app_owns_its_code(build: Build) -> Iterator[Finding]:
    """The process owns the program it runs

    ## Why

    Who owns a file may change it, whatever its mode says. An intruder in the process replaces the
    program itself and is still there after a restart of the container. With files of root, a
    restart would have brought the program back.

    ## Fix

    ### In a Dockerfile

    Copy code and programs as root and readable, `COPY --chmod=0555 app.py /app/`, and give the
    process only the folders it writes: `RUN install -d -o 10001 /app/data`.

    ## When it is a false alarm

    When the container's root filesystem is read-only, or the application has to update itself.

    ## Examples

    ```dockerfile bad
    FROM python:3.12
    COPY --chown=app:app main.py /app/
    ```

    ```dockerfile good
    FROM python:3.12
    COPY --chmod=0555 main.py /app/
    COPY --chown=app:app data /app/data
    COPY --chown=root:app run.sh /app/
    ```
    """
    parts = (build.image.entrypoint.value, build.image.command.value)
    programs = {words[0] for words in parts if words}
    for instruction in build.shipped:
        flag = instruction.flag("chown") if instruction.keyword in ("COPY", "ADD") else None
        # An owner that a variable names may be root.
        if flag is None or "$" in flag.text or User.parse(flag.text).is_root:
            continue
        what = _code(instruction, programs)
        if what:
            yield Finding(flag.span, f"gives {what} to {flag.text}", evidence=what)


def _code(instruction: Instruction, programs: set[str]) -> str:
    """The first program or script that is copied, or the system folder; "" for neither."""
    *sources, target = [word.value for word in instruction.words]
    if any(f"{target}/".startswith(folder) for folder in _SYSTEM):
        return target
    mode = instruction.flag("chmod")
    if mode is not None and _is_executable(mode.text):
        return target
    for source in sources:
        name = _name(source)
        path = f"{target.rstrip('/')}/{name}"
        if _is_code(name) or {path, target} & programs:
            return target if name.startswith("<<") else name
    return _name(target) if _is_code(_name(target)) else ""


def _name(path: str) -> str:
    return path.rstrip("/").rpartition("/")[2]


def _is_code(name: str) -> bool:
    return name.endswith(tuple(_CODE)) or name in _NAMES


def _is_executable(mode: str) -> bool:
    if modes.set_by(mode) is None:
        return False
    return "x" in mode if mode.strip("01234567") else bool(int(mode, 8) & 0o111)
