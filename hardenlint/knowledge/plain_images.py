"""Images whose own command is a shell, an interpreter or nothing: there to be built upon.

Docker official images: CMD of their Dockerfiles (github.com/docker-library/official-images, as in
base_images); vendors': the repositories named in vendor_images. As of 2026-12.
"""

from typing import Final

from ..model.image_ref import ImageRef
from .official_images import official_name

_OFFICIAL: Final = frozenset(
    """almalinux alpine alt amazoncorretto amazonlinux archlinux azul-zulu bash buildpack-deps
    busybox centos clojure composer dart debian docker eclipse-temurin elixir erlang fedora gcc
    golang gradle groovy haskell hylang ibm-semeru-runtimes ibmjava jruby julia mageia maven mono
    neurodebian node openjdk opensuse oraclelinux perl photon php pypy python r-base rakudo-star
    rockylinux ros ruby rust sapmachine sl swift swipl ubuntu""".split()
)
_SERVING: Final = ("apache", "fpm", "dind")
"""Parts of the tags of these that start a server."""

_SERVERS: Final = tuple(
    """docker.io/openresty/ docker.io/minio/ docker.io/ollama/ docker.io/vllm/ docker.io/jwilder/
    docker.io/nginxproxy/ docker.io/dunglas/ docker.io/webdevops/ docker.io/phusion/passenger
    docker.io/gitlab/ docker.io/fluent/ docker.io/grafana/ docker.io/jenkins/
    docker.io/tiangolo/uvicorn docker.io/fabiocicerchia/ docker.io/apache/
    nvcr.io/nvidia/tritonserver
    docker.io/rocker/ ghcr.io/home-assistant/ ghcr.io/hassio-addons/ mcr.microsoft.com/azure-func
    docker.elastic.co/""".split()
)
"""Of the vendors' images that run as root, those that start a server."""

_INTERPRETERS: Final = frozenset(
    """sh bash ash dash zsh fish python python3 pypy3 node bun deno irb ruby php perl lua ghci iex
    erl julia R jshell swipl pwsh powershell.exe powershell cmd cmd.exe""".split()
)


def starts_nothing(ref: ImageRef) -> bool:
    """Whether what it starts by itself is a shell or an interpreter."""
    name = official_name(ref)
    if name:
        return name in _OFFICIAL and not any(part in _SERVING for part in ref.tag.split("-"))
    return not ref.repository.startswith(_SERVERS)


def is_interpreter(name: str) -> bool:
    """Whether a program started by this name alone waits for what a person types."""
    return name in _INTERPRETERS or name.rstrip("0123456789.") in _INTERPRETERS
