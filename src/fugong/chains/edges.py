"""The supply chain of a campaign as a graph: enterprises and partners outside, who supplies whom, who runs."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from fugong.accounts.permissions import Permission
from fugong.chains.models import Interruption, OutsideLink
from fugong.places.models import Campaign
from fugong.planning.ordering.chain import behind, chain
from fugong.registry.models import Enterprise, SupplyLink
from fugong.resumption.models import Resumption

if TYPE_CHECKING:
    from fugong.accounts.models import User

DAYS = 365
RUNS = "resumed"


@dataclass(slots=True)
class Node:
    """An enterprise of the area (`pk`) or a partner outside. `output`: yuan a day. `stands`: running | stopped | unknown."""

    key: str
    name: str
    stands: str
    pk: int | None = None
    partner: int | None = None
    state: str = ""
    output: int = 0
    region: str = ""
    seen: bool = True
    why: str = ""
    """Key of why it doesn't run: its state, or an interrupted supply."""


@dataclass(frozen=True, slots=True)
class Edge:
    """`supplier` and `customer` are keys of nodes. `broken`: number of the open interruption, if there is one."""

    supplier: str
    customer: str
    what: str = ""
    kind: str = ""
    share: int | None = None
    critical: bool = False
    waits: bool = False
    link: int | None = None
    outside: int | None = None
    broken: int | None = None


@dataclass(slots=True)
class Graph:
    """All nodes by key, all edges, and who stands in a ring."""

    nodes: dict[str, Node] = field(default_factory=dict)
    edges: list[Edge] = field(default_factory=list)

    def rings(self) -> list[list[str]]:
        """Groups of nodes that can't do without each other, in a ring: allowed, but shown."""
        keys = list(self.nodes)
        place = {key: at for at, key in enumerate(keys)}
        hard = [edge for edge in self.edges if edge.critical and edge.supplier != edge.customer]
        found = chain(len(keys), [(place[edge.supplier], place[edge.customer]) for edge in hard])
        return [[keys[at] for at in members] for members in found.members if len(members) > 1]


@dataclass(frozen=True, slots=True)
class Bottleneck:
    """A supplier that stands still and holds others up: how many, how much output a day, and through whom."""

    node: Node
    customers: list[Node]
    held_up: int
    running: int
    output: int
    causes: list[str] = field(default_factory=list)


def key_of(enterprise: int) -> str:
    return f"e{enterprise}"


def whole(campaign: Campaign, user: User | None = None) -> Graph:
    """The campaign's chain. Whom the user doesn't see stays in it without a name."""
    graph = Graph()
    enrolled = Enterprise.objects.filter(enrolments__campaign=campaign)
    links = SupplyLink.objects.filter(supplier__in=enrolled, customer__in=enrolled)
    broken_in, broken_out = _broken(campaign)
    for row in links.values("pk", "supplier_id", "customer_id", *SAID):
        ends = (key_of(row.pop("supplier_id")), key_of(row.pop("customer_id")))
        pk = row.pop("pk")
        graph.edges.append(Edge(*ends, **row, link=pk, broken=broken_in.get(pk)))
    partners: dict[str, Node] = {}
    for link in OutsideLink.objects.filter(campaign=campaign).select_related("partner"):
        key = f"p{link.partner_id}"
        partners[key] = Node(
            key, link.partner.name, link.partner.works, partner=link.partner_id, region=link.partner.region
        )
        ends = (key, key_of(link.enterprise_id)) if link.upstream else (key_of(link.enterprise_id), key)
        said = {name: getattr(link, name) for name in SAID}
        graph.edges.append(Edge(*ends, **said, outside=link.pk, broken=broken_out.get(link.pk)))
    used = {int(key[1:]) for edge in graph.edges for key in (edge.supplier, edge.customer) if key[0] == "e"}
    graph.nodes = {node.key: node for node in nodes_of(campaign, used, user)} | partners
    graph.edges = [edge for edge in graph.edges if edge.supplier in graph.nodes and edge.customer in graph.nodes]
    return graph if user is None else _seen(graph)


def _seen(graph: Graph) -> Graph:
    """The links of which one end is an enterprise that the reader sees: who else supplies whom isn't told."""
    graph.edges = [
        edge for edge in graph.edges if any(graph.nodes[end].pk is not None for end in (edge.supplier, edge.customer))
    ]
    linked = {end for edge in graph.edges for end in (edge.supplier, edge.customer)}
    graph.nodes = {key: node for key, node in graph.nodes.items() if key in linked}
    return graph


SAID = ("what", "kind", "share", "critical", "waits")


def _broken(campaign: Campaign) -> tuple[dict[int, int], dict[int, int]]:
    """Open interruptions by link, inside and outside."""
    rows = list(Interruption.objects.filter(campaign=campaign, state="broken").values_list("pk", "link", "outside"))
    return {link: pk for pk, link, _o in rows if link}, {outside: pk for pk, _l, outside in rows if outside}


def nodes_of(campaign: Campaign, ids: Iterable[int], user: User | None) -> Iterator[Node]:
    """Enterprises as nodes: running where they resumed."""
    wanted = set(ids)
    states = dict(
        Resumption.objects.filter(campaign=campaign, enterprise__in=wanted).values_list("enterprise", "state")
    )
    rows = Enterprise.objects.filter(pk__in=wanted)
    seen = (
        None
        if user is None
        else set(rows.visible_to(user, Permission.KEY_VIEW).order_by().values_list("pk", flat=True))
    )
    for pk, name, output in rows.order_by("pk").values_list("pk", "name", "output_value"):
        state = states.get(pk, "")
        is_seen = seen is None or pk in seen
        stands = "running" if state in (RUNS, "exempt") else "stopped"
        yield Node(
            key_of(pk),
            name if is_seen else "",
            stands,
            pk if is_seen else None,
            None,
            state,
            _a_day(output),
            "",
            is_seen,
        )


def _a_day(output: int | None) -> int:
    return -(-(output or 0) // DAYS)


def bottlenecks(graph: Graph, most: int = 20) -> list[Bottleneck]:
    """Suppliers that stand still, those first that hold most output up: over links that the customer can't do without, and
    over supplies that are interrupted. A supplier that runs but whose supply doesn't arrive counts as well."""
    keys = list(graph.nodes)
    place = {key: at for at, key in enumerate(keys)}
    hard = [edge for edge in graph.edges if (edge.critical or edge.broken) and edge.supplier != edge.customer]
    built = chain(len(keys), [(place[edge.supplier], place[edge.customer]) for edge in hard])
    output = [graph.nodes[key].output for key in keys]
    worth = behind(built, output)
    ahead: dict[int, set[int]] = {}
    for edge in hard:
        ahead.setdefault(place[edge.supplier], set()).add(place[edge.customer])
    broken = {edge.supplier for edge in hard if edge.broken}
    found = []
    for key, at in place.items():
        node = graph.nodes[key]
        if at not in ahead or not (node.stands == "stopped" or key in broken):
            continue
        reached = _reached(at, ahead)
        causes = (["stopped"] if node.stands == "stopped" else []) + (["interrupted"] if key in broken else [])
        down = [graph.nodes[keys[each]] for each in reached]
        group_own = sum(output[each] for each in built.members[built.group[at]])
        found.append(
            Bottleneck(
                node, sorted((graph.nodes[keys[each]] for each in ahead[at]), key=lambda each: -each.output),
                len(down), sum(each.stands == "running" for each in down), worth[built.group[at]] - group_own, causes,
            )
        )  # fmt: skip
    found.sort(key=lambda each: (-each.output, -each.held_up, each.node.key))
    return found[:most]


def _reached(start: int, ahead: dict[int, set[int]]) -> set[int]:
    reached: set[int] = set()
    waiting = [start]
    while waiting:
        for customer in ahead.get(waiting.pop(), ()):
            if customer not in reached and customer != start:
                reached.add(customer)
                waiting.append(customer)
    return reached


def around(graph: Graph, centres: Iterable[str], depth: int, most: int) -> Graph:
    """The part within `depth` links of the centres, the nearest first, at most so many nodes."""
    beside: dict[str, list[str]] = {}
    for edge in graph.edges:
        beside.setdefault(edge.supplier, []).append(edge.customer)
        beside.setdefault(edge.customer, []).append(edge.supplier)
    kept: dict[str, None] = {key: None for key in centres if key in graph.nodes}
    edge_of = list(kept)
    for _round in range(depth):
        following = [other for key in edge_of for other in beside.get(key, ()) if other not in kept]
        for other in following:
            kept.setdefault(other)
        edge_of = list(dict.fromkeys(following))
    chosen = set(list(kept)[:most])
    return part(graph, chosen)


def part(graph: Graph, keys: set[str]) -> Graph:
    """These nodes, and the links between them."""
    return Graph(
        {key: node for key, node in graph.nodes.items() if key in keys},
        [edge for edge in graph.edges if edge.supplier in keys and edge.customer in keys],
    )


def of_enterprise(campaign: Campaign, enterprise: Enterprise, user: Any) -> tuple[list[Edge], dict[str, Node]]:
    """The links of one enterprise, and who is at their ends, by key. For the enterprise itself names of its partners are known."""
    graph = Graph()
    broken_in, broken_out = _broken(campaign)
    mine = SupplyLink.objects.filter(supplier=enterprise) | SupplyLink.objects.filter(customer=enterprise)
    for row in mine.values("pk", "supplier_id", "customer_id", *SAID).order_by("pk"):
        ends = (key_of(row.pop("supplier_id")), key_of(row.pop("customer_id")))
        pk = row.pop("pk")
        graph.edges.append(Edge(*ends, **row, link=pk, broken=broken_in.get(pk)))
    ids = {int(key[1:]) for edge in graph.edges for key in (edge.supplier, edge.customer)} | {enterprise.pk}
    nodes = {node.key: node for node in nodes_of(campaign, ids, user)}
    links = OutsideLink.objects.filter(campaign=campaign, enterprise=enterprise).select_related("partner")
    for link in links.order_by("pk"):
        key, own = f"p{link.partner_id}", key_of(enterprise.pk)
        nodes[key] = Node(
            key, link.partner.name, link.partner.works, partner=link.partner_id, region=link.partner.region
        )
        said = {name: getattr(link, name) for name in SAID}
        ends = (key, own) if link.upstream else (own, key)
        graph.edges.append(Edge(*ends, **said, outside=link.pk, broken=broken_out.get(link.pk)))
    return graph.edges, nodes
