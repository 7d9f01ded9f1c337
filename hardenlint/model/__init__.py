"""The one model that every source is normalised into: typed values, each with its provenance."""

from .build import Build, ExternalImage, Stage
from .capability import Capabilities
from .command import Command, pipelines
from .container import BuildLink, Container, Service
from .edit import Append, Fix, Put, Remove, Replace, Reword
from .host import Daemon, Host, HostFile, Listener, Swarm
from .image import Image
from .image_ref import ImageRef
from .instruction import Flag, Heredoc, Instruction, Word
from .lifecycle import Healthcheck, RestartPolicy
from .lost import Lost
from .mount import Device, Mount, Volume, VolumesFrom
from .namespace import Namespace
from .network import Network
from .port import Port, PublishedPort
from .process import ExecSession, Process
from .project import Project
from .resources import DeviceRule
from .seccomp import SeccompProfile
from .security_opt import SecurityOpt
from .span import Field, Span
from .subject import Subject
from .user import User

__all__ = [
    "Append",
    "Build",
    "BuildLink",
    "Capabilities",
    "Command",
    "Container",
    "Daemon",
    "Device",
    "DeviceRule",
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
    "Namespace",
    "Network",
    "Port",
    "Process",
    "Project",
    "PublishedPort",
    "Put",
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
