"""What well-known images expose, and which bring a health check of their own.

Collected 2026-11, as of the repositories' state of 2026-08. Docker official images: EXPOSE, that of
the images they are built from included, of every Dockerfile that
github.com/docker-library/official-images lists, or of its neighbour version where a repository's
stored state is older; no HEALTHCHECK in any but kong's, by policy
(github.com/docker-library/faq#healthcheck). Health checks elsewhere: the Dockerfiles of the
publishers' repositories.
"""

from typing import Final

from ..model.image_ref import ImageRef

_EXPOSED: Final = """
adminer 8080
adminer:fastcgi 9000
aerospike 3000 3001 3002
arangodb 8529
backdrop 80
bonita 8080 9000
caddy 80 443 443/udp 2019
caddy:builder
cassandra 7000 7001 7199 9042 9160
chronograf 8888
clickhouse 8123 9000 9009
consul 8300 8301 8301/udp 8302 8302/udp 8500 8600 8600/udp
convertigo 8080 28080
couchbase 8091 8092 8093 8094 8095 8096 8097 9123 11207 11210 11280
couchbase 18091 18092 18093 18094 18095 18096 18097
couchdb 4369 5984 9100
couchdb:nouveau 5987 5988
crate 4200 4300 5432
docker 2375 2376
docker:cli
drupal 80
eclipse-mosquitto 1883
eggdrop 3333
elasticsearch 9200 9300
emqx 1883 4370 5369 8083 8084 8883 18083
espocrm 80
flink 6123 8081
fluentd 5140 24224
friendica 80
geonetwork 8080
ghost 2368
hitch 443
httpd 80
influxdb 8086
influxdb:core 8181
influxdb:enterprise 8181
influxdb:meta 8091
jenkins 8080 50000
jetty 8080
joomla 80
kapacitor 9092
kibana 5601
kong 8000 8001 8443 8444
krakend 8080 8090
lightstreamer 8080
logstash 5044 9600
mariadb 3306
matomo 80
mediawiki 80
memcached 11211
mongo 27017
mongo-express 8081
monica 80
mysql 3306 33060
nats 4222 6222 8222
neo4j 7473 7474 7687
nextcloud 80
nginx 80
odoo 8069 8071 8072
open-liberty 9080 9443
orientdb 2424 2480
orientdb:tp3 2424 2480 8182
percona 3306 33060
percona:psmdb 27017
php:apache 80
phpmyadmin 80
postfixadmin 80
postgres 5432
rabbitmq 4369 5671 5672 15691 15692 25672
rabbitmq:management 4369 5671 5672 15671 15672 15691 15692 25672
redis 6379
redmine 3000
registry 5000
rethinkdb 8080 28015 29015
rocket.chat 3000
satosa 8080
silverpeas 8000 9990
solr 8983
sonarqube 9000
teamspeak 9987/udp 10011 30033
telegraf 8092/udp 8094 8125/udp
tomcat 8080
tomee 8080
traefik 80
varnish 80 8443
vault 8200
websphere-liberty 9080 9443
wordpress 80
wordpress:cli
xwiki 8080
yourls 80 8080 8443
zookeeper 2181 2888 3888 8080
"""
"""A line for an image, or for those of its tags with this part; no ports: it exposes none."""

_FPM_ALONE: Final = ("9000",)

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
    parts = ref.tag.split("-")
    # Those of `wordpress:fpm` and the like leave the web server out.
    if "fpm" in parts:
        return _FPM_ALONE
    rows = [row.split(" ") for row in _EXPOSED.splitlines()]
    for name in (*(f"{ref.name}:{part}" for part in parts), ref.name):
        found = [row[1:] for row in rows if row[0] == name]
        if found:
            return tuple(port for ports in found for port in ports)
    return ()


def brings_healthcheck(ref: ImageRef) -> bool:
    """Whether an image is known to have a health check of its own."""
    return ref.repository in _WITH_HEALTHCHECK
