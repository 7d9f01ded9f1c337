"""What the user wants to hear: profiles, settings for parts of the inputs, exceptions, a baseline.

`policy` says which checks run and what they weigh, `suppression` which findings are excused and
by whom (`comments` in the files, `labels` of containers, the configuration), `baseline` which are
known, `changes` which are new in a revision; `config` reads the configuration file.
"""

from .policy import Policy, Rule

__all__ = ["Policy", "Rule"]
