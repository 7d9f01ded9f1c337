"""What each instruction does to the configuration of its stage."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from ...model import Field, Flag, Healthcheck, Instruction, User, Word
from .config import Config, resolve
from .expand import Expanded, ExpansionError, Value, check_document
from .instructions import arguments_span, command_of
from .space import SPACE

if TYPE_CHECKING:
    from ...model import Port


def apply(config: Config, instruction: Instruction) -> None:
    """Expand the words of an instruction, and do what it says."""
    effect = _EFFECTS.get(instruction.keyword)
    if effect is not None:
        instruction.shell = config.shell
        effect(config, instruction)


def _copy(config: Config, instruction: Instruction) -> None:
    config.words(instruction)
    if any("$" in flag.value for flag in instruction.flags):
        instruction.flags = tuple(_flag(config, flag) for flag in instruction.flags)
    for body in instruction.heredocs:
        if body.expand:
            try:
                check_document(body.content, config.lookup, config.scope.spend)
            except ExpansionError as error:
                config.failed(error, body.span)


def _flag(config: Config, flag: Flag) -> Flag:
    if flag.name not in ("chown", "chmod", "checksum") or "$" not in flag.value:
        return flag
    text = config.expand(flag.value, Word(flag.value, flag.value, flag.span)).text
    return flag._replace(resolved=text)


def _user(config: Config, instruction: Instruction) -> None:
    known = len(config.problems)
    text, causes = config.words(instruction)[0]
    config.errors += config.problems[known:]
    config.user_text = text
    user = None if text is None else User.parse(text)
    config.user = Field(user, instruction.words[0].span, "stated", causes)


def _workdir(config: Config, instruction: Instruction) -> None:
    text, causes = config.words(instruction)[0]
    span = instruction.words[0].span
    current = config.workdir.value if config.workdir else "/"
    path = None if text is None else _join(current, text)
    config.workdir = Field(path, span, "stated", causes)


def _stop_signal(config: Config, instruction: Instruction) -> None:
    config.stop_signal = config.words(instruction)[0].text


def _volume(config: Config, instruction: Instruction) -> None:
    for (text, _), word in zip(config.words(instruction), instruction.words, strict=True):
        bare = word.value.strip(SPACE)
        # BuildKit trims the path before it expands it.
        volume = text if bare == word.value else config.expand(bare, word).text
        if volume:
            config.journal.set(config.volumes, volume, Field(volume, word.span))


def _expose(config: Config, instruction: Instruction) -> None:
    from . import ports  # noqa: PLC0415 - only where there are some

    resolved: list[str | None] = []
    for word in instruction.words:
        try:
            words, causes = config.expand_words(word.raw)
        except ExpansionError as error:
            words, causes = None, config.failed(error, word.span).causes
        resolved.append(None if words is None else " ".join(words))
        if words is None:
            unknown: Field[Port] = Field(None, word.span, "stated", causes)
            config.journal.set(config.exposed, word.span, unknown)
        for text in words or ():
            port = ports.parse(text)
            if port is not None:
                field = Field(port, word.span, "stated", causes)
                config.journal.set(config.exposed, (port, word.span.line), field)
    resolve(instruction, resolved)


def _shell(config: Config, instruction: Instruction) -> None:
    config.shell = tuple(word.value for word in instruction.words)


def _command(config: Config, instruction: Instruction) -> None:
    config.command = command_of(instruction, instruction.words)
    config.own_command = True


def _entrypoint(config: Config, instruction: Instruction) -> None:
    config.entrypoint = command_of(instruction, instruction.words)
    # An inherited CMD was made for another entrypoint, and BuildKit takes it away.
    if not config.own_command:
        config.command = None


def _healthcheck(config: Config, instruction: Instruction) -> None:
    span = arguments_span(instruction)
    words = instruction.words
    if words[0].value.upper() == "NONE":
        check = Healthcheck(disabled=True)
    elif instruction.form == "exec":
        check = Healthcheck(("CMD", *(word.value for word in words[1:])))
    else:
        check = Healthcheck(("CMD-SHELL", words[1].value))
    config.healthcheck = Field(check, span)


def _env(config: Config, instruction: Instruction) -> None:
    is_env = instruction.keyword == "ENV"
    found = [
        (_pair_word(config, name), name, _pair_word(config, value), value)
        for name, value in instruction.pairs
        if value is not None
    ]
    if any(name.resolved is None or value.resolved is None for _, name, _, value in found):
        instruction.resolve([each.text for key, _, text, _ in found for each in (key, text)])
    for key, _, (text, causes), value in found:
        if key.text is None:
            continue
        field = Field(text, value.span, "stated", causes)
        config.journal.set(config.environment if is_env else config.labels, key.text, field)
        if is_env:
            # BuildKit's documentation lets ENV win over ARG always; in its code the later one does.
            config.journal.drop(config.arguments, key.text)


def _pair_word(config: Config, word: Word) -> Expanded:
    if word.resolved is not None:
        return Expanded(word.resolved)
    return config.expand(word.raw, word)


def _arg(config: Config, instruction: Instruction) -> None:
    resolved: list[str | None] = []
    pairs = instruction.pairs
    for name, word in pairs:
        value = _argument(config, name.raw, word)
        resolved += [name.resolved, value.text]
        # An ARG without a value takes nothing away from what has one.
        if value.is_set or not (name.raw in config.arguments or name.raw in config.environment):
            config.journal.set(config.arguments, name.raw, value)
    values = zip(pairs, resolved[1::2], strict=True)
    if any(word is not None and word.resolved != text for (_, word), text in values):
        instruction.resolve(resolved)


def _argument(config: Config, name: str, word: Word | None) -> Value:
    scope = config.scope
    if name not in scope.given and word is None and name in scope.globals:
        return scope.globals[name]
    return scope.argument(name, word, config.lookup)


def _join(current: str | None, path: str) -> str | None:
    """A working directory: relative to the one before, an absolute one as it is written."""
    if path.startswith("/"):
        return path
    if current is None:
        return None
    if not path:
        return current
    import posixpath  # noqa: PLC0415 - only for relative ones

    return "/" + posixpath.normpath(f"{current}/{path}").lstrip("/")


_Effect = Callable[[Config, Instruction], None]

_EFFECTS: dict[str, _Effect] = {
    "RUN": lambda *_: None,
    "COPY": _copy,
    "ADD": _copy,
    "USER": _user,
    "WORKDIR": _workdir,
    "STOPSIGNAL": _stop_signal,
    "VOLUME": _volume,
    "EXPOSE": _expose,
    "SHELL": _shell,
    "CMD": _command,
    "ENTRYPOINT": _entrypoint,
    "HEALTHCHECK": _healthcheck,
    "ENV": _env,
    "LABEL": _env,
    "ARG": _arg,
}
