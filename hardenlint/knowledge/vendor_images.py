"""What the images of vendors run as when nobody chooses a user.

From the vendors' Dockerfiles and pages. A line is the user, a repository (`*` at its end: all that
begin so; the longest that fits counts), and its source: the repository on github.com whose
Dockerfiles publish it, or the page of the vendor, as the place to look it up again. Collected
2026-12.
"""

from functools import cache
from typing import Final

_USERS: Final = """
non-root docker.elastic.co/* elastic/dockerfiles
root     docker.elastic.co/beats/auditbeat elastic/beats
root     docker.elastic.co/beats/packetbeat elastic/beats
non-root docker.io/elastic/* elastic/dockerfiles
non-root docker.io/opensearchproject/opensearch* opensearch-project/opensearch-build
non-root docker.io/grafana/* grafana/grafana
root     docker.io/grafana/alloy grafana/alloy
root     docker.io/grafana/agent grafana/agent
root     docker.io/grafana/promtail grafana/loki
non-root docker.io/prom/* prometheus/prometheus
non-root quay.io/prometheus/* prometheus/prometheus
root     docker.io/prom/busybox prometheus/busybox
root     quay.io/prometheus/busybox prometheus/busybox
root     quay.io/prometheus/golang-builder prometheus/golang-builder
non-root docker.io/otel/opentelemetry-collector* open-telemetry/opentelemetry-collector-releases
non-root docker.io/jaegertracing/* jaegertracing/jaeger
non-root docker.io/fluent/fluentd fluent/fluentd-docker-image
root     docker.io/fluent/fluentd-kubernetes-daemonset fluent/fluentd-kubernetes-daemonset
root     docker.io/fluent/fluent-bit fluent/fluent-bit
non-root docker.io/confluentinc/* confluentinc/common-docker
non-root docker.io/apache/kafka* apache/kafka
non-root docker.io/apache/airflow apache/airflow
non-root docker.io/apache/spark* apache/spark-docker
non-root docker.io/apache/superset apache/superset
non-root docker.io/apache/nifi* apache/nifi
non-root docker.io/apache/zeppelin apache/zeppelin
non-root docker.io/apache/druid apache/druid
non-root docker.io/apache/hive apache/hive
non-root docker.io/apache/pulsar* apache/pulsar
drops    docker.io/apache/age apache/age
non-root docker.io/selenium/* SeleniumHQ/docker-selenium
root     docker.io/cypress/* cypress-io/cypress-docker-images
root     mcr.microsoft.com/playwright* microsoft/playwright
non-root ghcr.io/puppeteer/puppeteer puppeteer/puppeteer
non-root dhi.io/* docs.docker.com/dhi
drops    docker.io/freeradius/freeradius-server FreeRADIUS/freeradius-server
non-root mcr.microsoft.com/mssql/server microsoft/mssql-docker
root     docker.io/nvidia/* nvidia/container-images/cuda
root     nvcr.io/nvidia/cuda nvidia/container-images/cuda
root     nvcr.io/nvidia/pytorch docs.nvidia.com/deeplearning/frameworks
root     nvcr.io/nvidia/tensorflow docs.nvidia.com/deeplearning/frameworks
root     nvcr.io/nvidia/tensorrt docs.nvidia.com/deeplearning/frameworks
root     nvcr.io/nvidia/l4t-* docs.nvidia.com/deeplearning/frameworks
root     nvcr.io/nvidia/tritonserver triton-inference-server/server
root     docker.io/rocm/* ROCm/ROCm-docker
root     docker.io/pytorch/* pytorch/pytorch
root     docker.io/tensorflow/* tensorflow/tensorflow
root     docker.io/vllm/vllm-openai vllm-project/vllm
root     docker.io/ollama/ollama ollama/ollama
root     docker.io/openresty/openresty openresty/docker-openresty
root     docker.io/fabiocicerchia/nginx-lua fabiocicerchia/nginx-lua
root     docker.io/jwilder/* nginx-proxy/nginx-proxy
root     docker.io/nginxproxy/* nginx-proxy/nginx-proxy
non-root docker.io/nginxinc/nginx-unprivileged nginxinc/docker-nginx-unprivileged
non-root ghcr.io/nginxinc/nginx-unprivileged nginxinc/docker-nginx-unprivileged
root     docker.io/oven/bun oven-sh/bun
root     docker.io/denoland/deno denoland/deno_docker
root     ghcr.io/astral-sh/uv astral-sh/uv
root     docker.io/continuumio/* ContinuumIO/docker-images
root     docker.io/condaforge/* conda-forge/miniforge-images
root     quay.io/condaforge/* conda-forge/miniforge-images
non-root docker.io/mambaorg/micromamba mamba-org/micromamba-docker
non-root ghcr.io/mamba-org/micromamba mamba-org/micromamba-docker
root     docker.io/tiangolo/* tiangolo/uvicorn-gunicorn-docker
root     docker.io/rustlang/rust rust-lang/docker-rust-nightly
root     docker.io/clux/muslrust clux/muslrust
root     docker.io/messense/rust-musl-cross rust-cross/rust-musl-cross
root     docker.io/rocker/* rocker-org/rocker-versions2
root     docker.io/osrf/ros osrf/docker_images
root     ghcr.io/graalvm/* graalvm/container
root     docker.io/azul/zulu-openjdk* zulu-openjdk/zulu-openjdk
root     docker.io/bellsoft/* bell-sw/Liberica
root     docker.io/dunglas/frankenphp dunglas/frankenphp
non-root docker.io/serversideup/php serversideup/docker-php
root     docker.io/webdevops/* webdevops/Dockerfile
root     docker.io/phusion/baseimage phusion/baseimage-docker
root     docker.io/phusion/passenger-* phusion/passenger-docker
non-root docker.io/cimg/* CircleCI-Public/cimg-base
non-root docker.io/circleci/* circleci/circleci-images
non-root docker.io/gitpod/* gitpod-io/workspace-images
non-root ghcr.io/actions/actions-runner actions/runner
root     docker.io/gitlab/gitlab-runner gitlab-org/gitlab-runner
non-root docker.io/jenkins/* jenkinsci/docker
root     docker.io/jenkins/ssh-agent jenkinsci/docker-agents
root     docker.io/hashicorp/terraform hashicorp/terraform
root     docker.io/hashicorp/packer hashicorp/packer
drops    docker.io/hashicorp/consul hashicorp/consul
drops    docker.io/hashicorp/vault hashicorp/vault
root     docker.io/alpine/git alpine-docker/git
root     docker.io/alpine/helm alpine-docker/helm
root     docker.io/amazon/aws-cli aws/aws-cli
root     public.ecr.aws/aws-cli/aws-cli aws/aws-cli
root     docker.io/google/cloud-sdk GoogleCloudPlatform/cloud-sdk-docker
root     gcr.io/google.com/cloudsdktool/* GoogleCloudPlatform/cloud-sdk-docker
drops    public.ecr.aws/lambda/* docs.aws.amazon.com/lambda
drops    docker.io/amazon/aws-lambda-* docs.aws.amazon.com/lambda
root     public.ecr.aws/amazonlinux/* amazonlinux/container-images
root     public.ecr.aws/ubuntu/ubuntu canonical/cloud-images
root     public.ecr.aws/debian/debian debuerreotype/docker-debian-artifacts
root     docker.io/minio/* minio/minio
drops    docker.io/valkey/valkey valkey-io/valkey-container
drops    docker.io/clickhouse/clickhouse-server ClickHouse/ClickHouse
drops    docker.io/postgis/postgis postgis/docker-postgis
drops    docker.io/imresamu/postgis* ImreSamu/docker-postgis
drops    docker.io/pgvector/pgvector pgvector/pgvector
drops    docker.io/citusdata/citus citusdata/docker
drops    docker.io/supabase/postgres supabase/postgres
drops    docker.io/timescale/timescaledb timescale/timescaledb-docker
non-root docker.io/timescale/timescaledb-ha timescale/timescaledb-docker-ha
non-root ghcr.io/cloudnative-pg/postgresql cloudnative-pg/postgres-containers
drops    docker.io/mysql/mysql-server mysql/mysql-docker
drops    container-registry.oracle.com/mysql/* mysql/mysql-docker
non-root container-registry.oracle.com/database/* oracle/docker-images
root     container-registry.oracle.com/os/* oracle/container-images
root     container-registry.oracle.com/graalvm/* oracle/container-images
root     container-registry.oracle.com/java/* oracle/docker-images
non-root docker.io/percona/* percona/percona-docker
non-root docker.io/jboss/* jboss-dockerfiles/wildfly
non-root quay.io/wildfly/* wildfly/wildfly-container
non-root docker.io/payara/* payara/Payara
non-root docker.io/bitnami/* bitnami/containers
non-root docker.io/bitnamilegacy/* bitnami/containers
non-root docker.io/jupyter/* jupyter/docker-stacks
non-root quay.io/jupyter/* jupyter/docker-stacks
non-root docker.io/sonarsource/sonar-scanner-cli SonarSource/sonar-scanner-cli-docker
non-root docker.io/sonatype/nexus3 sonatype/docker-nexus3
non-root quay.io/keycloak/keycloak keycloak/keycloak
non-root docker.io/codercom/code-server coder/code-server
drops    docker.io/linuxserver/* linuxserver/docker-baseimage-alpine
drops    docker.io/lsiobase/* linuxserver/docker-baseimage-alpine
drops    ghcr.io/linuxserver/* linuxserver/docker-baseimage-alpine
drops    lscr.io/linuxserver/* linuxserver/docker-baseimage-alpine
drops    docker.io/jlesage/* jlesage/docker-baseimage
drops    ghcr.io/hotio/* hotio/base
root     ghcr.io/home-assistant/* home-assistant/docker-base
root     ghcr.io/hassio-addons/* hassio-addons/addon-base
root     mcr.microsoft.com/devcontainers/* devcontainers/images
root     mcr.microsoft.com/vscode/devcontainers/* microsoft/vscode-dev-containers
root     mcr.microsoft.com/azure-cli Azure/azure-cli
root     mcr.microsoft.com/powershell PowerShell/PowerShell-Docker
root     mcr.microsoft.com/azure-functions/* Azure/azure-functions-docker
root     mcr.microsoft.com/cbl-mariner/base/* microsoft/azurelinux
root     mcr.microsoft.com/azurelinux/base/* microsoft/azurelinux
root     mcr.microsoft.com/openjdk/jdk microsoft/openjdk-docker
root     mcr.microsoft.com/dotnet/framework/* microsoft/dotnet-framework-docker
root     mcr.microsoft.com/windows* learn.microsoft.com/virtualization/windowscontainers
non-root mcr.microsoft.com/windows/nanoserver learn.microsoft.com/virtualization/windowscontainers
root     registry.access.redhat.com/ubi* catalog.redhat.com
root     registry.access.redhat.com/rhel* catalog.redhat.com
root     registry.redhat.io/ubi* catalog.redhat.com
root     registry.redhat.io/rhel* catalog.redhat.com
root     docker.io/redhat/* catalog.redhat.com
root     docker.io/rockylinux/* rocky-linux/sig-cloud-instance-images
root     quay.io/rockylinux/* rocky-linux/sig-cloud-instance-images
root     docker.io/almalinux/* AlmaLinux/container-images
root     quay.io/almalinuxorg/* AlmaLinux/container-images
root     quay.io/centos/centos CentOS/sig-cloud-instance-images
root     quay.io/fedora/fedora* fedora-cloud/docker-brew-fedora
root     registry.fedoraproject.org/fedora* fedora-cloud/docker-brew-fedora
root     docker.io/opensuse/* openSUSE/docker-containers-build
root     registry.opensuse.org/opensuse/* openSUSE/docker-containers-build
root     registry.suse.com/bci/bci-* SUSE/bci-dockerfile-generator
root     registry.suse.com/suse/sle* SUSE/bci-dockerfile-generator
root     docker.io/kalilinux/* kalilinux/build-scripts/kali-docker
root     docker.io/archlinux/archlinux archlinux/archlinux-docker
root     docker.io/balenalib/* balena-io-library/base-images
root     docker.io/vmware/photon vmware/photon
root     quay.io/pypa/* pypa/manylinux
root     ghcr.io/cross-rs/* cross-rs/cross
root     docker.io/dockcross/* dockcross/dockcross
"""

_SCL_USER: Final = (
    "nodejs- python- php- ruby- perl- nginx- httpd- openjdk- go-toolset dotnet-".split()
)
"""How the names of Red Hat's images for languages and servers begin, which declare uid 1001."""


def default_user(repository: str, name: str) -> str:
    """What the image of a vendor runs as: root, non-root, drops; "" when nobody looked it up."""
    exact, prefixes = _tables()
    if repository in exact:
        return exact[repository]
    if "redhat" in repository and name.startswith(tuple(_SCL_USER)):
        return "non-root"
    return next((user for prefix, user in prefixes if repository.startswith(prefix)), "")


@cache
def _tables() -> tuple[dict[str, str], list[tuple[str, str]]]:
    """The users by repository, and by how repositories begin, longest first."""
    exact: dict[str, str] = {}
    prefixes: list[tuple[str, str]] = []
    for line in _USERS.strip().splitlines():
        user, repository, _ = line.split()
        if repository.endswith("*"):
            prefixes.append((repository[:-1], user))
        else:
            exact[repository] = user
    return exact, sorted(prefixes, key=lambda each: -len(each[0]))
