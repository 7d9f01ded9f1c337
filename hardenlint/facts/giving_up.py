"""Whether what an image starts gives root up itself: `gosu app server`, `setpriv --reuid=1000`."""

from collections.abc import Iterator, Sequence

from hardenlint.knowledge.user_switches import SWITCHES, Switch
from hardenlint.model import Command, Image, User
from hardenlint.text.options import Options

from . import starting

_PROGRAMS = frozenset(SWITCHES)


def program(image: Image) -> str:
    """The program with which what it starts gives root up ("gosu"); "" where it keeps root."""
    for command in starting.stated(image):
        if found := _switches(command, image):
            return found
    for commands in _scripts(image):
        # Of several the last one decides: a step before it may run as somebody else.
        lasting = [command for command in commands if _lasts(command)]
        if commands and commands[-1] not in lasting:
            lasting.append(commands[-1])
        for command in reversed(lasting):
            if found := _switches(command, image):
                return found
    return ""


def is_read(image: Image) -> bool:
    """Whether it is seen what it starts, so that what it installs tells nothing more."""
    named = any(_PROGRAMS & {*command.via, command.name} for command in starting.stated(image))
    return named or any(True for _ in _scripts(image))


def _scripts(image: Image) -> Iterator[Sequence[Command]]:
    build = image.build
    found = starting.stated(image) if build is not None else ()
    if build is not None and found:
        from .scripts import started  # noqa: PLC0415 - most images start no script

        for script in started(build, found, image.workdir.value, copied=True):
            yield script.every


def _lasts(command: Command) -> bool:
    """Whether the script becomes this command: `exec gosu app "$@"`, `set -- su-exec app "$@"`."""
    return "exec" in command.via or command.name in ("exec", "set")


def _switches(command: Command, image: Image) -> str:
    """The program with which a command starts another one as a user other than root, or ""."""
    words = [*command.before, *command.argv]
    if command.name == "set":
        words = words[words.index("--") + 1 :] if "--" in words else []
    elif command.name not in _PROGRAMS:
        words = list(command.before)
    for index, word in enumerate(words):
        name = word.rpartition("/")[2]
        switch = SWITCHES.get(name)
        if switch is not None:
            user = _filled(_user([name, *words[index + 1 :]], switch), image)
            if user and not User.parse(user).is_root:
                return name
    return ""


def _user(argv: Sequence[str], switch: Switch) -> str:
    options = Options(argv, switch.short, switch.long)
    named = options.values(*switch.options)
    if named:
        return named[-1]
    operands = [word for word in options.operands if word != "-"]
    return operands[0] if switch.operand and operands else switch.default


def _filled(user: str, image: Image) -> str:
    """A user that a variable of the image names; what only the script knows stays as it is."""
    name = user.partition(":")[0].strip("\"'").removeprefix("$").strip("{}")
    if user[:1] not in ("$", '"') or name.partition(":")[0] not in image.env:
        return user
    return image.env[name.partition(":")[0]].value or user
