"""Container-security hardening linter: the public API that checks build on."""

from . import search_path

if search_path.is_the_program():
    search_path.leave_out_the_start()

# Only now, and here too: any of them may be a file of the folder that the program is started in.
from typing import TYPE_CHECKING

from .check import Check, Finding, Severity, check, default_note
from .lazy import exports

if TYPE_CHECKING:
    from .model import (
        BindToLoopback,
        Build,
        Capabilities,
        Command,
        Container,
        Device,
        DeviceRule,
        DropCapability,
        Field,
        Fix,
        Healthcheck,
        Host,
        Image,
        ImageRef,
        Instruction,
        Lost,
        Mount,
        MountReadOnly,
        Namespace,
        Network,
        NoNewPrivileges,
        Port,
        Project,
        PublishedPort,
        ReadOnlyRoot,
        Remove,
        Replace,
        RestartPolicy,
        Reword,
        SeccompProfile,
        SecurityOpt,
        Span,
        Stage,
        User,
        Word,
        pipelines,
    )

__version__ = "0.1.0"

__all__ = [
    "BindToLoopback",
    "Build",
    "Capabilities",
    "Check",
    "Command",
    "Container",
    "Device",
    "DeviceRule",
    "DropCapability",
    "Field",
    "Finding",
    "Fix",
    "Healthcheck",
    "Host",
    "Image",
    "ImageRef",
    "Instruction",
    "Lost",
    "Mount",
    "MountReadOnly",
    "Namespace",
    "Network",
    "NoNewPrivileges",
    "Port",
    "Project",
    "PublishedPort",
    "ReadOnlyRoot",
    "Remove",
    "Replace",
    "RestartPolicy",
    "Reword",
    "SeccompProfile",
    "SecurityOpt",
    "Severity",
    "Span",
    "Stage",
    "User",
    "Word",
    "check",
    "default_note",
    "pipelines",
]

if not TYPE_CHECKING:  # a type checker is to know these names one by one
    __getattr__ = exports(__name__, {"model": " ".join(__all__)})
