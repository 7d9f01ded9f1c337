"""What the user wants to hear: profiles, settings for parts of inputs, exceptions, what is known.

`policy` says which checks run and what they weigh, `suppression` which findings are suppressed and
by whom (`comments` in the files, `labels` of containers, the configuration), `known` which are
known, `changes` which are new in a revision; `config` reads the configuration file.
"""

from typing import TYPE_CHECKING

from hardenlint.lazy import exports

from .policy import Policy

if TYPE_CHECKING:
    from .rule import Rule

__all__ = ["Policy", "Rule"]

if not TYPE_CHECKING:  # a type checker is to know these names one by one
    __getattr__ = exports(__name__, {"rule": "Rule"})
