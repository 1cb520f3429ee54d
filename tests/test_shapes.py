"""Each named constraint of the shapes, with data that keeps it and data that breaks it and no other.

`tests/data/shapes/<constraint>/` holds both; they differ in a line. They are read together with the ontology
and with `background.ttl`, which is valid. A new constraint is a folder with two files and no Python.
"""

from pathlib import Path

import pytest
from rdflib import RDF, SDO, SH, Graph, Namespace, URIRef
from rdflib.term import Node

from hivkg.errors import ShapeError
from hivkg.validation import Report, check_shapes, load_data, load_shapes

ROOT = Path(__file__).parents[1]
CASES = Path(__file__).parent / "data" / "shapes"
SHAPE = Namespace("https://w3id.org/hivkg/shape/")
SCHEMA = Namespace("http://schema.org/")

SHAPES = load_shapes(ROOT / "shapes")


def constraints() -> dict[str, URIRef]:
    """Every shape that can be broken itself, by name; a shape that only gathers others has no severity."""
    named = set(SHAPES.subjects(RDF.type, SH.PropertyShape)) | set(SHAPES.subjects(SH.severity))
    return {str(shape).removeprefix(SHAPE): shape for shape in sorted(named) if isinstance(shape, URIRef)}


each_constraint = pytest.mark.parametrize("name", constraints())


@pytest.fixture(scope="module")
def ontology() -> Graph:
    graph = Graph()
    for path in sorted((ROOT / "ontology" / "modules").glob("*.ttl")):
        graph += load_data(path)
    return graph


@pytest.fixture(scope="module")
def background(ontology: Graph) -> Graph:
    return ontology + load_data(CASES / "background.ttl")


def check(background: Graph, path: Path) -> Report:
    return check_shapes(background + load_data(path), SHAPES)


@each_constraint
def test_good_data_has_no_result(name: str, background: Graph) -> None:
    assert check(background, CASES / name / "pass.ttl").results == ()


@each_constraint
def test_bad_data_breaks_this_constraint_and_no_other(name: str, background: Graph) -> None:
    report = check(background, CASES / name / "fail.ttl")

    assert sorted({result.constraint for result in report.results}) == [name]
