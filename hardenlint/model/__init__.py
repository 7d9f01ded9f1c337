"""The one model that every source is normalised into: typed values, each with its provenance."""

from typing import TYPE_CHECKING

from hardenlint.lazy import exports

if TYPE_CHECKING:
    from .build import Build, ExternalImage, Stage
    from .build_link import BuildLink
    from .capability import Capabilities
    from .command import Command, pipelines
    from .container import Container, Service
    from .edit import (
        BindToLoopback,
        DropCapability,
        Fix,
        MountReadOnly,
        NoNewPrivileges,
        ReadOnlyRoot,
        Remove,
        Replace,
        Reword,
    )
    from .host import Daemon, Host, HostFile, Listener, Swarm
    from .image import Image
    from .image_ref import ImageRef
    from .instruction import Flag, Heredoc, Instruction, Word
    from .lifecycle import Healthcheck
    from .lost import Lost
    from .mount import Device, Mount, Volume, VolumesFrom
    from .namespace import Namespace
    from .network import Network
    from .port import Port, PublishedPort
    from .process import ExecSession, Process
    from .project import Project
    from .resources import DeviceRule
    from .restart import RestartPolicy
    from .seccomp import SeccompProfile
    from .security_opt import SecurityOpt
    from .span import Field, Span
    from .subject import Subject
    from .user import User

__all__ = [
    "BindToLoopback",
    "Build",
    "BuildLink",
    "Capabilities",
    "Command",
    "Container",
    "Daemon",
    "Device",
    "DeviceRule",
    "DropCapability",
    "ExecSession",
    "ExternalImage",
    "Field",
    "Fix",
    "Flag",
    "Healthcheck",
    "Heredoc",
    "Host",
    "HostFile",
    "Image",
    "ImageRef",
    "Instruction",
    "Listener",
    "Lost",
    "Mount",
    "MountReadOnly",
    "Namespace",
    "Network",
    "NoNewPrivileges",
    "Port",
    "Process",
    "Project",
    "PublishedPort",
    "ReadOnlyRoot",
    "Remove",
    "Replace",
    "RestartPolicy",
    "Reword",
    "SeccompProfile",
    "SecurityOpt",
    "Service",
    "Span",
    "Stage",
    "Subject",
    "Swarm",
    "User",
    "Volume",
    "VolumesFrom",
    "Word",
    "pipelines",
]

# A name imports its module when it is first asked for: a run pays for what its inputs need.
if not TYPE_CHECKING:  # a type checker is to know these names one by one
    __getattr__ = exports(
        __name__,
        {
            "build": "Build ExternalImage Stage",
            "capability": "Capabilities",
            "command": "Command pipelines",
            "build_link": "BuildLink",
            "container": "Container Service",
            "edit": "BindToLoopback DropCapability Fix MountReadOnly NoNewPrivileges ReadOnlyRoot"
            " Remove Replace Reword",
            "host": "Daemon Host HostFile Listener Swarm",
            "image": "Image",
            "image_ref": "ImageRef",
            "instruction": "Flag Heredoc Instruction Word",
            "lifecycle": "Healthcheck",
            "restart": "RestartPolicy",
            "lost": "Lost",
            "mount": "Device Mount Volume VolumesFrom",
            "namespace": "Namespace",
            "network": "Network",
            "port": "Port PublishedPort",
            "process": "ExecSession Process",
            "project": "Project",
            "resources": "DeviceRule",
            "seccomp": "SeccompProfile",
            "security_opt": "SecurityOpt",
            "span": "Field Span",
            "subject": "Subject",
            "user": "User",
        },
    )
