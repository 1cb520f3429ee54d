"""Each named constraint of the shapes, with data that keeps it and data that breaks it and no other.

`tests/data/shapes/<constraint>/` holds both; they differ in a line or so. They are read together with the
ontology and with `background.ttl`, which is valid. A new constraint is a folder with two files and no Python.
"""

from pathlib import Path

import pytest
from rdflib import RDF, SH, Graph, Namespace, URIRef

from hivkg.errors import ShapeError
from hivkg.validation import Report, check_shapes, load_data, load_shapes

ROOT = Path(__file__).parents[1]
CASES = Path(__file__).parent / "data" / "shapes"
SCHEMA = Namespace("https://schema.org/")
SHAPE = Namespace("https://w3id.org/hivkg/shape/")
SHAPES = load_shapes(ROOT / "shapes")


def constraints() -> dict[str, URIRef]:
    """Every shape that can itself be broken; one that only gathers or helps others has no severity."""
    found = {*SHAPES.subjects(RDF.type, SH.PropertyShape), *SHAPES.subjects(SH.sparql), *SHAPES.subjects(SH.severity)}
    return {shape.removeprefix(SHAPE): shape for shape in sorted(found) if isinstance(shape, URIRef)}


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


@each_constraint
def test_a_constraint_says_what_is_wrong_why_and_how_badly(name: str) -> None:
    shape = constraints()[name]
    query = SHAPES.value(shape, SH.sparql)

    assert SHAPES.value(shape, SH.message) or SHAPES.value(query, SH.message)
    assert SHAPES.value(shape, SH.description)
    assert SHAPES.value(shape, SH.severity) in (SH.Violation, SH.Warning)


def test_a_warning_does_not_make_data_wrong(background: Graph) -> None:
    report = check(background, CASES / "source-has-page" / "fail.ttl")

    assert [result.severity for result in report.results] == ["Warning"]
    assert report.violations == ()


def test_a_result_says_where_and_what(background: Graph) -> None:
    (result,) = check(background, CASES / "claim-has-certainty" / "fail.ttl").results

    assert (result.focus, result.value) == ("claim:london-donor-is-unrelated", "hivkg:Probable")
    assert result.message.startswith("Say how firmly the document says this")


def test_every_constraint_has_a_folder_and_every_folder_a_constraint() -> None:
    files = {path.relative_to(CASES).as_posix() for path in CASES.rglob("*") if path.is_file()}

    assert files == {"background.ttl"} | {f"{name}/{kind}.ttl" for name in constraints() for kind in ("pass", "fail")}


def test_no_property_shape_is_without_a_name() -> None:
    assert [shape for shape in SHAPES.objects(None, SH.property) if not isinstance(shape, URIRef)] == []


def test_every_relation_and_nothing_else_must_rest_on_claims(ontology: Graph) -> None:
    watched = set(SHAPES.objects(SHAPE["fact-rests-on-claim"], SH.targetSubjectsOf))

    assert watched == set(ontology.subjects(SCHEMA.domainIncludes))


@pytest.mark.parametrize(
    ("name", "text", "message", "hint"),
    [
        ("broken.ttl", "<a> <b> .", "broken.ttl is not Turtle: ", "Mend it, or give its true ending."),
        ("claims.csv", "subject,object", "claims.csv: the ending '.csv' is of no RDF syntax", "Known endings: .ttl, "),
        ("missing.ttl", None, "cannot read ", "Is the name right, and may you read it?"),
    ],
)
def test_a_file_that_cannot_be_read_is_an_error_in_two_parts(
    tmp_path: Path, name: str, text: str | None, message: str, hint: str
) -> None:
    if text is not None:
        (tmp_path / name).write_text(text, "utf-8")

    with pytest.raises(ShapeError) as caught:
        load_data(tmp_path / name)

    assert message in str(caught.value)
    assert str(tmp_path / name) in str(caught.value)
    assert "\n" not in str(caught.value)
    assert caught.value.hint.startswith(hint)


def test_a_folder_without_shapes_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(ShapeError, match="holds no shapes"):
        load_shapes(tmp_path)


@pytest.mark.parametrize("name", [name for name, shape in constraints().items() if (shape, SH.sparql, None) in SHAPES])
def test_a_constraint_in_sparql_gives_the_report_that_pyshacl_gives(name: str, background: Graph) -> None:
    data = background + load_data(CASES / name / "fail.ttl")

    assert check_shapes(data, SHAPES) == check_shapes(data, SHAPES, reference=True)


def test_a_constraint_in_sparql_needs_a_target(background: Graph) -> None:
    shapes = Graph().parse(
        data="@prefix sh: <http://www.w3.org/ns/shacl#> . <https://w3id.org/hivkg/shape/stray> a sh:NodeShape ;"
        ' sh:sparql [ sh:message "No." ; sh:select "SELECT $this WHERE { $this ?p ?o }" ] .',
        format="turtle",
    )

    with pytest.raises(ShapeError, match="stray asks in SPARQL without a target"):
        check_shapes(background, shapes)
