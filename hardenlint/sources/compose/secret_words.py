"""The words of a command line, with those marked that only all of it tells to be secret."""

from hardenlint.facts.masking import secret_ranges

from .command_line import to_words


class Secret(str):
    """A word that is secret because of what stood around it; a person is not shown it."""

    __slots__ = ()


def words(line: str) -> list[str]:
    """Split a command line as compose does; raises RefusedError.

    `echo x | passwd --stdin` is `echo x` for compose, which tells nothing of the x any more.
    """
    secrets = [line[start:end] for start, end in secret_ranges(line)]
    return [
        Secret(word) if any(each in word or word in each for each in secrets) else word
        for word in to_words(line)
    ]
