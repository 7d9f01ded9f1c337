"""Names of Docker official images and of public registries, and what passes for them.

Official images: the files under library/ of github.com/docker-library/official-images in their
state of 2026-08, and the names deleted there since 2014. Registries: the vendors' own guides.
Collected 2026-11.
"""

from ..model.image_ref import ImageRef

OFFICIAL = frozenset(
    """adminer adoptopenjdk aerospike almalinux alpine alt amazoncorretto amazonlinux api-firewall
    arangodb archlinux azul-zulu backdrop bash bonita buildpack-deps busybox caddy cassandra
    celery centos chronograf cirros clearlinux clefos clickhouse clojure composer consul
    convertigo couchbase couchdb crate crux dart debian django docker docker-dev drupal
    eclipse-mosquitto eclipse-temurin eggdrop elasticsearch elixir emqx erlang espocrm euleros
    express-gateway fedora flink fluentd friendica fsharp gazebo gcc geonetwork ghost glassfish
    golang gradle groovy haproxy haskell haxe hello-seattle hello-world hipache hitch hola-mundo
    httpd hylang ibm-semeru-runtimes ibmjava influxdb iojs irssi java jenkins jetty jobber
    joomla jruby julia kaazing-gateway kapacitor kibana known kong krakend lightstreamer
    liquibase logstash mageia mariadb matomo maven mediawiki memcached mongo mongo-express
    monica mono mysql nats nats-streaming neo4j neurodebian nextcloud nginx nim node notary
    nuxeo odoo open-liberty openjdk opensuse oraclelinux orientdb owncloud percona perl photon
    php php-zendserver phpmyadmin piwik plone postfixadmin postgres pypy python r-base rabbitmq
    rails rakudo-star rapidoid redis redmine registry rethinkdb rocket.chat rockylinux ros ruby
    rust sapmachine satosa scratch sentry silverpeas sl solr sonarqube sourcemage
    spark spiped storm swarm swift swipl teamspeak telegraf thrift tomcat tomee traefik ubuntu
    ubuntu-debootstrap ubuntu-upstart unit varnish vault websphere-liberty wordpress
    xwiki yourls znc zookeeper""".split()
)

ARCHITECTURES = frozenset(
    "amd64 arm32v5 arm32v6 arm32v7 arm64v8 i386 mips64le ppc64le riscv64 s390x winamd64".split()
)
"""Namespaces of Docker Hub that hold the official images of one architecture."""

_MIRRORS = ("public.ecr.aws/docker/library/", "mirror.gcr.io/library/")

_BASES = frozenset(
    """almalinux alpine amazonlinux archlinux busybox centos debian eclipse-temurin fedora golang
    gradle maven node openjdk oraclelinux php python rockylinux ruby rust ubuntu""".split()
)
"""Official images that people build on; behind a registry of one's own these names mean them."""

OTHERS = frozenset(
    """bongo blink candy clink closure clone compose crane crater create cradle cython
    daddy ditch entry fault fluent flank gentry grate groove hatch haven helloworld hello_world
    host http https ipython jython julie knows link mango mongod mongos mssql mysqld
    phone pitch plane raven remine redline rotary shark shift spare spars stark stork store
    story witch consult""".split()
)
"""Names one letter away from an official image that are words or programs of their own."""

REGISTRIES = frozenset(
    """docker.io index.docker.io registry-1.docker.io registry.hub.docker.com hub.docker.com ghcr.io
    gcr.io us.gcr.io eu.gcr.io asia.gcr.io mirror.gcr.io k8s.gcr.io registry.k8s.io quay.io
    mcr.microsoft.com public.ecr.aws registry.gitlab.com docker.elastic.co nvcr.io lscr.io cgr.dev
    icr.io registry.access.redhat.com registry.redhat.io registry.fedoraproject.org
    registry.opensuse.org registry.suse.com container-registry.oracle.com docker.n8n.io
    docker.pkg.github.com docker.gitea.com codeberg.org dhi.io xpkg.upbound.io""".split()
)

LOOK_ALIKES = {
    "docker.com": "docker.io",
    "docker.co": "docker.io",
    "docker.oi": "docker.io",
    "ghcr.com": "ghcr.io",
    "ghcr.co": "ghcr.io",
    "ghcr.oi": "ghcr.io",
    "githubcr.io": "ghcr.io",
    "qcr.io": "gcr.io",
    "gcr.oi": "gcr.io",
    "guay.io": "quay.io",
    "qay.io": "quay.io",
    "quay.com": "quay.io",
    "quay.co": "quay.io",
}
"""Registries too far from, or too short for, what is computed below."""

SHORTEST = 5
"""An official name shorter than this has too many honest neighbours."""

LONG_REGISTRY = 9
"""A registry of this length is taken for its neighbour at one letter's distance too."""

_SAME_LOOK = str.maketrans("0135", "oles")


def official_name(ref: ImageRef) -> str:
    """The name of a Docker official image, mirrored ones included; "" for other images.

    A registry that is nobody's public one passes on `library/debian`, or `debian` alone.
    """
    namespace = ref.namespace
    if ref.registry == "docker.io":
        return ref.name if namespace == "library" or namespace in ARCHITECTURES else ""
    if ref.repository.startswith(_MIRRORS):
        return ref.name
    if ref.registry in REGISTRIES or ref.name not in OFFICIAL:
        return ""
    passed_on = namespace.rpartition("/")[2] == "library" or (not namespace and ref.name in _BASES)
    return ref.name if passed_on else ""


def squatted_image(name: str) -> str | None:
    """The official image that a name outside the list is one edit away from.

    An edit adds, drops, changes or swaps letters (Damerau-Levenshtein); a digit at the end
    numbers a copy and is none.
    """
    # A name that is longer than all of these by two letters is not compared: it may be very long.
    if name in OFFICIAL or name in OTHERS or len(name) > len(max(OFFICIAL, key=len)) + 1:
        return None
    if name[-1:].isdigit() and name.rstrip("0123456789") in OFFICIAL:
        return None
    for official in sorted(OFFICIAL):
        if len(official) >= SHORTEST and one_edit_apart(name, official):
            return official
    return None


def squatted_registry(registry: str) -> str | None:
    """The public registry that another one's name imitates."""
    host = registry.lower()
    if host in REGISTRIES:
        return None
    if host in LOOK_ALIKES:
        return LOOK_ALIKES[host]
    looks = _looks(host)
    for known in sorted(REGISTRIES):
        if looks == _looks(known) or _swapped(host, known):
            return known
        if len(known) >= LONG_REGISTRY and one_edit_apart(host, known):
            return known
    return None


def squatted_namespace(namespace: str) -> bool:
    """Whether a namespace of Docker Hub imitates `library`, where official images live."""
    return _looks(namespace) == _looks("library") or one_edit_apart(namespace, "library")


def one_edit_apart(one: str, other: str) -> bool:
    """Whether the Damerau-Levenshtein distance is exactly 1; linear in the lengths.

    difflib would call a letter that moved anywhere as near (`osptgres`), and needs five times as
    long for each image of a scan, besides being imported for each.
    """
    if one == other or abs(len(one) - len(other)) > 1:
        return False
    start = 0
    while start < min(len(one), len(other)) and one[start] == other[start]:
        start += 1
    one, other = one[start:], other[start:]
    if len(one) != len(other):
        return one[1:] == other or one == other[1:]
    return one[1:] == other[1:] or _swapped(one, other)


def _swapped(one: str, other: str) -> bool:
    """Whether two neighbouring letters changed places."""
    if len(one) != len(other) or sorted(one) != sorted(other):
        return False
    differ = [i for i, pair in enumerate(zip(one, other, strict=True)) if pair[0] != pair[1]]
    return len(differ) == 2 and differ[1] == differ[0] + 1


def _looks(text: str) -> str:
    """How a name looks at a glance: `rn` is m, `1` and `i` are l, `0` is o."""
    same = text.lower().translate(_SAME_LOOK).replace("rn", "m").replace("vv", "w")
    return same.replace("i", "l")
