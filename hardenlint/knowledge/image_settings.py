"""What well-known images expose, and which bring a health check of their own.

Docker official images by the EXPOSE of their published Dockerfiles (docker-library and the
maintainers' repositories); by its policy that library has no health checks
(github.com/docker-library/faq#healthcheck). The others by their publishers' Dockerfiles.
Collected 2026-11.
"""

from typing import Final

from ..model import ImageRef

_EXPOSED: Final = """
adminer 8080
arangodb 8529
caddy 80 443 443/udp 2019
cassandra 7000 7001 7199 9042 9160
chronograf 8888
consul 8300 8301 8301/udp 8302 8302/udp 8500 8600 8600/udp
couchdb 4369 5984 9100
docker 2375 2376
drupal 80
eclipse-mosquitto 1883
elasticsearch 9200 9300
ghost 2368
httpd 80
influxdb 8086
jetty 8080
joomla 80
kapacitor 9092
kibana 5601
logstash 5044 9600
mariadb 3306
matomo 80
memcached 11211
mongo 27017
mongo-express 8081
mysql 3306 33060
nats 4222 6222 8222
neo4j 7473 7474 7687
nextcloud 80
nginx 80
odoo 8069 8071 8072
phpmyadmin 80
postgres 5432
rabbitmq 4369 5671 5672 15691 15692 25672
redis 6379
redmine 3000
registry 5000
rethinkdb 8080 28015 29015
solr 8983
sonarqube 9000
telegraf 8092/udp 8094 8125/udp
tomcat 8080
traefik 80
valkey 6379
varnish 80 8443
vault 8200
wordpress 80
zookeeper 2181 2888 3888 8080
"""

_FPM_ALONE: Final = ("9000",)
_MANAGEMENT: Final = ("15671", "15672")

_WITH_HEALTHCHECK: Final = frozenset(
    (
        "docker.io/authelia/authelia",
        "docker.io/containrrr/watchtower",
        "docker.io/gitlab/gitlab-ce",
        "docker.io/gitlab/gitlab-ee",
        "docker.io/jellyfin/jellyfin",
        "docker.io/library/kong",
        "docker.io/louislam/uptime-kuma",
        "docker.io/mailserver/docker-mailserver",
        "docker.io/netdata/netdata",
        "docker.io/nextcloud/all-in-one",
        "docker.io/pihole/pihole",
        "docker.io/plexinc/pms-docker",
        "docker.io/vaultwarden/server",
        "ghcr.io/dani-garcia/vaultwarden",
        "ghcr.io/immich-app/immich-server",
        "ghcr.io/mailserver/docker-mailserver",
        "ghcr.io/paperless-ngx/paperless-ngx",
    )
)


def exposed(ref: ImageRef) -> tuple[str, ...]:
    """Ports that an image exposes, `80` or `443/udp`; () when nobody has described it."""
    if not ref.is_official:
        return ()
    if "fpm" in ref.tag:
        return _FPM_ALONE
    found = next((row for row in _EXPOSED.splitlines() if row.startswith(f"{ref.name} ")), "")
    ports = tuple(found.split()[1:])
    is_managed = ref.name == "rabbitmq" and "management" in ref.tag
    return (*ports, *_MANAGEMENT) if is_managed else ports


def brings_healthcheck(ref: ImageRef) -> bool:
    """Whether an image is known to have a health check of its own."""
    return ref.repository in _WITH_HEALTHCHECK
