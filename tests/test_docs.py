"""What the pages on the ontology say is so: headings, constraints, licences, and an example that holds."""

from __future__ import annotations

import re

from hivkg.mappings import read_verified_terms
from hivkg.namespaces import shorten
from hivkg.ontology import build_vocabulary
from hivkg.pipeline import Terms
from hivkg.project import Project
from tests.conftest import ROOT, as_turtle
from tests.test_shapes import constraints

MIRO = (ROOT / "docs" / "MIRO.md").read_text("utf-8")
TERMS = (ROOT / "docs" / "terms.md").read_text("utf-8")
PREFIXES = """@prefix document: <https://w3id.org/hivkg/document/> .
@prefix dcterms: <http://purl.org/dc/terms/> .
@prefix hivkg: <https://w3id.org/hivkg/ontology/> .
@prefix module: <https://w3id.org/hivkg/module/> .
@prefix obo: <http://purl.obolibrary.org/obo/> .
@prefix owl: <http://www.w3.org/2002/07/owl#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
"""
HEADINGS = {
    "Basics": ["Ontology name", "Ontology owner", "Ontology license", "Ontology URL", "Ontology repository",
               "Methodological framework"],
    "Motivation": ["Need", "Competition", "Target audience"],
    "Scope, requirements, development community": ["Scope and coverage", "Development community", "Communication"],
    "Knowledge acquisition": ["Knowledge acquisition methodology", "Source knowledge location", "Content selection"],
    "Ontology content": ["Knowledge Representation language", "Development environment", "Ontology metrics",
                         "Incorporation of other ontologies", "Entity naming convention",
                         "Identifier generation policy", "Entity metadata policy", "Upper ontology",
                         "Ontology relationships", "Axiom patterns", "Dereferenceable IRIs"],
    "Managing Change": ["Sustainability plan", "Entity deprecation strategy", "Versioning policy"],
    "Quality Assurance": ["Testing", "Evaluation", "Example of use", "Institutional endorsement", "Evidence of use"],
}  # fmt: skip


def test_the_report_has_the_headings_of_miro_and_something_below_each() -> None:
    found: dict[str, list[str]] = {}
    for level, heading, text in re.findall(r"^(##+) (.+)\n\n((?:(?!#).*\n)*)", MIRO, re.MULTILINE):
        if level == "##":
            found[heading] = []
        else:
            found[list(found)[-1]].append(heading)
            assert text.strip(), heading

    assert found == HEADINGS


def test_the_report_gives_no_figure_that_could_grow_stale() -> None:
    assert re.findall(r"\d{2,}|\d+ (?:classes|terms|properties|mappings)", MIRO) == []


def test_the_constraints_that_are_explained_are_those_that_there_are() -> None:
    told = set(re.findall(r"`([a-z-]+)`", TERMS.partition("## What checks it")[2]))

    assert told <= set(constraints())
    stems = ("term", "definition", "ontology", "mapping", "synonym", "obsolete", "deprecated", "replaced", "own-term")
    assert {name for name in constraints() if name.startswith(stems)} <= told


def test_the_examples_are_terms_as_the_ontology_has_them(terms: Terms) -> None:
    example, retired = re.findall(r"```turtle\n(.*?)```", TERMS, re.DOTALL)

    assert {str(triple) for triple in as_turtle(PREFIXES, example)} <= {str(triple) for triple in terms.ontology}
    (entry,) = build_vocabulary(as_turtle(PREFIXES, retired))
    assert entry.parents == entry.synonyms == ()


def test_the_licence_names_every_ontology_of_which_identifiers_are_used(project: Project) -> None:
    text = (project.ontology / "LICENSE").read_text("utf-8").partition("row by row")[2]
    used = {shorten(iri).partition(":")[0] for iri in read_verified_terms(project.ontology / "terms.tsv")}

    assert used - set(re.findall(r"\w+", text)) == set()
