"""The one model that every source is normalised into: typed values, each with its provenance."""

from .build import Build, Command, ExternalImage, Flag, Heredoc, Instruction, Stage, Word, pipelines
from .capability import Capabilities
from .image_ref import ImageRef
from .mount import Device, Mount
from .port import Port, PublishedPort
from .process import Healthcheck, Namespace, RestartPolicy
from .security_opt import SecurityOpt
from .span import Field, Span
from .subject import BuildLink, Container, Host, Image, Network, Project, Service, Subject
from .user import User

__all__ = [
    "Build",
    "BuildLink",
    "Capabilities",
    "Command",
    "Container",
    "Device",
    "ExternalImage",
    "Field",
    "Flag",
    "Healthcheck",
    "Heredoc",
    "Host",
    "Image",
    "ImageRef",
    "Instruction",
    "Mount",
    "Namespace",
    "Network",
    "Port",
    "Project",
    "PublishedPort",
    "RestartPolicy",
    "SecurityOpt",
    "Service",
    "Span",
    "Stage",
    "Subject",
    "User",
    "Word",
    "pipelines",
]
