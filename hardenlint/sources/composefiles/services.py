"""Services: from merged nodes to the model's containers."""

import os

from ...model import (
    BuildLink,
    Capabilities,
    Device,
    Field,
    ImageRef,
    Mount,
    Namespace,
    Port,
    PublishedPort,
    RestartPolicy,
    SecurityOpt,
    Service,
    User,
)
from ...model.capability import canonical
from .fields import Reader, argv, healthcheck
from .nodes import Node
from .shortforms import FormError, device, home, ports, size, volume


def service(
    name: str, key: Node, node: Node, volumes: Node | None, base: str
) -> tuple[Service, Reader]:
    """Build one service; `volumes` are the project's, `base` the folder paths are relative to."""
    pointer = f"/services/{name.replace('~', '~0').replace('/', '~1')}"
    span = key.span(pointer)
    reader = Reader(node, pointer, span)
    result = Service(name, span, "compose")
    result.service = name
    _process(result, reader)
    _isolation(result, reader)
    _limits(result, reader)
    result.mounts = _mounts(reader, volumes)
    result.devices = _devices(reader)
    result.ports = _ports(reader)
    _networks(result, reader)
    result.build_link = _build(reader, base)
    return result, reader


def _process(result: Service, reader: Reader) -> None:
    image = reader.text("image")
    value = ImageRef.parse(image.value) if image.value else None
    result.reference = Field(value, image.span, image.origin, image.note)
    user = reader.text("user", "")
    parsed = None if user.value is None else User.parse(user.value)
    stated = user.origin if parsed is None or parsed.is_set else "defaulted"
    result.user = Field(parsed, user.span, stated, user.note)
    for name, (node, pointer) in reader.mapping("environment").items():
        passed_through = node.is_null or node.kind != "scalar"
        result.env[name] = reader.field(node, pointer, None if passed_through else node.value)
    for name, (node, pointer) in reader.mapping("labels").items():
        if node.kind == "scalar":
            result.labels[name] = reader.field(node, pointer, node.value)
    result.healthcheck = healthcheck(reader)
    result.workdir = reader.text("working_dir")
    result.entrypoint = _words(reader, "entrypoint")
    result.command = _words(reader, "command")
    result.runtime = reader.text("runtime", "")
    result.exposed = _exposed(reader)


def _words(reader: Reader, key: str) -> Field[tuple[str, ...]]:
    node = reader.get(key)
    if node is None:
        return reader.default(None)
    return reader.field(node, reader.place(key), argv(node))


def _exposed(reader: Reader) -> tuple[Field[Port], ...]:
    exposed: list[Field[Port]] = []
    for item, pointer in reader.items("expose"):
        number, _, protocol = item.value.partition("/") if item.kind == "scalar" else ("", "", "")
        low, _, high = number.partition("-")
        if low.isascii() and low.isdigit() and (not high or high.isdigit()):
            port = Port(int(low), protocol or "tcp", int(high or 0))
            exposed.append(reader.field(item, pointer, port))
    return tuple(exposed)


def _isolation(result: Service, reader: Reader) -> None:
    result.privileged = reader.boolean("privileged")
    result.read_only = reader.boolean("read_only")
    drop = reader.get("cap_drop")
    span = drop.span(reader.place("cap_drop")) if drop else reader.default_span
    result.capabilities = Capabilities(span, _caps(reader, "cap_add"), _caps(reader, "cap_drop"))
    result.security_opts = tuple(
        reader.field(item, pointer, SecurityOpt.parse(item.value))
        for item, pointer in reader.items("security_opt")
        if item.kind == "scalar"
    )
    for option in result.security_opts:
        if option.value is not None and option.value.name == "systempaths":
            result.masked_paths = option._replace(value=option.value.value != "unconfined")
    if result.masked_paths.value is None and not result.unknown_options:
        result.masked_paths = reader.default(True)
    for key, slot in (("pid", "pid"), ("ipc", "ipc"), ("uts", "uts"), ("userns_mode", "userns"),
                      ("cgroup", "cgroup"), ("network_mode", "network")):  # fmt: skip
        mode = reader.text(key, "")
        value = None if mode.value is None else Namespace.parse(mode.value)
        setattr(result, slot, Field(value, mode.span, mode.origin, mode.note))
    result.cgroup_parent = reader.text("cgroup_parent", "")
    result.group_add = reader.texts("group_add")


def _caps(reader: Reader, key: str) -> tuple[Field[str], ...]:
    return tuple(
        field._replace(value=None if field.value is None else canonical(field.value))
        for field in reader.texts(key)
    )


def _limits(result: Service, reader: Reader) -> None:
    deploy = reader.inner("deploy")
    resources = deploy.inner("resources") if deploy else None
    limits = resources.inner("limits") if resources else None
    result.memory = _first(_size(reader, "mem_limit"), limits and _size(limits, "memory"))
    cpus = _first(reader.number("cpus"), limits and limits.number("cpus"))
    quota = reader.number("cpu_quota")
    if cpus.value == 0 and quota.stated and quota.value is not None and quota.value > 0:
        cpus = quota._replace(value=quota.value / 100_000)
    result.cpus = cpus
    pids = _first(reader.number("pids_limit"), limits and limits.number("pids"))
    result.pids = pids._replace(value=None if pids.value is None else max(int(pids.value), 0))
    result.restart = _restart(reader, deploy)


def _first(own: Field[float], limit: Field[float] | None) -> Field[float]:
    """The service's own limit, else the one under `deploy`."""
    if limit is None or not limit.stated:
        return own
    return limit if not own.stated or own.value == 0 else own


def _size(reader: Reader, key: str) -> Field[float]:
    text = reader.text(key, "0")
    if text.value is None:
        return Field(None, text.span, text.origin, text.note)
    try:
        return Field(max(size(text.value), 0), text.span, text.origin, text.note)
    except FormError as error:
        reader.refuse(str(error), reader.node.value[key], reader.place(key))
        return Field(None, text.span, text.origin, text.note)


def _restart(reader: Reader, deploy: Reader | None) -> Field[RestartPolicy]:
    """The larger of `restart` and `deploy.restart_policy` counts."""
    text = reader.text("restart", "no")
    if text.value is None:
        return Field(None, text.span, text.origin, text.note)
    name, _, retries = text.value.partition(":")
    count = int(retries) if retries.isascii() and retries.isdigit() else 0
    own = Field(RestartPolicy(name, count), text.span, text.origin, text.note)
    policy = deploy.inner("restart_policy") if deploy else None
    if policy is None:
        return own
    condition = policy.text("condition", "any")
    attempts = policy.number("max_attempts")
    if condition.value is None or attempts.value is None:
        return Field(None, policy.default_span)
    kinds = {"none": "no", "on-failure": "on-failure", "any": "always"}
    declared = RestartPolicy(kinds.get(condition.value, "always"), int(attempts.value))
    if declared.name == "always" and declared.max_retries:
        declared = declared._replace(name="on-failure")
    place = attempts.span if attempts.stated else policy.default_span
    return own if _weight(own.value) >= _weight(declared) else Field(declared, place)


def _weight(policy: RestartPolicy | None) -> float:
    if policy is None or policy.name == "no":
        return 0
    return policy.max_retries or float("inf")


def _mounts(reader: Reader, volumes: Node | None) -> tuple[Field[Mount], ...]:
    mounts: list[Field[Mount]] = []
    for item, pointer in reader.items("volumes"):
        mount = _mount(reader, item, pointer)
        if mount is not None:
            mounts.append(reader.field(item, pointer, _disguised(mount, volumes)))
    for item, pointer in _tmpfs(reader):
        target, _, options = item.value.partition(":")
        mounts.append(reader.field(item, pointer, Mount("tmpfs", "", target, options=options)))
    return tuple(mounts)


def _tmpfs(reader: Reader) -> list[tuple[Node, str]]:
    node = reader.get("tmpfs")
    if node is not None and node.kind == "scalar":
        return [(node, reader.place("tmpfs"))]
    return [item for item in reader.items("tmpfs") if item[0].kind == "scalar"]


def _mount(reader: Reader, item: Node, pointer: str) -> Mount | None:
    if item.kind == "scalar":
        try:
            mount = volume(item.value).mount()
        except FormError as error:
            if item.known:
                reader.refuse(str(error), item, pointer)
                return None
            return Mount("bind", "", "")
        return mount._replace(source=home(mount.source))
    inner = Reader(item, pointer, item.span(pointer))
    inner.refused = reader.refused
    bind, kind = inner.inner("bind"), inner.text("type").value
    source, target = inner.text("source", ""), inner.text("target", "")
    if any(field.value is None for field in (source, target)):
        item.known, item.note = False, source.note or target.note
    return Mount(
        kind or "volume",
        home(source.value or ""),
        target.value or "",
        read_only=inner.boolean("read_only").value is True,
        propagation=(bind.text("propagation").value or "") if bind else "",
        selinux=(bind.text("selinux").value or "") if bind else "",
    )


def _disguised(mount: Mount, volumes: Node | None) -> Mount:
    """A named volume of the local driver with `o: bind` is a bind mount."""
    declared = volumes.get(mount.source) if volumes and mount.type == "volume" else None
    options = declared.get("driver_opts") if declared else None
    if options is None or options.kind != "map":
        return mount
    words = {k: v.value for k, v in options.value.items() if v.kind == "scalar" and v.known}
    if not {"bind", "rbind"} & set(words.get("o", "").split(",")) or "device" not in words:
        return mount
    read_only = mount.read_only or "ro" in words["o"].split(",")
    return mount._replace(
        type="bind", source=home(words["device"]), volume=mount.source, read_only=read_only
    )


def _devices(reader: Reader) -> tuple[Field[Device], ...]:
    devices: list[Field[Device]] = []
    for item, pointer in reader.items("devices"):
        if item.kind == "scalar":
            devices.append(reader.field(item, pointer, device(item.value)))
            continue
        inner = Reader(item, pointer, item.span(pointer))
        source, target = inner.text("source", "").value, inner.text("target").value
        permissions = inner.text("permissions").value or "rwm"
        if source is not None:
            devices.append(Field(Device(source, target or source, permissions), item.span(pointer)))
    return tuple(devices)


def _ports(reader: Reader) -> tuple[Field[PublishedPort], ...]:
    published: list[Field[PublishedPort]] = []
    for item, pointer in reader.items("ports"):
        if item.kind == "map":
            published += _long_port(reader, item, pointer)
            continue
        try:
            found = ports(item.value) if item.kind == "scalar" else []
        except FormError as error:
            if item.known:
                reader.refuse(str(error), item, pointer)
            continue
        published += [reader.field(item, pointer, port) for port in found]
    return tuple(published)


def _long_port(reader: Reader, item: Node, pointer: str) -> list[Field[PublishedPort]]:
    inner = Reader(item, pointer, item.span(pointer))
    inner.refused = reader.refused
    values = [inner.text(k, d) for k, d in (("target", None), ("published", ""), ("host_ip", ""),
                                            ("protocol", "tcp"))]  # fmt: skip
    unknown = next((v for v in values if v.value is None), None)
    if unknown is not None:
        return [Field(None, item.span(pointer), "stated", unknown.note)]
    target, published, ip, protocol = (value.value or "" for value in values)
    note = next((value.note for value in values if value.note), "")
    host = f"[{ip}]:" if ":" in ip else f"{ip}:" if ip else ""
    text = f"{host}{published}:{target}/{protocol}" if published or host else f"{target}/{protocol}"
    try:
        found = ports(text)
    except FormError as error:
        reader.refuse(str(error), item, pointer)
        return []
    return [Field(port, item.span(pointer), "stated", note) for port in found]


def _networks(result: Service, reader: Reader) -> None:
    node = reader.get("networks")
    if node is None or node.kind == "scalar":
        implicit = not result.network.stated and reader.get("provider") is None
        result.implicit_network = reader.default(implicit)
        if implicit:
            result.networks["default"] = Field("default", reader.default_span, "defaulted")
        return
    place = reader.place("networks")
    if node.kind == "seq":
        named = [(item.value, item, f"{place}/{n}") for n, item in enumerate(node.value)]
    else:
        named = [(name, node.keys[name], f"{place}/{name}") for name in node.value]
    for name, item, pointer in named:
        if isinstance(name, str):
            result.networks[name] = reader.field(item, pointer, name)
    result.implicit_network = Field(False, node.span(place))


def _build(reader: Reader, base: str) -> BuildLink | None:
    node = reader.get("build")
    if node is None:
        return None
    span = node.span(reader.place("build"))
    if node.kind == "scalar":
        context = node.value if node.known else ""
        path = _dockerfile(base, context, "Dockerfile") if node.known else ""
        none: Field[str] = Field(None, span, "defaulted")
        return BuildLink(span, _context(base, context), path, none, {}, none)
    inner = reader.inner("build")
    if inner is None:
        return None
    first = next(iter(node.keys.values()), node)
    context_field, target = inner.text("context", "."), inner.text("target")
    name, inline = inner.text("dockerfile", "Dockerfile"), inner.text("dockerfile_inline")
    args = {
        key: inner.field(value, pointer, None if value.is_null else value.value)
        for key, (value, pointer) in inner.mapping("args").items()
        if value.kind == "scalar"
    }
    place = context_field.span if context_field.stated else first.span(reader.place("build"))
    known = context_field.value is not None and name.value is not None
    context = context_field.value or ""
    path = _dockerfile(base, context, name.value or "") if known and not inline.stated else ""
    return BuildLink(place, _context(base, context), path, target, args, inline)


def is_remote(context: str) -> bool:
    """Whether a build context lies on another machine."""
    return "://" in context or context.startswith(("git@", "github.com/"))


def _context(base: str, context: str) -> str:
    if is_remote(context):
        return context
    return os.path.normpath(os.path.join(base, home(context)))


def _dockerfile(base: str, context: str, name: str) -> str:
    if is_remote(context):
        return ""
    return os.path.normpath(os.path.join(_context(base, context), name))
