"""The literal secrets of an image or a container, place by place."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import chain

from hardenlint.knowledge import default_credentials
from hardenlint.knowledge.secret_names import is_secret_name, key_ids, words_of
from hardenlint.knowledge.secrets import is_literal_secret, is_recognised
from hardenlint.knowledge.secrets import nth as nth
from hardenlint.model import Build, Command, Container, Field, Image, Instruction, Span
from hardenlint.model.span import Cause

from . import running
from .command_secrets import secrets_of
from .running import Run, commands_of
from .texts import PAIRS, here
from .variables import assigned, own

Named = tuple[str, str, Field[str]]
"""The name, how to say it to a person ("the build argument A"), and the value."""

WIDGET_KEY = (".widget.key", ".widgets.key")
"""How labels of dashboards end that hold an API key."""


def in_commands(commands: Sequence[Command]) -> Iterator[tuple[Command, str, str]]:
    """Literal secrets on command lines; those that any text may hold are told as such."""
    for command, what, value in secrets_of(commands):
        if not is_recognised(value):
            yield command, what, value


def runs(image: Image) -> Iterator[Run]:
    """Everything that is run, and the scripts that its Dockerfile writes and starts."""
    yield from running.runs(image)
    yield from _scripts(image)


def _scripts(image: Image) -> Iterator[Run]:
    if image.own_build is not None:
        from .starting import scripts  # noqa: PLC0415 - few images write their scripts

        for script in scripts(image):
            place = script.commands[0].span if script.commands else image.span
            yield f"the script {script.path}", Field("", place), script.commands


def on_command_lines(image: Image) -> Iterator[tuple[str, Field[str], Command, str, str]]:
    """Literal secrets of all that is run: the place, its field, and as `in_commands` tells them.

    Of a script only those that the RUN that writes it has not shown.
    """
    told: dict[str, list[Span]] = {}
    for place, field, commands in running.runs(image):
        for command, what, value in in_commands(commands) if not is_elsewhere(field) else ():
            told.setdefault(value, []).append(field.span)
            yield place, field, command, what, value
    for place, field, commands in _scripts(image):
        for command, what, value in in_commands(commands):
            line = command.span.line
            if not any(span.line <= line <= span.end_line for span in told.get(value, ())):
                yield place, field, command, what, value
    build = image.own_build
    if build is not None and any(each.heredocs for each in build.built):
        from .written_secrets import in_heredocs  # noqa: PLC0415 - few have here-documents

        yield from in_heredocs(build)


def variables(image: Image) -> Iterator[Named]:
    """ENV and ARG of what ships, the environment and the build arguments of a container."""
    # Both halves of a pair may be in different instructions.
    public = key_ids(chain(image.env, (name for name, _, _ in _variables(image))))
    yield from (item for item in _variables(image) if item[0] not in public)


def _variables(image: Image) -> Iterator[Named]:
    build = image.own_build
    if build is not None:
        yield from _pairs((*build.preamble, *build.shipped), ("ENV", "ARG"))
        yield from _handed_on(build)
    for name, field in own(image):
        if (said := here(field)) is not None:
            yield name, name, said
    link = image.provenance.build_link if isinstance(image, Container) else None
    for name, field in link.args.items() if link is not None else ():
        if (said := here(field)) is not None:
            yield name, f"the build argument {name}", said


def from_files(image: Image) -> Iterator[tuple[str, Field[str]]]:
    """Secrets of its environment that an env file sets, or a variable of one."""
    for name, field in own(image):
        if here(field) is None and is_literal_secret(name, field.value or ""):
            yield name, field


def _handed_on(build: Build) -> Iterator[Named]:
    """Literals that reach a variable of what ships through another one, where they stand."""
    if any(i.keyword == "ENV" and i.mentions("$") for i in build.shipped):
        from .origins import handed_on  # noqa: PLC0415 - only where one names another

        for name, instruction, origin in handed_on(build):
            if build.ships(instruction):
                yield name.value, name.value, Field(origin.value.value, origin.value.span)


def _pairs(instructions: Iterable[Instruction], keywords: tuple[str, ...]) -> Iterator[Named]:
    """What instructions made of names and values set."""
    for instruction, name, value in assigned(instructions, keywords):
        shown = PAIRS[instruction.keyword] + name.value
        yield name.value, shown, Field(value.value, value.span)


def labels(image: Image) -> Iterator[Named]:
    """Labels and annotations, those of a build too; the name is the last part of the key."""
    build = image.own_build
    if build is not None:
        for name, shown, field in _pairs(build.built, ("LABEL",)):
            yield last_part(name), shown, field
    if image.source.builds:
        return
    named = [("label", *item) for item in image.labels.items()]
    if isinstance(image, Container):
        named += [("annotation", *item) for item in image.annotations.items()]
        link = image.provenance.build_link
        named += [("build label", *item) for item in (link.labels if link is not None else ())]
    for kind, name, field in named:
        if (said := here(field)) is not None:
            yield last_part(name), f"the {kind} {name}", said


def last_part(key: str) -> str:
    """What a dotted key names: `com.example/app.db-password` is db-password."""
    if key.endswith(WIDGET_KEY):
        return "api_key"
    return key.rpartition("/")[2].rpartition(".")[2]


def is_literal(name: str, field: Field[str]) -> bool:
    """Whether a value is a secret that stands in the file.

    Of what a secret's name says all of it is the secret: not even its beginning is worth anything
    where the rest comes from elsewhere. In other texts, such as addresses, a part can be it.
    """
    if field.value is None or not is_literal_secret(name, field.value):
        return False
    return not any(cause.is_from_elsewhere for cause in field.causes) or not is_secret_name(name)


def is_secret(name: str, field: Field[str]) -> bool:
    """Whether a value is a literal secret by its own name or by that of its variable."""
    if is_literal(name, field):
        return True
    # FLAGS=${TOKEN:-x} holds TOKEN's secret, PASSWORD_FILE=${…} still holds a path.
    return words_of(name) != () and any(
        cause.kind == "default" and is_literal_secret(cause.name, _given(field, cause))
        for cause in field.causes
    )


def _given(field: Field[str], cause: Cause) -> str:
    """The part of a text that a cause gave."""
    text = field.value or ""
    return text if cause.part is None else text[slice(*cause.part)]


def is_elsewhere(field: Field[str]) -> bool:
    """Whether the secret of a command comes from elsewhere: a variable that is called like one."""
    return any(cause.is_from_elsewhere and is_secret_name(cause.name) for cause in field.causes)


def beside(image: Image) -> list[str]:
    """The names that a password must not be: accounts, databases, the service, the image."""
    env = {name: field.value for name, _, field in variables(image)}
    found = default_credentials.accounts(env)
    if isinstance(image, Container):
        found.append(image.name)
        if image.reference.value is not None:
            found.append(image.reference.value.name)
    return found


def is_default_here(image: Image, span: Span, value: str) -> bool:
    """Whether a password on a command line is a common one where those are judged."""
    if not default_credentials.is_common(value):
        return False
    build = image.own_build
    said = None if build is None else build.instruction_at(span)
    # In a stage that does not ship it is a literal like any other: default-credential judges what
    # ships, the checks of literals all that is built.
    return build is None or said is None or said.stage is None or build.ships(said)


def place_in(image: Image, field: Field[str], command: Command, value: str) -> Span:
    """Where a command has a value: the word itself in a list of words, else the command."""
    found = image.place_of(value, field.span)
    return command.span if found == field.span else found


def place(image: Image, field: Field[str], is_there: Callable[[str], object]) -> Span:
    """Where a text says it: the first command of a RUN that does, the field where none does."""
    build = image.own_build
    said = None if build is None else build.instruction_at(field.span)
    for command in commands_of(said) if said is not None else ():
        if is_there(" ".join(command.argv)):
            return command.span
    return field.span


def secret_names(entries: Mapping[str, Field[str]]) -> list[str]:
    """The variables of a file that hold a literal secret, or open a service to everybody."""
    public = key_ids(entries)
    return [
        name
        for name, field in entries.items()
        if field.value is not None
        and (
            (is_literal_secret(name, field.value) and name not in public)
            or is_recognised(field.value)
            or default_credentials.switches_login_off(name, field.value)
        )
    ]
