"""Services that are not meant for strangers: by image the ports they serve, by port what they are.

An image is known by the last part of its name, whoever built it (`bitnami/redis` is a `redis`).
Ports are the defaults of the projects' own documentation and the EXPOSE of their images; those of
`UNMISTAKABLE` are assigned or established for one service (IANA service name and port number
registry). As of 2026-12.
"""

from collections.abc import Iterable, Iterator, Mapping

from hardenlint.text.numbers import boolean

_Table = dict[str, tuple[int, ...]]


def _table(lines: str) -> _Table:
    """Read lines of `name name: port port`."""
    found: _Table = {}
    for line in lines.strip().splitlines():
        names, _, ports = line.partition(":")
        for name in names.split():
            found[name] = (*found.get(name, ()), *map(int, ports.split()))
    return found


DATASTORES = _table("""
postgres postgresql postgis timescaledb timescaledb-ha pgvector pgvecto-rs postgresql-repmgr: 5432
pgbouncer pgpool pgpool-ii: 5432 6432
cratedb crate: 4200 5432
cockroach cockroachdb: 26257 8080
yugabyte: 5433 7000 9000
mysql mysql-server mariadb mariadb-galera percona percona-server: 3306 33060
tidb: 4000 10080
mssql mssql-server azure-sql-edge: 1433
oracle-free oracle-xe oracle-database: 1521 5500
db2: 50000
firebird firebirdsql: 3050
mongo mongodb mongodb-community-server mongodb-enterprise-server percona-server-mongodb: 27017 27018
ferretdb: 27017
redis redis-stack-server valkey keydb dragonfly redis-cluster redis-sentinel: 6379 16379 26379
redis-stack: 6379 8001
memcached: 11211
elasticsearch opensearch: 9200 9300
solr: 8983
meilisearch: 7700
typesense: 8108
couchdb: 5984 4369 9100
couchbase: 8091 8092 8093 8094 8095 8096 11207 11210
cassandra scylla: 7000 7001 7199 9042 9160
neo4j: 7473 7474 7687
arangodb: 8529
rethinkdb: 8080 28015 29015
orientdb: 2424 2480
dgraph: 5080 8080 9080
surrealdb: 8000
aerospike aerospike-server: 3000 3001 3002
influxdb: 8083 8086 8088
questdb: 8812 9000 9009
clickhouse clickhouse-server: 8123 8443 9000 9004 9005 9009 9440
victoria-metrics victoria-logs: 8428 9428
qdrant: 6333 6334
weaviate: 8080 50051
milvus: 9091 19530
chroma: 8000
minio: 9000
etcd: 2379 2380
zookeeper: 2181 2888 3888 8080
consul: 8300 8301 8302 8500 8501 8502 8600
vault: 8200 8201
openldap: 389 636 1389 1636
lldap: 3890 6360
nacos nacos-server: 8848 9848
opentsdb: 4242
druid apache-druid: 8081 8082 8083 8088 8090 8091 8888
hugegraph: 8080
loki: 3100 9095
proxysql: 6032 6033
hazelcast: 5701
ignite apacheignite: 10800 47500
azurite azure-storage-azurite: 10000 10001 10002
azure-cosmos-emulator: 8081 10250 10251
dynamodb-local: 8000
localstack localstack-pro: 4566
fake-gcs-server: 4443
registry distribution docker-registry: 5000
rqlite: 4001 4002
tarantool: 3301
vespa: 8080 19071
marqo: 8882
lakefs: 8000
tempo: 3200
mimir: 9009
""")
"""Where data is kept."""

QUEUES = _table("""
rabbitmq: 1883 4369 5671 5672 25672
kafka cp-kafka cp-server kafka-native confluent-local: 9092 9093 9094 19092 29092
servicebus-emulator azure-servicebus-emulator: 5672 5300
redpanda: 8081 8082 9092 9644
nats nats-streaming: 4222 6222 8222
activemq activemq-classic activemq-artemis artemis: 5672 61613 61616
pulsar: 6650 8080
rocketmq: 9876 10909 10911
mosquitto eclipse-mosquitto: 1883 9001
emqx: 1883 8083
vernemq: 1883 8888
nsq nsqd: 4150 4151
beanstalkd: 11300
""")
"""Where messages wait."""

CONSOLES = _table("""
pgadmin: 80 443 5050
pgadmin4 phpmyadmin phppgadmin phpldapadmin phpredisadmin phpmemcachedadmin: 80 443
adminer adminerevo: 80 443 8080
pgweb: 8081
mongo-express redis-commander: 8081
redisinsight: 5540 8001
cloudbeaver: 8978
sqlpad dbgate: 3000
kibana opensearch-dashboards: 5601
logstash: 9600
cerebro kafka-manager cmak kafdrop: 9000
kafka-ui akhq: 8080
flower: 5555
portainer portainer-ce portainer-ee: 9000 9443
dockge: 5001
yacht: 8000
dozzle cadvisor: 8080
docker-ui ui-for-docker: 9000
rancher: 80 443
webmin: 10000
nginx-proxy-manager: 81
adguardhome: 3000
nginx-ui: 9000
apisix-dashboard: 9000
airflow: 5555
flink: 6123 8081
spark spark-master spark-worker: 6066 7077 8080 8081
hadoop: 8088 9870 50070
glassfish payara: 4848
wildfly jboss: 9990 9993
weblogic: 5556 7001 7002 9002
supervisor supervisord: 9001
scrapyd: 6800
syncthing: 8384
ray: 8265 10001
kong: 8001 8444
apisix: 9180
wg-easy: 51821
activemq activemq-classic activemq-artemis artemis: 8161
rabbitmq: 15671 15672
emqx: 18083
minio: 9001
glances: 61208
netdata: 19999
standalone-chrome standalone-chromium standalone-firefox standalone-edge: 7900
node-chrome node-chromium node-firefox node-edge: 7900
prometheus: 9090
pushgateway: 9091
alertmanager: 9093
""")
"""From where other services are administered or watched."""

WITHOUT_LOGIN = _table("""
selenium selenium-hub standalone-chrome standalone-chromium: 4444
selenium/hub selenium/router standalone-docker: 4442 4443 4444
selenium/event-bus: 4442 4443 5557
standalone-firefox standalone-edge: 4444
node-chrome node-chromium node-firefox node-edge: 5555
browserless browserless-chrome: 3000 9222
splash: 8050
flaresolverr: 8191
gotenberg: 3000
tika: 9998
ollama: 11434
vllm-openai: 8000
tritonserver: 8000 8001 8002
text-generation-webui: 5000 7860
comfyui: 8188
stable-diffusion-webui: 7860
tensorboard: 6006
mlflow: 5000
dask: 8786 8787
node-red: 1880
kafka-connect cp-kafka-connect cp-server-connect debezium-connect: 8083
schema-registry cp-schema-registry apicurio-registry: 8081 8080
cp-enterprise-control-center control-center: 9021
ksqldb-server cp-ksqldb-server ksqldb: 8088
cp-kafka-rest kafka-rest: 8082
auto-setup temporal-auto-setup temporal temporalite: 7233
temporal-ui: 8080 8233
management-center: 8080
buildkit buildkitd: 1234
mailhog mailpit: 1025 8025
maildev: 1025 1080
mailcatcher: 1025 1080
inbucket: 2500 9000 1100
smtp4dev: 25 80 5000
greenmail: 3025 3110 3143 8080
jaegertracing/all-in-one jaeger-all-in-one jaeger-query jaeger: 16686
zipkin: 9411
node-exporter node_exporter: 9100
redis_exporter redis-exporter: 9121
postgres-exporter postgres_exporter: 9187
mysqld-exporter: 9104
mongodb-exporter mongodb_exporter: 9216
blackbox-exporter: 9115
spark-history-server: 18080
nomad: 4646
""")
"""What does what anybody asks of it: browsers, models, exporters, catchers of mail."""

BACKENDS = _table("""
php php-fpm: 9000
tomcat tomee: 8005 8009
""")
"""Where only the web server in front is meant to speak: FastCGI runs any file
that it is told to, AJP believes what it is told about who is logged in."""

UNMISTAKABLE = {
    23: "remote login in clear text (Telnet)",
    1433: "SQL Server",
    1521: "Oracle Database",
    2375: "the Docker API",
    2376: "the Docker API",
    2379: "etcd",
    2380: "etcd",
    3306: "MySQL",
    3389: "remote desktop (RDP)",
    5432: "PostgreSQL",
    5900: "remote desktop (VNC)",
    5984: "CouchDB",
    6379: "Redis",
    9200: "Elasticsearch",
    9229: "the Node.js debugger",
    11211: "memcached",
    27017: "MongoDB",
}
"""Ports that tell what listens, whatever the image."""

_FOR_EVERYBODY = _table("""
ocis ocis-rolling opencloud opencloud-rolling: 9200
""")
"""Images that serve their users at such a port."""

DOCKER_API = frozenset((2375, 2376, 4243))
"""Where dockerd listens: without TLS, with TLS, and without TLS before it had an own number."""


def is_datastore(image: str) -> bool:
    """Whether an image of that name keeps data or messages for other services."""
    return image.lower() in DATASTORES or image.lower() in QUEUES


def sensitive(image: str, port: int) -> str:
    """What a port of a container is, when it is not for strangers; "" otherwise.

    `image` are the last two parts of the image's name, "" when it is not known.
    """
    name = image.lower().rpartition("/")[2]
    for product in (image.lower(), *_products(name)):
        for kind, table in (
            ("the datastore", DATASTORES),
            ("the message queue", QUEUES),
            ("the admin console", CONSOLES),
            ("without a login:", WITHOUT_LOGIN),
            ("the internal port of", BACKENDS),
        ):
            if port in table.get(product, ()):
                return f"{kind} {product}"
    return "" if port in _FOR_EVERYBODY.get(name, ()) else UNMISTAKABLE.get(port, "")


def _products(name: str) -> tuple[str, ...]:
    """The products that an image may be: `postgres-16` and `shop-postgres` are a postgres.

    Which of them it is, its ports say as well.
    """
    words = name.replace("_", "-").split("-")
    return (name, words[0], words[-1]) if len(words) > 1 else (name,)


def opens_dashboard(words: Iterable[str], env: Mapping[str, str | None]) -> bool:
    """Whether Traefik is told to serve its dashboard and API to everybody, on port 8080."""
    options = (word.lower().partition("=") for word in words)
    return boolean(env.get("TRAEFIK_API_INSECURE") or "") is True or any(
        name == "--api.insecure" and (not sep or boolean(value)) for name, sep, value in options
    )


_PROXIES = frozenset(
    """tecnativa/docker-socket-proxy linuxserver/socket-proxy wollomatic/socket-proxy
    11notes/socket-proxy""".split()
)


def is_socket_proxy(image: str) -> bool:
    """Whether this is a known filter in front of the Docker socket.

    `image` is the repository with its registry.
    """
    return "/".join(image.lower().split("/")[-2:]) in _PROXIES


def is_read_only_proxy(image: str, words: Iterable[str], env: Mapping[str, str | None]) -> bool:
    """Whether this is a known filter in front of the Docker socket that lets only reading pass.

    Reading is what they allow by default; POST, EXEC, ALLOW_… (or SP_ALLOW_POST,
    `-allowPOST=…`) open more.
    """
    return is_socket_proxy(image) and not any((*opened_words(words), *opened_names(env)))


def opened_words(words: Iterable[str]) -> tuple[str, ...]:
    """The words of a socket proxy's command line that let more than reading pass."""
    return tuple(w for w in words if w.lstrip("-").startswith(("allowP", "allowDELETE")))


def opened_names(env: Mapping[str, str | None]) -> tuple[str, ...]:
    """The variables of a socket proxy that let more than reading pass."""
    return tuple(name for name, value in env.items() if _opens(name, value))


def _opens(name: str, value: str | None) -> bool:
    if name.startswith("SP_ALLOW_"):
        return name.endswith(("_POST", "_PUT", "_PATCH", "_DELETE")) and bool(value)
    is_switch = name in ("POST", "EXEC") or name.startswith("ALLOW_")
    return is_switch and is_on(value)


def is_on(value: str | None) -> bool:
    """Whether a switch of a socket proxy is on; one that is not known is not."""
    return (value or "0").lower() not in ("0", "false", "no", "off")


def open_engine(image: str, words: Iterable[str]) -> str:
    """The TCP address on which a command line has dockerd listen to anybody; "" for none.

    The words may hold further command lines (`sh -c "dockerd -H …"`). Options alone are
    dockerd's in an image of Docker-in-Docker, `image` being the last part of its name.
    """
    options = [part for word in words for part in word.split()]
    is_engine = any(option.rpartition("/")[2].startswith("dockerd") for option in options)
    is_dind = image in ("docker", "dind") and options[:1] != [] and options[0].startswith("-")
    verifies = any(option in ("--tlsverify", "--tlsverify=true") for option in options)
    if verifies or not (is_engine or is_dind):
        return ""
    return next((address for address in _addresses(options) if _is_open(address)), "")


def _addresses(options: list[str]) -> Iterator[str]:
    """Where `-H`, `--host` and their joined spellings point."""
    for option, following in zip(options, [*options[1:], ""], strict=True):
        if option in ("-H", "--host"):
            yield following
        elif option.startswith(("-H", "--host=")):
            yield option.removeprefix("--host=").removeprefix("-H").removeprefix("=")


def _is_open(address: str) -> bool:
    loopback = ("tcp://127.", "tcp://localhost", "tcp://[::1]")
    return address.startswith("tcp://") and not address.startswith(loopback)
