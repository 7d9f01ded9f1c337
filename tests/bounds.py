"""`python -m tests.bounds`: the oldest of each run-time dependency, as `name==version` a line."""

import os
import tomllib


def oldest() -> list[str]:
    """What pyproject.toml allows at least; a bound of another kind is a mistake."""
    root = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
    with open(os.path.join(root, "pyproject.toml"), "rb") as file:
        dependencies = tomllib.load(file)["project"]["dependencies"]
    found = [str(dependency).split(">=") for dependency in dependencies]
    return [f"{name}=={version}" for name, version in found]


if __name__ == "__main__":
    print(*oldest(), sep="\n")
