"""A release as it is compared with another: the things in it by kind, each with its properties.

Everything is a thing here: a fact has the properties subject, predicate and object, and the claims it rests
on. What has no name of its own gets a key that says what it is, so that two releases agree on it: blank nodes
are written out as the class expressions or lists that they stand for.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

import pyoxigraph as ox

from hivkg.model import Literal, Term, n_triples
from hivkg.namespaces import BASE, DCTERMS, HIVKG, OA, OWL, PREFIXES, PROV, RDF, RDFS, SKOS, Iri, shorten
from hivkg.places import Release

Properties = Mapping[Iri, frozenset[Term]]
Things = Mapping[str, Properties]

KINDS: dict[str, tuple[str, ...]] = {
    "release": (),
    "module": ("ontology",),
    "term": ("ontology",),
    "axiom": ("ontology",),
    "mapping": ("mappings",),
    "source": ("documents",),
    "document": ("documents",),
    "particular": ("facts",),
    "agent": ("claims",),
    "claim": ("claims",),
    "conflict": ("conflicts", "claims"),
    "fact": ("facts", "claims"),
    "standing": ("facts", "conflicts", "claims"),
    "inference": ("inferred",),
    "query": ("queries",),
    "other": (),
    "candidate": ("candidates",),
}
"""What is compared, in the order in which it is told, and the graphs that a release must have for it."""

TYPE = f"{RDF}type"
LABEL = f"{RDFS}label"
SUBJECT, PREDICATE, OBJECT = (RDF + name for name in ("subject", "predicate", "object"))
CONCERNS, RELATION = f"{HIVKG}concerns", f"{HIVKG}disputedRelation"
EVIDENCE = f"{HIVKG}evidence"
INVOLVES, CERTAINTY = f"{HIVKG}involves", f"{HIVKG}certainty"
STANDING, WITHHELD = f"{HIVKG}standing", f"{HIVKG}withheldFor"
DERIVED = f"{PROV}wasDerivedFrom"
DATASET = f"{BASE}dataset"
VERSION = f"{OWL}versionInfo"
GROUNDS, POLICY = "the claims a fact rests on", "the version of the policy"
"""Properties that have no name in the graph."""

ASPECTS = {
    LABEL: "label",
    TYPE: "type",
    SUBJECT: "subject",
    PREDICATE: "relation",
    OBJECT: "object",
    GROUNDS: "rests on",
    VERSION: "version",
    POLICY: "policy",
    f"{SKOS}altLabel": "synonym",
    f"{SKOS}definition": "definition",
    f"{SKOS}note": "note",
    f"{RDFS}subClassOf": "parent",
    f"{RDFS}subPropertyOf": "parent",
    f"{OWL}deprecated": "deprecated",
    f"{OWL}equivalentClass": "equivalent to",
    f"{OWL}members": "member",
    f"{HIVKG}textSha256": "text",
}
"""What properties are called, in the order in which they are told; others go by their label, after these."""


_SSSOM = {
    PREFIXES["sssom"] + name: property_
    for name, property_ in (("subject_id", SUBJECT), ("predicate_id", PREDICATE), ("object_id", OBJECT))
}
_SELECTOR = f"{OA}hasSelector"
_AGENT = f"{HIVKG}Agent"
_NAMING = {LABEL, TYPE, f"{SKOS}altLabel", f"{SKOS}note"}
_JOINTS = {f"{OWL}intersectionOf": " and ", f"{OWL}unionOf": " or "}
_RESTRICTIONS = {f"{OWL}someValuesFrom": "some", f"{OWL}allValuesFrom": "only", f"{OWL}hasValue": "value"}
_FIRST, _REST, _NIL = (RDF + name for name in ("first", "rest", "nil"))


@dataclass(frozen=True, slots=True)
class Snapshot:
    """A release by kind of thing; a kind is missing where the release lacks a graph that it takes.

    `spans` are the pieces of evidence with what stands at their selector; `names` has the label of whatever has one.
    """

    graphs: frozenset[str]
    things: Mapping[str, Things]
    spans: Things
    names: Mapping[Iri, str]

    def get(self, kind: str, key: str) -> Properties:
        """Give the properties of a thing; none where it is not there."""
        return self.things.get(kind, {}).get(key, {})

    def show(self, term: Term | None) -> str:
        """Give a term for people: its label, else its CURIE, or a value as it is; nothing for none."""
        if term is None:
            return ""
        if isinstance(term, Literal):
            return term.value
        document, hash_, span = term.partition("#char=")
        return f"{shorten(document)} {span.replace(',', '-')}" if hash_ else self.names.get(term) or shorten(term)

    def name_aspect(self, property_: Iri) -> str:
        """Name a property of a thing, as it is told what differs."""
        return ASPECTS.get(property_) or self.show(property_)

    def sources(self, claim: Properties) -> list[Iri]:
        """Give the sources of a claim, or its documents where the release does not say whose they are."""
        documents = iris(claim, DERIVED)
        return sorted({each for iri in documents for each in iris(self.get("document", iri), DERIVED) or [iri]})


def iris(properties: Properties, property_: Iri) -> list[Iri]:
    """Give the values of a property that are IRIs, sorted."""
    return sorted(each for each in properties.get(property_, ()) if isinstance(each, str))


def only(properties: Properties, property_: Iri) -> Term | None:
    """Give the value of a property that has one, or the least of several."""
    return min(properties.get(property_, ()), key=n_triples, default=None)


def take_snapshot(release: Release) -> Snapshot:
    """Sort the graphs of a release into things."""
    graphs = release.graphs
    nodes = {name: _gather(triples) for name, triples in graphs.items()}

    def graph(name: str) -> Things:
        return nodes.get(name, {})

    ontology, claims, candidates, labels = graph("ontology"), graph("claims"), graph("candidates"), graph("mappings")
    stated = ((VERSION, release.version), (POLICY, release.policy))  # by the manifest; `void` has the version too
    about: dict[Iri, frozenset[Term]] = {VERSION: graph("void").get(DATASET, {}).get(VERSION, frozenset())}
    about |= {key: frozenset({Literal(value)}) for key, value in stated if value}
    accepted = {iri: claims[iri] for iri in graph("facts") if STANDING in graph("facts")[iri] and iri in claims}
    modules = {iri for iri, each in ontology.items() if f"{OWL}Ontology" in each.get(TYPE, ())}
    documents = {iri for iri, each in graph("documents").items() if f"{HIVKG}Document" in each.get(TYPE, ())}
    things: dict[str, Things] = {
        "release": {DATASET: about},
        "module": _pick(ontology, lambda iri: iri in modules),
        "term": _pick(ontology, lambda iri: iri not in modules and not iri.startswith("[")),
        "axiom": _pick(ontology, lambda iri: iri.startswith("[")),
        "mapping": {iri: _as_statement(each, labels) for iri, each in labels.items() if each.keys() & _SSSOM.keys()},
        "source": _pick(graph("documents"), lambda iri: iri not in documents),
        "document": _pick(graph("documents"), lambda iri: iri in documents),
        "particular": _particulars(graph("facts")),
        "agent": {iri: each for iri, each in [*candidates.items(), *claims.items()] if _AGENT in each.get(TYPE, ())},
        "claim": _pick(claims, lambda iri: _is_told(claims[iri])),
        "conflict": _pick(graph("conflicts"), lambda iri: CONCERNS in graph("conflicts")[iri]),
        "fact": _facts(graph("facts"), accepted),
        "standing": _standings(graph("facts"), graph("conflicts")),
        "inference": _statements(graph("inferred")),
        "query": graph("queries"),
        "other": {
            f"{name} {iri}": each
            for name in sorted(nodes.keys() - {"void", *(needed for graphs in KINDS.values() for needed in graphs)})
            for iri, each in nodes[name].items()
        },
        "candidate": _pick(candidates, lambda iri: _is_told(candidates[iri])),
    }
    here = {kind: things[kind] for kind, needed in KINDS.items() if set(needed) <= graphs.keys()}
    names: dict[Iri, str] = {}
    for name in ("ontology", "facts", "documents", *sorted(nodes)):
        for iri, each in graph(name).items():
            for label in sorted(n for n in each.get(LABEL, each.get(f"{DCTERMS}title", ())) if isinstance(n, Literal)):
                names.setdefault(iri, label.value)
    return Snapshot(frozenset(graphs), here, _spans({**candidates, **claims}), names)


def _pick(things: Things, wanted: Callable[[str], bool]) -> dict[str, Properties]:
    return {iri: each for iri, each in things.items() if wanted(iri)}


def _is_told(each: Properties) -> bool:
    """Whether it is told by itself: evidence and spans are told with their claims, and agents as agents."""
    return not (each.keys() & {_SELECTOR, f"{OA}start"} or _AGENT in each.get(TYPE, ()))


def _particulars(facts: Things) -> dict[str, Properties]:
    """What `facts` says of a thing that is no fact: names and types."""
    named = {iri: {name: each[name] for name in each.keys() & _NAMING} for iri, each in facts.items()}
    return {iri: each for iri, each in named.items() if each}


def _facts(facts: Things, accepted: Things) -> dict[str, Properties]:
    found: dict[str, dict[Iri, set[Term]]] = {}
    for iri, claim in accepted.items():
        for subject in iris(claim, SUBJECT):
            for predicate in iris(claim, PREDICATE):
                for object_ in claim.get(OBJECT, ()):
                    if object_ in facts.get(subject, {}).get(predicate, ()):
                        key, fact = _statement(subject, predicate, object_)
                        found.setdefault(key, fact).setdefault(GROUNDS, set()).add(iri)
    bare = {
        iri: {name: values for name, values in each.items() if name not in {*_NAMING, STANDING}}
        for iri, each in facts.items()
    }
    return {**_statements(bare), **{key: _freeze(fact) for key, fact in found.items()}}


def _standings(facts: Things, conflicts: Things) -> dict[str, Properties]:
    found: dict[str, dict[Iri, set[Term]]] = defaultdict(lambda: defaultdict(set))
    for things in (facts, conflicts):
        for iri, each in things.items():
            for name in each.keys() & {STANDING, WITHHELD}:
                found[iri][name] |= each[name]
    return {iri: _freeze(each) for iri, each in found.items()}


def _statements(things: Things) -> dict[str, Properties]:
    found = {}
    for iri, each in things.items():
        for name, values in each.items():
            for value in values:
                key, statement = _statement(iri, name, value)
                found[key] = _freeze(statement)
    return found


def _statement(subject: Iri, predicate: Iri, object_: Term) -> tuple[str, dict[Iri, set[Term]]]:
    key = f"{n_triples(subject)} {n_triples(predicate)} {n_triples(object_)}"
    return key, {SUBJECT: {subject}, PREDICATE: {predicate}, OBJECT: {object_}}


def _as_statement(mapping: Properties, labels: Things) -> Properties:
    """Give a mapping the properties of a statement, and the label that the other ontology has."""
    statement = {_SSSOM.get(name, name): values for name, values in mapping.items()}
    label = {name for iri in iris(statement, OBJECT) for name in labels.get(iri, {}).get(LABEL, ())}
    return {**statement, LABEL: frozenset(label)}


def _spans(nodes: Things) -> dict[str, Properties]:
    """Evidence with what its selector says, by the IRI of the evidence."""
    found: dict[str, Properties] = {}
    for iri, each in nodes.items():
        if _SELECTOR in each:
            selectors = (nodes.get(selector, {}) for selector in iris(each, _SELECTOR))
            found[iri] = {**each, **{name: values for selector in selectors for name, values in selector.items()}}
    return found


def _freeze(each: Mapping[Iri, Iterable[Term]]) -> Properties:
    return {name: frozenset(values) for name, values in each.items()}


_Node = ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple
_Nodes = Mapping[object, Mapping[Iri, Sequence[_Node]]]


def _gather(triples: Iterable[ox.Triple]) -> Things:
    """Gather properties by subject; a nameless node is written out where it is an object, else it is its own key."""
    nodes: dict[object, dict[Iri, list[_Node]]] = defaultdict(lambda: defaultdict(list))
    inner = set()
    for triple in triples:
        nodes[triple.subject][triple.predicate.value].append(triple.object)
        if isinstance(triple.object, ox.BlankNode):
            inner.add(triple.object)
    found: dict[str, Properties] = {}
    for subject, properties in nodes.items():
        if isinstance(subject, ox.NamedNode):
            found[subject.value] = {
                name: frozenset(_to_term(value, nodes) for value in values) for name, values in properties.items()
            }
        elif subject not in inner:
            found[f"[{_write(subject, nodes)}]"] = {
                name: frozenset(_to_term(item, nodes) for value in values for item in _items(value, nodes) or [value])
                for name, values in properties.items()
            }
    return found


def _to_term(node: object, nodes: _Nodes) -> Term:
    if isinstance(node, ox.NamedNode):
        return str(node.value)
    if isinstance(node, ox.Literal):
        return (
            Literal(node.value, language=node.language) if node.language else Literal(node.value, node.datatype.value)
        )
    return Literal(_write(node, nodes))


def _items(node: object, nodes: _Nodes) -> list[object]:
    """Give the members of a list; none where the node is no list, or a broken one."""
    found: list[object] = []
    seen = set()
    while isinstance(node, ox.BlankNode) and node not in seen and nodes.get(node, {}).keys() >= {_FIRST, _REST}:
        seen.add(node)
        found.append(nodes[node][_FIRST][0])
        node = nodes[node][_REST][0]
    return found if isinstance(node, ox.NamedNode) and node.value == _NIL else []


def _write(node: object, nodes: _Nodes, above: frozenset[object] = frozenset()) -> str:
    """Write a class expression as in Manchester syntax, a list with commas, anything else by its properties."""
    if not isinstance(node, ox.BlankNode):
        term = _to_term(node, {}) if isinstance(node, ox.NamedNode | ox.Literal) else Literal(str(node))
        return shorten(term) if isinstance(term, str) else n_triples(term)
    if node in above:
        return "…"
    within = above | {node}
    properties = nodes.get(node, {})
    for name, joint in _JOINTS.items():
        if name in properties:
            return joint.join(sorted(_enclose(item, nodes, within) for item in _items(properties[name][0], nodes)))
    if f"{OWL}onProperty" in properties:
        on = _write(properties[f"{OWL}onProperty"][0], nodes, within)
        for name, word in _RESTRICTIONS.items():
            if name in properties:
                return f"{on} {word} {_enclose(properties[name][0], nodes, within)}"
    if items := _items(node, nodes):
        return ", ".join(_enclose(item, nodes, within) for item in items)
    told = (
        f"{shorten(name)} {value}"
        for name, values in sorted(properties.items())
        for value in sorted(_enclose(each, nodes, within) for each in values)
    )
    return "; ".join(told)


def _enclose(node: object, nodes: _Nodes, above: frozenset[object]) -> str:
    text = _write(node, nodes, above)
    return f"({text})" if isinstance(node, ox.BlankNode) else text
