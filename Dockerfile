# hardenlint in a container: for CI, and for auditing a host through a read-only socket proxy.
#
#   docker build --build-arg BASE=python:3.13-slim-trixie@sha256:… --tag hardenlint .
#   docker run --rm --read-only --cap-drop ALL --security-opt no-new-privileges \
#     --network none --volume "$PWD:/work:ro" hardenlint scan
#
# Name the base by a digest you have read from the registry yourself.
ARG BASE=docker.io/library/python:3.13-slim-trixie

FROM ${BASE} AS build
WORKDIR /src
COPY pyproject.toml README.md LICENSE MANIFEST.in ./
COPY hardenlint ./hardenlint
COPY checks ./checks
RUN ["python3", "-m", "venv", "/opt/hardenlint"]
RUN ["/opt/hardenlint/bin/python", "-m", "pip", "install", "--no-cache-dir", "."]

FROM ${BASE}
COPY --from=build /opt/hardenlint /opt/hardenlint
ENV PATH=/opt/hardenlint/bin:/usr/local/bin:/usr/bin:/bin PYTHONDONTWRITEBYTECODE=1
USER 65532:65532
WORKDIR /work
ENTRYPOINT ["hardenlint"]
CMD ["scan"]
