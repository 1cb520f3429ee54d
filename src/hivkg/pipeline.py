"""Joins the steps from folders to a release; it has no logic of its own."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import chain
from pathlib import Path

import pyoxigraph as ox
import rdflib

from hivkg import __version__
from hivkg.catalogue import describe_queries
from hivkg.conflicts import find_conflicts
from hivkg.corpus import Corpus, read_corpus
from hivkg.curation import READER, merge_evidence, read_curated, read_particulars
from hivkg.description import describe_release
from hivkg.errors import OntologyError, ShapeError
from hivkg.extraction import EXTRACTOR, Lexicon, as_candidate, extract_readings
from hivkg.facts import Verdict, build_facts, judge_claims
from hivkg.gate import classify
from hivkg.inference import infer
from hivkg.jsonld import build_context, write_context
from hivkg.mappings import check_mappings, read_mappings, read_verified_terms
from hivkg.model import Claim, Conflict, Document, Fact, Reading
from hivkg.namesakes import (
    Namesake,
    Unmatched,
    check_unmatched,
    check_wanted,
    find_namesakes,
    read_unmatched,
    read_wanted,
)
from hivkg.namespaces import HIVKG, Iri, case_iri
from hivkg.ontology import build_vocabulary, load_ontology
from hivkg.policy import Policy, check_policy, read_policy
from hivkg.project import Project
from hivkg.quality import check_terms
from hivkg.queries import load_queries
from hivkg.release import CONTEXT, check_apart, list_files, read_release, write_release
from hivkg.spans import SpanCheck, check_spans
from hivkg.triples import (
    describe_claims,
    describe_conflicts,
    describe_documents,
    describe_facts,
    describe_mappings,
    describe_particulars,
    read_documents,
    read_spans,
)
from hivkg.validation import Report, check_shapes, find_focus, has_targets, load_data, load_shapes, merge_graphs
from hivkg.vocabulary import Entry, TermMapping, Vocabulary

AGENTS = {
    READER: "hivkg reader: a language model, not reviewed by a clinician",
    EXTRACTOR: "hivkg extractor: rules, not reviewed",
}
"""Who reads claims, by IRI, as it is said in the release."""

CASE = f"{HIVKG}Case"
OnStep = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Terms:
    """The ontology's triples, what HermiT adds to them, the register, the vocabulary of all three, and mappings.

    `unmatched` are the namesakes in other ontologies that mean something else.
    """

    ontology: Sequence[ox.Triple]
    classified: Sequence[ox.Triple]
    particulars: Sequence[Entry]
    vocabulary: Vocabulary
    mappings: Sequence[TermMapping]
    unmatched: Sequence[Unmatched]


@dataclass(frozen=True, slots=True)
class Build:
    """Everything that a build made, before it is written."""

    policy: Policy
    corpus: Corpus
    claims: Sequence[Claim]
    candidates: Sequence[Claim]
    conflicts: Sequence[Conflict]
    verdicts: Mapping[Iri, Verdict]
    facts: Sequence[Fact]
    graphs: Mapping[str, Sequence[ox.Triple]]
    beside: Mapping[str, bytes]
    report: Report


def load_terms(project: Project, on_step: OnStep = lambda _: None) -> Terms:
    """Load ontology and register, pass them through the gate, and classify.

    Raises:
        OntologyError: The gate is red: an identifier is not verified, or HermiT finds a contradiction.
    """
    on_step("reading the ontology")
    ontology = load_ontology(project.ontology)
    asserted = build_vocabulary(ontology)
    mappings = read_mappings(project.ontology / "mappings")
    verified = read_verified_terms(project.ontology / "terms.tsv")
    unmatched, wanted = read_unmatched(project.unmatched), read_wanted(project.wanted)
    _refuse(check_terms(asserted), "Mend the module that it stands in, see docs/terms.md.")
    _refuse(
        chain(
            check_mappings(asserted, mappings, verified),
            check_unmatched(unmatched, asserted, mappings, verified),
            check_wanted(wanted, asserted, verified),
        ),
        "Take identifier and label from a verified row of ontology/terms.tsv; docs/terms.md says what a row needs.",
    )
    particulars = read_particulars(project.particulars, asserted)
    on_step("classifying with HermiT")
    classified = classify(ontology, describe_particulars(particulars))
    vocabulary = build_vocabulary([*ontology, *classified])
    entries = {**vocabulary.entries, **{entry.iri: entry for entry in particulars}}
    vocabulary = replace(vocabulary, entries=dict(sorted(entries.items())))
    return Terms(ontology, classified, particulars, vocabulary, mappings, unmatched)


def _refuse(problems: Iterable[str], hint: str) -> None:
    found = list(problems)
    if found:
        count = f" ({len(found)} such problems)" if len(found) > 1 else ""
        raise OntologyError(f"{found[0]}{count}", hint=hint)


def check_namesakes(project: Project, table: Path | None = None) -> tuple[Sequence[TermMapping], Sequence[Namesake]]:
    """Give the mappings, and the terms of a table that go by the name of one of ours without being mapped.

    Args:
        table: Has the columns of `ontology/terms.tsv`, which is what stands in for it.

    Raises:
        OntologyError: The ontology or a table cannot be read.
    """
    vocabulary = build_vocabulary(load_ontology(project.ontology))
    mappings = read_mappings(project.ontology / "mappings")
    verified = read_verified_terms(table or project.ontology / "terms.tsv")
    return mappings, find_namesakes(vocabulary, verified, mappings, read_unmatched(project.unmatched))


def build_graphs(
    project: Project, corpora: Sequence[Path], on_step: OnStep = lambda _: None, *, validate: bool = True
) -> Build:
    """Build every graph from the ontology, the corpus (and further folders of documents) and the curated claims.

    Without validation the report is empty: it says nothing about the graph.

    Raises:
        HivkgError: Something that a user can mend stands in the way.
    """
    terms = load_terms(project, on_step)
    vocabulary = terms.vocabulary
    on_step("reading the corpus")
    corpus = read_corpus([project.corpus, *corpora])
    policy = read_policy(project.policy)
    check_policy(policy, vocabulary)
    on_step("reading the curated claims")
    claims = read_curated(project.curated, corpus.documents, vocabulary)
    on_step("extracting candidates")
    known = {claim.iri for claim in claims}
    readings = extract_all(corpus.documents.values(), vocabulary)
    proposed = (as_candidate(each, corpus.documents[each.claim.evidence[0].document]) for each in readings)
    candidates = merge_claims(claim for claim in proposed if claim is not None and claim.iri not in known)
    new_cases = {
        each.claim.subject: Entry(each.claim.subject, "particular", each.subject.label, types=(CASE,))
        for each in readings
        if each.claim.subject.startswith(case_iri("")) and each.claim.subject not in vocabulary
    }
    on_step("weighing claims")
    conflicts = find_conflicts(claims, corpus.sources, vocabulary, policy)
    verdicts = judge_claims(claims, conflicts, corpus.sources, vocabulary, policy)
    facts = build_facts(claims, verdicts)
    on_step("inferring")
    graphs = _describe(terms, corpus, claims, candidates, new_cases.values(), conflicts, verdicts, facts)
    on_step("describing the release")
    graphs["queries"] = describe_queries(load_queries(project.queries).values())
    beside = {CONTEXT: write_context(build_context(terms.ontology))}
    graphs["void"] = describe_release(__version__, graphs, list_files(graphs, beside))
    check_apart(graphs)
    report = Report(())
    if validate:
        on_step("validating with pySHACL")
        report = check_shapes(merge_graphs(graphs), load_shapes(project.shapes))
    return Build(policy, corpus, claims, candidates, conflicts, verdicts, facts, graphs, beside, report)


def write_build(build: Build, folder: Path, *, whole: bool) -> None:
    """Write a build as a release; see `release.write_release`."""
    inputs = {document.name: document.sha256 for document in build.corpus.documents.values()}
    manifest = {"version": __version__, "policy": build.policy.version, "documents": inputs}
    write_release(build.graphs, folder, manifest, beside=build.beside, whole=whole)


def extract_all(documents: Iterable[Document], vocabulary: Vocabulary) -> list[Reading]:
    """Extract readings from every document whose text is here, in the order of documents."""
    lexicon = Lexicon.from_vocabulary(vocabulary)
    return [
        reading
        for document in documents
        if document.text is not None
        for reading in extract_readings(document, vocabulary, lexicon)
    ]


def merge_claims(claims: Iterable[Claim]) -> list[Claim]:
    """Join claims that are the same, with the evidence of all; sorted by IRI."""
    merged: dict[Iri, Claim] = {}
    for claim in claims:
        merged[claim.iri] = merge_evidence(merged[claim.iri], claim) if claim.iri in merged else claim
    return [merged[iri] for iri in sorted(merged)]


def check_release(project: Project, folder: Path, *, reference: bool = False) -> Report:
    """Validate a release as it stands on disk; `reference` lets pySHACL check all of it.

    Raises:
        ReleaseError: There is none, or it is damaged.
    """
    return check_shapes(merge_graphs(read_release(folder)), load_shapes(project.shapes), reference=reference)


def check_files(project: Project, folder: Path, paths: Iterable[Path]) -> Report:
    """Validate RDF files that are shaped like hivkg, with a release beside them; only what they speak of is checked.

    Raises:
        ShapeError: A file cannot be read, or the files hold nothing that a shape speaks of.
    """
    release = merge_graphs(read_release(folder))
    shapes = load_shapes(project.shapes)
    data = rdflib.Graph()
    for path in paths:
        data += load_data(path)
    if not has_targets(data, release, shapes):
        raise ShapeError(
            "nothing in the files is what a shape speaks of",
            hint="Give data with claims, cases, documents or other things of hivkg; is a class misspelt?",
        )
    return check_shapes(data + release, shapes, find_focus(data))


def check_evidence(project: Project, folder: Path, corpora: Sequence[Path]) -> list[SpanCheck]:
    """Prove the evidence of every claim and candidate of a release against the documents at hand."""
    here = read_corpus([project.corpus, *corpora]).documents
    graphs = read_release(folder)
    # What the release says of a document counts; the text is taken from wherever the document is at hand.
    documents = {
        iri: replace(registered, text=here[iri].text) if iri in here else registered
        for iri, registered in read_documents(graphs["documents"]).items()
    }
    return check_spans(read_spans([*graphs["claims"], *graphs["candidates"]]), documents)


def _describe(
    terms: Terms,
    corpus: Corpus,
    claims: Sequence[Claim],
    candidates: Sequence[Claim],
    new_cases: Iterable[Entry],
    conflicts: Sequence[Conflict],
    verdicts: Mapping[Iri, Verdict],
    facts: Sequence[Fact],
) -> dict[str, Sequence[ox.Triple]]:
    accepted = [claim for fact in facts for claim in fact.claims]
    rejected = {iri: verdict for iri, verdict in verdicts.items() if verdict.withheld}
    standings = {iri: verdict.standing for iri, verdict in rejected.items() if verdict.standing}
    withheld = {iri: verdict.withheld for iri, verdict in rejected.items() if verdict.withheld}
    graphs: dict[str, Sequence[ox.Triple]] = {
        "ontology": terms.ontology,
        "mappings": describe_mappings(terms.mappings),
        "documents": describe_documents(corpus.sources.values(), corpus.documents.values()),
        "claims": describe_claims(claims, AGENTS),
        "facts": describe_facts(facts, terms.particulars, accepted),
        "conflicts": describe_conflicts(conflicts, standings, withheld),
    }
    # A candidate may share its evidence with a reviewed claim; that evidence stays where it is.
    reviewed = {str(triple) for triple in graphs["claims"]}
    candidate_triples = [*describe_claims(candidates, AGENTS), *describe_particulars(new_cases)]
    graphs["candidates"] = [triple for triple in candidate_triples if str(triple) not in reviewed]
    inferred = infer([*terms.ontology, *terms.classified], describe_facts(facts, terms.particulars, []))
    graphs["inferred"] = sorted([*terms.classified, *inferred], key=str)
    return graphs
