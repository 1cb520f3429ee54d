"""The gate is green for the ontology and red for every fixture that contradicts it."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pyoxigraph as ox
import pytest

from hivkg.errors import OntologyError
from hivkg.gate import classify
from hivkg.namespaces import HIVKG, RDFS
from hivkg.pipeline import Terms

FIXTURES = sorted((Path(__file__).parent / "data" / "ontology" / "inconsistent").glob("*.ttl"))


def test_the_reasoner_finds_what_no_module_asserts(terms: Terms) -> None:
    found = {(t.subject.value, t.object.value) for t in terms.classified}  # type: ignore[union-attr]

    assert (f"{HIVKG}AllogeneicHSCT", f"{HIVKG}HSCT") in found
    assert (f"{HIVKG}CordBloodTransplantation", f"{HIVKG}AllogeneicHSCT") in found
    assert (f"{HIVKG}HaploCordTransplantation", f"{HIVKG}CordBloodTransplantation") in found
    assert {t.predicate.value for t in terms.classified} == {f"{RDFS}subClassOf"}
    assert not found & {(t.subject.value, t.object.value) for t in terms.ontology if isinstance(t.object, ox.NamedNode)}  # type: ignore[union-attr]


@pytest.mark.parametrize("path", FIXTURES, ids=lambda path: path.stem)
def test_a_contradiction_turns_the_gate_red(path: Path, terms: Terms) -> None:
    wrong = [
        ox.Triple(quad.subject, quad.predicate, quad.object)
        for quad in ox.parse(path.read_bytes(), format=ox.RdfFormat.TURTLE)
    ]

    with pytest.raises(OntologyError, match=r"contradicts itself|can exist") as caught:
        classify(terms.ontology, wrong)

    assert "disjoint" in caught.value.hint


def test_a_date_in_an_axiom_is_told_and_not_a_traceback(terms: Terms) -> None:
    wrong = ox.parse(
        "<urn:p> a <http://www.w3.org/2002/07/owl#DatatypeProperty> ; "
        "<http://www.w3.org/2000/01/rdf-schema#range> <http://www.w3.org/2001/XMLSchema#date> .",
        format=ox.RdfFormat.TURTLE,
    )

    with pytest.raises(OntologyError, match="HermiT could not read the ontology") as caught:
        classify(terms.ontology, [ox.Triple(q.subject, q.predicate, q.object) for q in wrong])

    assert "Dates and durations have no place in an axiom" in caught.value.hint


def test_the_gate_needs_no_java_on_the_path(tmp_path: Path) -> None:
    script = (
        "import shutil; assert shutil.which('java') is None; from hivkg.pipeline import load_terms;"
        "from hivkg.project import find_project; print(len(load_terms(find_project()).classified))"
    )
    environment = {**os.environ, "PATH": str(tmp_path)}
    environment.pop("JAVA_HOME", None)

    done = subprocess.run([sys.executable, "-c", script], env=environment, capture_output=True, text=True, check=True)

    assert int(done.stdout) >= 3
