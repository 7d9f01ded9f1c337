"""What stands for the examples of a page's Fix where a finding is: `Finding.here`."""

import posixpath
from typing import TYPE_CHECKING

from . import telling

if TYPE_CHECKING:
    from hardenlint.model import ImageRef

Here = tuple[tuple[str, str], ...]

LOGINS = frozenset("docker podman buildah skopeo nerdctl helm oras crane az".split())
"""Programs that log in to a registry and read the password with `--password-stdin`."""

_PRINTING = ("echo", "printf", "cat", "tee", "export", "env", "declare")
_MYSQL = ("mysql", "mariadb")
_PASSING = (
    "`RUN --mount=type=secret,id=pw` and then `mysql --defaults-file=/run/secrets/pw` or"
    " `docker login -u bot --password-stdin < /run/secrets/pw`"
)
_SHELL = 'APP_PASSWORD="$$(cat /run/secrets/pw)" exec app'


def secret(name: str, example: str = "DB_PASSWORD") -> Here:
    """A variable that holds a secret, and the file that the secret goes into."""
    if not name.isidentifier():  # what is hidden is no name
        return ()
    return ((example, name), (example.lower(), name.lower()))


def file(path: str, target: str, example: str, example_target: str) -> Here:
    """A file of a secret: the id that a build knows it by, and where it is mounted."""
    name = posixpath.basename(path.rstrip("/")).strip(".")
    if not name or any(sign in name for sign in "$* "):  # "the key of openssl" is no file
        return ()
    shown = target if target.startswith("/") and "$" not in target else f"/run/secrets/{name}"
    return ((f"id={example},target={example_target}", f"id={name},target={shown}"),)


def image(ref: "ImageRef", *examples: str, keeps_tag: bool = False) -> Here:
    """The image that is used; of one whose tag moves nobody here knows the version."""
    name = telling.address(ref.familiar)
    shown = f"{name}:{ref.tag if keeps_tag and ref.tag else '<version>'}"
    return tuple((each, f"{name}@" if each == "name@" else shown) for each in examples)


def passing(program: str, what: str) -> Here:
    """How to hand a secret to a program; `what` is said to take it: an option, a variable."""
    variable = what.removeprefix("the variable ")
    if variable != what:
        return _variable(program, variable) if variable.isidentifier() else ()
    program = what.removeprefix("the input of ") if what.startswith("the input of ") else program
    # What only prints it, or is an option of an entrypoint that is not known, reads nothing.
    if not program or program in _PRINTING or telling.name(program) != program or program[0] == "-":
        return ()
    mount, read = "`RUN --mount=type=secret,id=pw` and then", "cat /run/secrets/pw"
    option = what.rpartition(" ")[2]
    header = what.removeprefix("the header ")
    if program in LOGINS:
        command = f"{program} login … --password-stdin < /run/secrets/pw"
    elif program.startswith(_MYSQL) and option.startswith("-"):
        command = f"{program} --defaults-file=/run/secrets/pw"
    elif what.startswith("the input of "):
        command = f"{program} < /run/secrets/pw"
    elif header != what:
        command = f'{program} --header "{header}: $({read})"'
    elif option.startswith("-"):
        between = "=" if option.startswith("-D") else " "
        shell = f'exec {program} {option}{between}"$$({read})"'
        return ((_PASSING, f'{mount} `{program} {option}{between}"$({read})"`'), (_SHELL, shell))
    else:
        return ((_PASSING, f"{mount} let `{program}` read `/run/secrets/pw`"),)
    return ((_PASSING, f"{mount} `{command}`"),)


def _variable(program: str, name: str) -> Here:
    run = f"`RUN --mount=type=secret,id={name.lower()},env={name}`, which sets it for that step"
    return ((_PASSING, run), (_SHELL, f'{name}="$$(cat /run/secrets/pw)" exec {program or "app"}'))
