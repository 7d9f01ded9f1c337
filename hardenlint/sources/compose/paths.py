"""Relative paths of a project: what they are relative to."""

import posixpath
from collections.abc import Callable

from .nodes import Node

_REMOTE = ("https://", "http://", "git://", "ssh://", "github.com/", "git@")


def is_remote(context: str) -> bool:
    """Whether a build context, include or extended file is a git repository or a URL."""
    return "://" in context or context.startswith(_REMOTE) or context.startswith("oci:")


class Paths:
    """Puts a folder before the relative paths of a tree; `home` replaces `~`, "" keeps it."""

    def __init__(self, folder: str, home: str) -> None:
        self.folder = folder
        self.home = home

    def path(self, text: str) -> str:
        """One path."""
        if text.startswith("~"):
            return posixpath.normpath(f"{self.home}/{text[1:]}") if self.home else text
        if text == "" or text.startswith(("/", "\\\\")) or text[1:3] in (":\\", ":/"):
            return text
        return posixpath.normpath(posixpath.join(self.folder, text))

    def context(self, text: str) -> str:
        """A build context, which may be elsewhere."""
        return text if is_remote(text) or text.startswith("service:") else self.path(text)

    def resolve(self, root: Node) -> None:
        """Rewrite every path of a tree in long form."""
        for service in root.entries_at("services").values():
            self._service(service)
        for section in ("configs", "secrets"):
            for resource in root.entries_at(section).values():
                self._set(resource, "file", self.path)
        for volume in root.entries_at("volumes").values():
            self._bind(volume)

    def _service(self, service: Node) -> None:
        build = service.get("build")
        if build is not None:
            self._build(build)
        for key, part in (("env_file", "path"), ("volumes", "source")):
            for item in service.items_at(key):
                kind = item.get("type")
                if part == "path" or (kind is not None and kind.value == "bind"):
                    self._set(item, part, self.path)
        for item in service.items_at("develop", "watch"):
            self._set(item, "path", self.path)
        extends = service.get("extends")
        if extends is not None:
            self._set(extends, "file", self.context)
        files = service.get("label_file")
        if files is not None and isinstance(files.value, list):
            files.value = [self._changed(item, self.path) for item in files.value]

    def _build(self, build: Node) -> None:
        self._set(build, "context", self.context)
        for part, change in (("additional_contexts", self.context), ("ssh", self.path)):
            for name in build.entries_at(part):
                self._set(build.get(part), name, change)

    def _bind(self, volume: Node) -> None:
        options, driver = volume.get("driver_opts"), volume.get("driver")
        # compose-go looks for `driver: local` as it is written, though that is the default as well.
        if options is None or driver is None or driver.value != "local":
            return
        kind = options.get("o")
        if kind is not None and kind.value == "bind":
            self._set(options, "device", self.path)

    def _set(self, node: Node | None, key: str, change: Callable[[str], str]) -> None:
        value = node.get(key) if node is not None else None
        if node is not None and value is not None:
            node.value[key] = self._changed(value, change)

    def _changed(self, node: Node, change: Callable[[str], str]) -> Node:
        if not isinstance(node.value, str):
            return node
        return node.derive(change(node.value))
