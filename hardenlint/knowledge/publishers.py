"""Who publishes images: official images that are given up, and well-known names on Docker Hub.

Deprecated images: the notices in github.com/docker-library/docs, and the lists in /official-images
that are empty or deleted, in their state of 2026-08. Publishers: the projects' and vendors' own
installation guides, which name these images. Collected 2026-11.
"""

DEPRECATED = {
    "adoptopenjdk": "eclipse-temurin",
    "celery": "",
    "centos": "almalinux, rockylinux/rockylinux or another distribution that is maintained",
    "clearlinux": "",
    "clefos": "",
    "consul": "hashicorp/consul",
    "crux": "",
    "django": "python",
    "docker-dev": "",
    "emqx": "emqx/emqx",
    "euleros": "",
    "express-gateway": "",
    "fsharp": "mcr.microsoft.com/dotnet/sdk",
    "gazebo": "",
    "glassfish": "",
    "hello-seattle": "hello-world",
    "hipache": "",
    "hola-mundo": "hello-world",
    "iojs": "node",
    "java": "eclipse-temurin",
    "jenkins": "jenkins/jenkins",
    "jobber": "",
    "kaazing-gateway": "",
    "known": "",
    "liquibase": "liquibase/liquibase",
    "mongo-express": "",
    "mono": "mcr.microsoft.com/dotnet/sdk",
    "nats-streaming": "nats",
    "notary": "",
    "nuxeo": "",
    "openjdk": "eclipse-temurin",
    "opensuse": "opensuse/leap",
    "owncloud": "owncloud/server",
    "php-zendserver": "",
    "piwik": "matomo",
    "plone": "plone/plone-backend",
    "rails": "ruby",
    "rapidoid": "",
    "rockylinux": "rockylinux/rockylinux",
    "sentry": "getsentry/sentry",
    "sl": "",
    "sourcemage": "",
    "swarm": "",
    "thrift": "",
    "ubuntu-debootstrap": "ubuntu",
    "ubuntu-upstart": "ubuntu",
    "unit": "",
    "vault": "hashicorp/vault",
}
"""Official images that nobody updates any more, and what to use instead ("" where nothing is)."""

PUBLISHERS = frozenset(
    """
    adguard airbyte alpine alpinelinux amazon amd64 anchore ansible apache apachepulsar apicurio
    aquasec arangodb archivebox argoproj arm32v5 arm32v6 arm32v7 arm64v8 atlassian authelia
    bitnami bitnamilegacy bitnamisecure bitwarden budibase buildkite caddy calico camunda ceph
    chainguard checkmarx chrislusf chromedp cilium cimg circleci clickhouse cloudflare cockroachdb
    codercom collabora condaforge confluentinc containous continuumio coredns couchbase
    crowdsecurity cypress datadog debezium dgraph directus docker docker4x dockerproject
    dockersamples dpage drone dynatrace eclipse elastic elasticsearch emqx envoyproxy
    erlangsolutions excalidraw falcosecurity fluent flyway forgejo getmeili getsentry gitea gitlab
    google googlecontainer gotenberg gradle grafana graylog guacamole hadolint haproxytech
    hashicorp hasura homeassistant i386 ibmcom influxdb intel istio jaegertracing jellyfin jenkins
    jenkinsci jetbrains jitsi jupyter jupyterhub k6 kindest koalaman kong langgenius leantime
    liferay linuxserver liquibase localstack louislam mambaorg mattermost mautic meilisearch
    metabase microsoft milvusdb minio moby mongodb mozilla mysql n8nio natsio neo4j
    netboxcommunity netdata newrelic nextcloud nginx nginxinc nocodb nodered nvidia odoo ollama
    onlyoffice openpolicyagent openproject opensearchproject opensuse openvino openvpn openzipkin
    oracle oryd otel owasp owncloud paketobuildpacks paperlessngx passbolt percona pgvector
    photoprism phpmyadmin phusion pihole plexinc portainer postgis postgrest ppc64le prefecthq
    prestodb privatebin prom prometheuscommunity provectuslabs pulumi pytorch qdrant
    rabbitmqoperator rancher redash redis redislabs redocly returntocorp rhysd rocker rocketchat
    rockylinux rook roundcube rstudio s390x scylladb seafileltd selenium semgrep semitechnologies
    sharelatex sigstore snyk sonarsource sonatype splunk sqlpad squidfunk stashapp strapi supabase
    surrealdb swaggerapi syncthing tailscale technitium tecnativa teddysun tenableofficial
    tensorflow testcontainers tigergraph timescale traefik trinodb trufflesecurity typesense
    ubuntu unleashorg valkey varnish vaultwarden verdaccio victoriametrics vmware wallarm
    weaveworks wekanteam wiremock xwiki yandex yugabytedb zabbix zalando zaproxy zricethezav
    """.split()
)
"""Namespaces of Docker Hub of projects and companies that everybody knows."""


def is_well_known(namespace: str) -> bool:
    """Whether a namespace of Docker Hub belongs to a well-known publisher."""
    return namespace.partition("/")[0] in PUBLISHERS
