"""Turns the values of the model into RDF: the triples of each named graph but `ontology` and `inferred`."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping

import pyoxigraph as ox

from hivkg.model import Claim, Conflict, Document, Evidence, Fact, Literal, Source, Standing, Term, Withheld, Wording
from hivkg.namespaces import (
    DCTERMS,
    HIVKG,
    OA,
    PREFIXES,
    PROV,
    RDF,
    RDFS,
    SKOS,
    XSD,
    Iri,
    mapping_iri,
)
from hivkg.vocabulary import CONFIRM, Entry, TermMapping

_TYPE = ox.NamedNode(f"{RDF}type")
_FIRST = {RDF + name: rank for rank, name in enumerate(("type", "subject", "predicate", "object"))}
_DATES = {4: "gYear", 7: "gYearMonth", 10: "date"}


def describe_documents(sources: Iterable[Source], documents: Iterable[Document]) -> list[ox.Triple]:
    """Write the `documents` graph: what was published, and the texts that hivkg holds or knows by hash."""
    return gather(
        *(_describe_source(source) for source in sources), *(_describe_document(document) for document in documents)
    )


def describe_claims(claims: Iterable[Claim], agents: Mapping[Iri, str]) -> list[ox.Triple]:
    """Write claims with their evidence, and the labels of the agents that read them."""
    claims = list(claims)
    evidence = {each.iri: each for claim in claims for each in claim.evidence}
    used = sorted({claim.agent for claim in claims})
    return gather(
        *(_describe_claim(claim) for claim in claims),
        *(_describe_evidence(each) for each in evidence.values()),
        *(_describe_agent(agent, agents[agent]) for agent in used),
    )


def describe_particulars(particulars: Iterable[Entry]) -> list[ox.Triple]:
    """Write particulars with their type and names."""
    return gather(*(_describe_particular(entry) for entry in particulars))


def describe_facts(facts: Iterable[Fact], particulars: Iterable[Entry], accepted: Iterable[Iri]) -> list[ox.Triple]:
    """Write the `facts` graph: direct triples, particulars with type and names, and which claims were accepted."""
    return gather(
        (_triple(fact.subject, fact.predicate, fact.object) for fact in facts),
        *(_describe_particular(entry) for entry in particulars),
        (_triple(claim, f"{HIVKG}standing", Standing.ACCEPTED.iri) for claim in accepted),
    )


def describe_conflicts(
    conflicts: Iterable[Conflict], standings: Mapping[Iri, Standing], withheld: Mapping[Iri, Withheld]
) -> list[ox.Triple]:
    """Write the `conflicts` graph: conflicts, the standing of claims in them, and why a claim is no fact."""
    return gather(
        *(_describe_conflict(conflict) for conflict in conflicts),
        (_triple(claim, f"{HIVKG}standing", standing.iri) for claim, standing in standings.items()),
        (_triple(claim, f"{HIVKG}withheldFor", reason.iri) for claim, reason in withheld.items()),
    )


def describe_mappings(mappings: Iterable[TermMapping]) -> list[ox.Triple]:
    """Write the `mappings` graph: the match itself, and a node that says how it was made.

    The match itself stands only where the identifier was verified: who joins on `skos:exactMatch` must not meet
    one that has to be confirmed first. Its node stands there all the same, with its flag.
    """

    def rows() -> Iterator[ox.Triple]:
        for row in mappings:
            node = mapping_iri(row.subject, row.predicate, row.object)
            if CONFIRM not in row.flags:
                yield _triple(row.subject, row.predicate, row.object)
            yield _triple(row.object, f"{RDFS}label", Literal(row.object_label))
            yield _triple(node, _TYPE.value, PREFIXES["sssom"] + "Mapping")
            yield _triple(node, f"{PREFIXES['sssom']}subject_id", row.subject)
            yield _triple(node, f"{PREFIXES['sssom']}predicate_id", row.predicate)
            yield _triple(node, f"{PREFIXES['sssom']}object_id", row.object)
            yield _triple(node, f"{PREFIXES['sssom']}mapping_justification", row.justification)
            for flag in row.flags:
                yield _triple(node, f"{HIVKG}mappingFlag", Literal(flag))
            if row.comment:
                yield _triple(node, f"{RDFS}comment", Literal(row.comment, language="en"))

    return gather(rows())


def read_documents(triples: Iterable[ox.Triple]) -> dict[Iri, Document]:
    """Read every document back from the triples of `documents`, without its text."""
    values = _by_subject(triples)
    return {
        iri: Document(
            iri=iri,
            source=value[f"{PROV}wasDerivedFrom"],
            label=value[f"{RDFS}label"],
            wording=Wording(value[f"{HIVKG}wording"].removeprefix(HIVKG)),
            sha256=value[f"{HIVKG}textSha256"],
            characters=int(value[f"{HIVKG}characters"]),
        )
        for iri, value in values.items()
        if f"{HIVKG}textSha256" in value
    }


def _by_subject(triples: Iterable[ox.Triple]) -> dict[str, dict[str, str]]:
    """Gather values by subject and predicate; of several values one is kept."""
    values: dict[str, dict[str, str]] = defaultdict(dict)
    for triple in triples:
        if isinstance(triple.subject, ox.NamedNode) and isinstance(triple.object, ox.NamedNode | ox.Literal):
            values[triple.subject.value][triple.predicate.value] = triple.object.value
    return values


def read_spans(triples: Iterable[ox.Triple]) -> list[Evidence]:
    """Read every span of evidence back from the triples of `claims` and `candidates`, in no order."""
    values = _by_subject(triples)
    spans = []
    for value in list(values.values()):
        if f"{OA}hasSelector" in value:
            selector = values[value[f"{OA}hasSelector"]]
            spans.append(
                Evidence(
                    document=value[f"{OA}hasSource"],
                    start=int(selector[f"{OA}start"]),
                    end=int(selector[f"{OA}end"]),
                    sha256=selector[f"{HIVKG}spanSha256"],
                    words=selector.get(f"{OA}exact", ""),
                )
            )
    return spans


def _describe_source(source: Source) -> Iterator[ox.Triple]:
    yield _triple(source.iri, _TYPE.value, f"{HIVKG}Source")
    yield _triple(source.iri, f"{RDFS}label", Literal(source.label, language="en"))
    yield _triple(source.iri, f"{HIVKG}tier", source.tier.iri)
    yield _triple(source.iri, f"{DCTERMS}type", Literal(source.kind))
    if source.url:
        yield _triple(source.iri, f"{PREFIXES['foaf']}page", source.url)
    if source.doi:
        yield _triple(source.iri, f"{DCTERMS}identifier", Literal(f"doi:{source.doi}"))
    if source.issued:
        yield _triple(source.iri, f"{DCTERMS}issued", Literal(source.issued, XSD + _DATES[len(source.issued)]))


def _describe_document(document: Document) -> Iterator[ox.Triple]:
    yield _triple(document.iri, _TYPE.value, f"{HIVKG}Document")
    yield _triple(document.iri, f"{RDFS}label", Literal(document.label, language="en"))
    yield _triple(document.iri, f"{PROV}wasDerivedFrom", document.source)
    yield _triple(document.iri, f"{HIVKG}wording", document.wording.iri)
    yield _triple(document.iri, f"{HIVKG}textSha256", Literal(document.sha256))
    yield _triple(document.iri, f"{HIVKG}characters", Literal(str(document.characters), f"{XSD}integer"))


def _describe_claim(claim: Claim) -> Iterator[ox.Triple]:
    yield _triple(claim.iri, _TYPE.value, f"{HIVKG}Claim")
    yield _triple(claim.iri, f"{RDF}subject", claim.subject)
    yield _triple(claim.iri, f"{RDF}predicate", claim.predicate)
    yield _triple(claim.iri, f"{RDF}object", claim.object)
    yield _triple(claim.iri, f"{HIVKG}polarity", claim.polarity.iri)
    yield _triple(claim.iri, f"{HIVKG}certainty", claim.certainty.iri)
    yield _triple(claim.iri, f"{HIVKG}reviewState", claim.state.iri)
    yield _triple(claim.iri, f"{HIVKG}assertionMethod", claim.method)
    yield _triple(claim.iri, f"{PROV}wasAttributedTo", claim.agent)
    for document in sorted({each.document for each in claim.evidence}):
        yield _triple(claim.iri, f"{PROV}wasDerivedFrom", document)
    for each in claim.evidence:
        yield _triple(claim.iri, f"{HIVKG}evidence", each.iri)
    for property_, value in claim.qualifiers:
        yield _triple(claim.iri, property_, value)
    if claim.rule:
        yield _triple(claim.iri, f"{HIVKG}extractionRule", Literal(claim.rule))


def _describe_evidence(evidence: Evidence) -> Iterator[ox.Triple]:
    yield _triple(evidence.iri, _TYPE.value, f"{HIVKG}Evidence")
    yield _triple(evidence.iri, _TYPE.value, f"{OA}SpecificResource")
    yield _triple(evidence.iri, f"{OA}hasSource", evidence.document)
    yield _triple(evidence.iri, f"{OA}hasSelector", evidence.selector)
    yield _triple(evidence.selector, _TYPE.value, f"{OA}TextPositionSelector")
    yield _triple(evidence.selector, f"{OA}start", Literal(str(evidence.start), f"{XSD}integer"))
    yield _triple(evidence.selector, f"{OA}end", Literal(str(evidence.end), f"{XSD}integer"))
    yield _triple(evidence.selector, f"{HIVKG}spanSha256", Literal(evidence.sha256))
    if evidence.words:
        yield _triple(evidence.selector, _TYPE.value, f"{OA}TextQuoteSelector")
        yield _triple(evidence.selector, f"{OA}exact", Literal(evidence.words))


def _describe_agent(agent: Iri, label: str) -> Iterator[ox.Triple]:
    yield _triple(agent, _TYPE.value, f"{HIVKG}Agent")
    yield _triple(agent, _TYPE.value, f"{PROV}SoftwareAgent")
    yield _triple(agent, f"{RDFS}label", Literal(label, language="en"))


def _describe_particular(entry: Entry) -> Iterator[ox.Triple]:
    yield _triple(entry.iri, f"{RDFS}label", Literal(entry.label, language="en"))
    for type_ in entry.types:
        yield _triple(entry.iri, _TYPE.value, type_)
    for synonym in entry.synonyms:
        yield _triple(entry.iri, f"{SKOS}altLabel", Literal(synonym, language="en"))
    if entry.definition:
        yield _triple(entry.iri, f"{SKOS}note", Literal(entry.definition, language="en"))


def _describe_conflict(conflict: Conflict) -> Iterator[ox.Triple]:
    yield _triple(conflict.iri, _TYPE.value, f"{HIVKG}Conflict")
    yield _triple(conflict.iri, f"{HIVKG}conflictKind", conflict.kind.iri)
    yield _triple(conflict.iri, f"{HIVKG}concerns", conflict.subject)
    yield _triple(conflict.iri, f"{HIVKG}disputedRelation", conflict.predicate)
    for claim in conflict.claims:
        yield _triple(conflict.iri, f"{HIVKG}involves", claim)
    yield _triple(conflict.iri, f"{HIVKG}resolution", conflict.resolution.iri)
    yield _triple(conflict.iri, f"{HIVKG}resolutionReason", Literal(conflict.reason))
    for double, _ in conflict.doubles:
        yield _triple(conflict.iri, f"{HIVKG}alsoInvolves", double)
    if conflict.prevailing:
        yield _triple(conflict.iri, f"{HIVKG}prevailingClaim", conflict.prevailing)
        yield _triple(conflict.iri, f"{HIVKG}decidingClaim", conflict.deciding)


def state(subject: Iri, *said: tuple[Iri, Term]) -> Iterator[ox.Triple]:
    """Say several things of one subject, each a predicate and an object."""
    return (_triple(subject, predicate, object_) for predicate, object_ in said)


def _triple(subject: Iri, predicate: Iri, object_: Term) -> ox.Triple:
    return ox.Triple(ox.NamedNode(subject), ox.NamedNode(predicate), to_node(object_))


def to_bytes(items: Iterable[ox.Triple] | Iterable[ox.Quad], format_: ox.RdfFormat) -> bytes:
    """Write triples or quads in the order in which they come, with those prefixes of hivkg that they use."""
    data = ox.serialize(items, format=format_, prefixes=PREFIXES)
    assert data is not None  # it is only where pyoxigraph writes to a file itself
    lines = data.split(b"\n")
    end = next(number for number, line in enumerate(lines) if not line.startswith(b"@prefix "))
    used = set(re.findall(rb"(?:^|[\s^])(\w+:)", b"\n".join(lines[end:]))) if end else set()
    # pyoxigraph writes the prefixes in the order of a hash table, which differs from run to run.
    head = sorted(line for line in lines[:end] if line.split()[1] in used)
    return b"\n".join([*head, *([b""] if head else []), *lines[end:]])


def to_node(term: Term) -> ox.NamedNode | ox.Literal:
    """Turn a term of the model into one of the store."""
    if isinstance(term, str):
        return ox.NamedNode(term)
    if term.language:
        return ox.Literal(term.value, language=term.language)
    return ox.Literal(term.value, datatype=ox.NamedNode(term.datatype))


def gather(*parts: Iterable[ox.Triple]) -> list[ox.Triple]:
    """Join triples, drop doubles, sort."""
    found = {str(triple): triple for part in parts for triple in part}
    return [found[key] for key in sorted(found)]


def reading_order(triple: ox.Triple) -> tuple[str, int, str]:
    """Sort by subject; what a thing is, and what a claim says, go before the rest."""
    return str(triple.subject), _FIRST.get(triple.predicate.value, len(_FIRST)), str(triple)
