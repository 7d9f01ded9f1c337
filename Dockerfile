# hardenlint in a container: for CI, and for auditing a host through a read-only socket proxy.
#
#   docker build --build-arg BASE=python:3.13-slim-trixie@sha256:… --tag hardenlint .
#   docker run --rm --read-only --cap-drop ALL --security-opt no-new-privileges \
#     --network none --volume "$PWD:/work:ro" hardenlint scan
#
# Name the base by a digest you have read from the registry yourself, as the release does. What is
# installed is what .ci/locks says, by hash.
ARG BASE=docker.io/library/python:3.13-slim-trixie

FROM ${BASE} AS build
WORKDIR /src
RUN ["python3", "-m", "venv", "/opt/build"]
RUN ["python3", "-m", "venv", "--without-pip", "/opt/hardenlint"]
COPY .ci/locks ./.ci/locks
RUN ["/opt/build/bin/python", "-m", "pip", "install", "--no-cache-dir", "--require-hashes", "--only-binary", ":all:", "--requirement", ".ci/locks/build.txt"]
RUN ["/opt/build/bin/python", "-m", "pip", "--python", "/opt/hardenlint", "install", "--no-cache-dir", "--require-hashes", "--only-binary", ":all:", "--requirement", ".ci/locks/runtime.txt"]
COPY pyproject.toml README.md LICENSE MANIFEST.in ./
COPY hardenlint ./hardenlint
COPY checks ./checks
RUN ["/opt/build/bin/python", "-m", "pip", "wheel", "--no-deps", "--no-build-isolation", "--wheel-dir", "/opt/wheel", "."]
RUN ["/opt/build/bin/python", "-m", "pip", "--python", "/opt/hardenlint", "install", "--no-index", "--no-deps", "--find-links", "/opt/wheel", "hardenlint"]

FROM ${BASE}
LABEL org.opencontainers.image.title=hardenlint \
      org.opencontainers.image.description="Container-security hardening linter for Dockerfiles, compose files and running containers" \
      org.opencontainers.image.licenses=Apache-2.0
COPY --from=build /opt/hardenlint /opt/hardenlint
ENV PATH=/opt/hardenlint/bin:/usr/local/bin:/usr/bin:/bin PYTHONDONTWRITEBYTECODE=1
USER 65532:65532
WORKDIR /work
ENTRYPOINT ["hardenlint"]
CMD ["scan"]
