"""The command line as a new user meets it: every mistake is told in two lines and an exit code."""

from __future__ import annotations

import csv
import io
import json
import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pyoxigraph as ox
import pytest

from hivkg.cli import main
from tests.conftest import ROOT, SEEDS, needs_originals


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str]):  # type: ignore[no-untyped-def]
    def run(*arguments: str) -> tuple[int, str, str]:
        code = main(arguments)
        captured = capsys.readouterr()
        return code, captured.out, captured.err

    return run


SPAN = [
    ("http://www.w3.org/1999/02/22-rdf-syntax-ns#type", "<http://www.w3.org/ns/oa#TextPositionSelector>"),
    ("http://www.w3.org/ns/oa#start", '"4"^^<http://www.w3.org/2001/XMLSchema#integer>'),
    ("http://www.w3.org/ns/oa#end", '"9"^^<http://www.w3.org/2001/XMLSchema#integer>'),
    ("https://w3id.org/hivkg/ontology/spanSha256", f'"{"a" * 64}"'),
]
TRIPLES = "".join(f"<urn:span> <{predicate}> {object_} .\n" for predicate, object_ in SPAN)
QUADS = [ox.Quad(t.subject, t.predicate, t.object) for t in ox.parse(TRIPLES, format=ox.RdfFormat.N_TRIPLES)]
SYNTAXES = {
    "ttl": ox.RdfFormat.TURTLE,
    "trig": ox.RdfFormat.TRIG,
    "nt": ox.RdfFormat.N_TRIPLES,
    "nq": ox.RdfFormat.N_QUADS,
    "jsonld": ox.RdfFormat.JSON_LD,
    "rdf": ox.RdfFormat.RDF_XML,
}
MISTAKES = [
    (["quary"], "there is no command 'quary'", "Did you mean 'query'?"),
    (["query", "conflict"], "no stored query is called 'conflict'", "Did you mean 'conflicts'?"),
    (["query", "claims", "--set", "subjct=x"], "query 'claims' has no parameter 'subjct'", "Did you mean 'subject'?"),
    (["query", "claims", "--set", "subject"], "--set 'subject' has no equals sign", "--set key="),
    (["query", "claims", "--set", "subject=Lodon patient"], "nothing in the graph is called", "'London patient'?"),
    (["query", "claims", "--set", "subject=case:lodon-patient"], "does not speak of", "'case:london-patient'?"),
    (["query", "claims", "--set", "subject=hivkg:CCR9"], "does not speak of 'hivkg:CCR9'", "'hivkg:CCR5'?"),
    (["query", "claims", "--set", "subject=https://x.org/a> }"], "is not an IRI", "no spaces"),
    (["query", "claims", "--set", "subject=a:b", "--set", "subject=c"], "--set gives 'subject' twice", "once"),
    (["query", "claims", "--endpoint", "http://127.0.0.1:9", "--release", "x"], "name two places", "--help"),
    (["query", "claims", "--set", "subject=cases:x"], "'cases:x' is not an IRI", "Known prefixes: agent"),
    (["query", "claims", "--format", "ttl"], "rows cannot be written as Turtle", "--format table, csv or json"),
    (["query", "claims", "--format", "jsonld"], "rows cannot be written as JSON-LD", "--format table, csv or json"),
    (["query", "case-graph", "--format", "csv"], "triples cannot be written as csv", "--format ttl or jsonld"),
    (["query", "claims", "--format", "yaml"], "invalid value for '--format'", "hivkg query --help"),
    (["query", "--format", "csv"], "there is no query to answer", "List all with: hivkg query"),
    (["query", "claims", "--endpoint", "localhost"], "'localhost' is not the URL of an endpoint", "begins with http"),
    (["query", "claims", "--release", "/nowhere"], "there is no release in /nowhere", "hivkg build"),
    (["sparql", "SELECT * WHERE { ?s ?p"], "the query is not SPARQL", "Write SELECT"),
    (["sparql", "nowhere.rq"], "'nowhere.rq' is neither a query nor a file", "a .rq file"),
    (["sparql", "SELECT * { ?x hivgk:y ?z }"], "the unknown prefix 'hivgk'", "Did you mean 'hivkg'?"),
    (["sparql", "DROP ALL"], "DROP would change the data", "Write SELECT"),
    (["explain", "case:nobody"], "the graph does not speak of 'case:nobody'", "hivkg query definitions"),
    (["explain", "30"], "'30' is a value, not a thing", "a label, an IRI or a CURIE"),
    (["explain", "London patient", "HSCT"], "2 names are neither a thing nor a fact", "subject, relation and object"),
    (["explain", "hivkg:CCR5", "hivkg:blocks", "hivkg:HIV"], "no document says or denies", "hivkg query claims --set"),
    (["explain", "hivkg:CCR5", "--format", "csv"], "invalid value for '--format'", "hivkg explain --help"),
    (["check", "nowhere.ttl"], "cannot read nowhere.ttl: No such file", "Is the name right"),
    (["check", "README.md"], "README.md: the ending '.md' is of no RDF syntax", "Known endings: .ttl"),
    (["check", "--evidence", "--mappings"], "--mappings checks the mappings alone", "hivkg check --help"),
    (["check", "--mappings", "README.md"], "README.md lacks the column curie", "Columns: curie, label, synonyms"),
    (["check", "--mappings", "/nowhere"], "cannot read /nowhere", "Is the name right"),
    (["check", "x.ttl", "--evidence"], "--evidence checks the release, not files", "hivkg check --help"),
    (["extract"], "missing argument", "hivkg extract --help"),
    (["extract", "/nowhere"], "there is no file or folder /nowhere", ".txt or .md"),
    (["build", "--corpus", "/nowhere"], "there is no file or folder /nowhere", ".txt or .md"),
    (["build", "--out", "README.md"], "README.md is a file", "empty folder"),
    (["build", "--out", "src"], "src holds hivkg, which is of no release", "empty folder"),
    (["build", "--bogus"], "no such option", "hivkg build --help"),
]


@pytest.mark.parametrize(
    ("arguments", "message", "hint"), MISTAKES, ids=lambda each: " ".join(each) if isinstance(each, list) else ""
)
def test_a_mistake_is_told_in_two_lines_with_exit_2(run, arguments: list[str], message: str, hint: str) -> None:  # type: ignore[no-untyped-def]
    code, out, err = run(*arguments)

    lines = err.splitlines()
    assert (code, out, len(lines)) == (2, "", 2)
    assert lines[0].startswith("hivkg: ")
    assert message in lines[0]
    assert hint in lines[1]


def test_an_empty_folder_is_told(run, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    assert run("extract", str(tmp_path))[::2] == (
        2,
        f"hivkg: the folder {tmp_path} holds no document\nDocuments are .txt or .md files in UTF-8.\n",
    )


def test_broken_data_exit_1_and_say_what_to_do(run, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    path = tmp_path / "mine.ttl"
    path.write_text("<urn:claim> a <https://w3id.org/hivkg/ontology/Claim> .")

    code, out, _ = run("check", str(path))

    assert code == 1
    assert "claim-has-evidence" in out
    assert "Give this claim at least one hivkg:evidence: the span it was read from." in out


def test_broken_turtle_is_told_with_its_place(run, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    path = tmp_path / "mine.ttl"
    path.write_text("<urn:a> <urn:b> .\n<urn:c")

    code, _, err = run("check", str(path))

    assert code == 2
    assert err.startswith(f"hivkg: {path} is not Turtle: Parser error at line 1 column 17")


def test_data_of_which_no_shape_speaks_are_not_said_to_conform(run, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    path = tmp_path / "mine.ttl"
    path.write_text("<urn:a> a <https://w3id.org/hivkg/ontology/Clam> .\n")

    code, out, err = run("check", str(path))

    assert (code, out) == (2, "")
    assert err.startswith("hivkg: nothing in the files is what a shape speaks of\n")


def test_a_graph_of_the_release_conforms_by_itself(run) -> None:  # type: ignore[no-untyped-def]
    path = ROOT / "graph" / "release" / "conflicts.ttl"

    assert run("check", str(path))[:2] == (0, "The data conform to every shape.\n")


def test_a_thing_without_a_name_is_checked_too(run, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    path = tmp_path / "mine.ttl"
    path.write_text("[] a <https://w3id.org/hivkg/ontology/Conflict> .\n")

    code, out, _ = run("check", str(path))

    assert code == 1
    assert "conflict-involves-two-claims" in out


def test_a_value_is_found_whatever_its_datatype_or_language(run) -> None:  # type: ignore[no-untyped-def]
    for value in ("2006", '"2006"'):
        _, out, _ = run("query", "facts", "--set", f"object={value}", "--format", "csv")
        assert "diagnosisDate,2006," in out
    _, out, _ = run("query", "facts", "--set", "object=30", "--format", "csv")
    assert "timeOffART,30," in out


def test_a_long_query_is_no_name_of_a_file(run) -> None:  # type: ignore[no-untyped-def]
    values = " ".join(f'"{number:0300}"' for number in range(20))

    assert run("sparql", f"ASK {{ VALUES ?x {{ {values} }} }}") == (0, "true\n", "")


@pytest.mark.parametrize("ending", SYNTAXES)
def test_data_are_checked_in_every_syntax(run, tmp_path: Path, ending: str) -> None:  # type: ignore[no-untyped-def]
    path, broken = tmp_path / f"mine.{ending}", tmp_path / f"broken.{ending}"
    data = ox.serialize(QUADS if ending in ("trig", "nq") else [q.triple for q in QUADS], format=SYNTAXES[ending])
    assert data is not None
    path.write_bytes(data)
    broken.write_bytes(data[:-9])

    assert run("check", str(path))[:2] == (0, "The data conform to every shape.\n")
    assert run("check", str(broken))[0] == 2


def test_a_huge_file_is_refused_at_once(run, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    for name in ("big.ttl", "big.rq"):
        with (tmp_path / name).open("wb") as file:
            file.truncate(1024**3)

    assert "has 1024 MB; a file of this kind has at most 256 MB" in run("check", str(tmp_path / "big.ttl"))[2]
    assert "has 1024 MB; a file of this kind has at most 1 MB" in run("sparql", str(tmp_path / "big.rq"))[2]


def test_a_query_file_may_begin_with_a_byte_order_mark_and_end_lines_as_windows_does(run, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    path = tmp_path / "q.rq"
    path.write_bytes(b"\xef\xbb\xbfASK {\r\n hivkg:CCR5 ?p ?o\r\n}\r\n")

    assert run("sparql", str(path)) == (0, "true\n", "")


def test_describe_needs_no_braces(run) -> None:  # type: ignore[no-untyped-def]
    code, out, _ = run("sparql", "DESCRIBE hivkg:CCR5")

    assert code == 0
    assert 'rdfs:label "CCR5 receptor"@en' in out


def test_rows_come_as_csv_with_full_iris(run) -> None:  # type: ignore[no-untyped-def]
    code, out, _ = run("query", "risks-by-therapy", "--set", "risk=graft versus host disease", "--format", "csv")

    rows = list(csv.reader(io.StringIO(out)))
    assert code == 0
    assert rows[0] == ["therapy", "risk", "certainty", "source", "claim"]
    assert [row[:2] for row in rows[1:]] == [
        ["https://w3id.org/hivkg/ontology/AllogeneicHSCT", "https://w3id.org/hivkg/ontology/GraftVersusHostDisease"]
    ]


def test_rows_come_as_sparql_json(run) -> None:  # type: ignore[no-untyped-def]
    _, out, _ = run("sparql", "SELECT ?label ?nothing { hivkg:CCR5 rdfs:label ?label }", "--format", "json")

    assert json.loads(out) == {
        "head": {"vars": ["label", "nothing"]},
        "results": {"bindings": [{"label": {"type": "literal", "value": "CCR5 receptor", "xml:lang": "en"}}]},
    }


def test_a_query_may_stand_in_a_file(run, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    path = tmp_path / "q.rq"
    path.write_text("ASK { case:london-patient hivkg:donorGenotype hivkg:CCR5Delta32Homozygous }")

    assert run("sparql", str(path)) == (0, "true\n", "")
    assert run("sparql", str(path), "--format", "json")[1] == '{"head": {}, "boolean": true}\n'


def test_no_rows_say_that_nothing_is_stated(run) -> None:  # type: ignore[no-untyped-def]
    code, out, _ = run("query", "risks-by-therapy", "--set", "therapy=fertility preservation")

    assert code == 0
    assert out.endswith("(no rows: the graph does not state it)\n")


def test_a_query_says_what_its_parameters_and_columns_mean(run) -> None:  # type: ignore[no-untyped-def]
    code, out, _ = run("query", "risks-by-therapy", "--about")

    assert code == 0
    assert out.startswith("Which risks are stated for which therapy?\n\nOne row per therapy, risk and source.")
    assert "No row does not mean no risk" in out
    assert "Keep only this risk, for example hivkg:GraftVersusHostDisease.\n" in out
    assert "hivkg:AdverseEvent" in out
    assert "certainty   How firmly the document says so.\n" in out


def test_explain_takes_a_label_a_curie_and_an_iri_alike(run) -> None:  # type: ignore[no-untyped-def]
    by_label = run("explain", "London patient")

    assert by_label[0] == 0
    assert by_label == run("explain", "case:london-patient")
    assert by_label == run("explain", "https://w3id.org/hivkg/case/london-patient")
    for expected in ("CCR5Delta32Heterozygous", "hivkg:Lost", "outranks", "Adam Castillejo", "hivkg:NoCriterion"):
        assert expected in by_label[1]


def test_a_name_that_two_ontologies_use_means_hivkgs_own_term(run) -> None:  # type: ignore[no-untyped-def]
    assert "The co-receptor through which most HIV enters CD4 T cells." in run("explain", "ccr5")[1]


@pytest.mark.parametrize("name", ["claim", "conflict", "document", "relation"])
def test_explain_knows_claims_conflicts_documents_and_relations_too(run, name: str) -> None:  # type: ignore[no-untyped-def]
    what = {
        "claim": "SELECT ?x { ?x a hivkg:Claim } ORDER BY ?x LIMIT 1",
        "conflict": "SELECT ?x { ?x a hivkg:Conflict } ORDER BY ?x LIMIT 1",
        "document": "SELECT ?x { BIND(document:nejm-2009-berlin AS ?x) }",
        "relation": "SELECT ?x { BIND(hivkg:donorGenotype AS ?x) }",
    }[name]
    iri = run("sparql", what, "--format", "csv")[1].split()[1]

    code, out, err = run("explain", iri)

    assert (code, err) == (0, "")
    heading = {
        "claim": "This claim",
        "conflict": "This conflict",
        "document": "Claims read from it",
        "relation": "What it is",
    }
    assert heading[name] in out


def test_extract_writes_one_json_object_a_line_as_the_scheme_has_it(run) -> None:  # type: ignore[no-untyped-def]
    path = ROOT / "graph" / "corpus" / "hutchings-oslo-age-58.txt"
    text = path.read_text("utf-8").split("---\n", 2)[2]

    code, out, err = run("extract", str(path))

    readings = [json.loads(line) for line in out.splitlines()]
    assert (code, err) == (0, "")
    assert ("donorKinship", "sibling donor") in {(each["predicate"], each["object"].get("label")) for each in readings}
    for each in readings:
        assert each["document"] == "hutchings-oslo-age-58"
        assert each["reviewState"] == "candidate"
        for end in ("subject", "object"):
            assert text[each[end]["start"] : each[end]["end"]] == each[end]["text"]
        assert each["evidence"]["start"] <= each["subject"]["start"]


def test_extract_writes_turtle(run) -> None:  # type: ignore[no-untyped-def]
    _, out, _ = run("extract", str(ROOT / "graph" / "corpus" / "hutchings-oslo-age-58.txt"), "--format", "ttl")

    assert "hivkg:reviewState hivkg:Candidate" in out


@needs_originals
def test_extract_reads_the_originals_and_takes_nothing_from_a_menu(run) -> None:  # type: ignore[no-untyped-def]
    code, out, _ = run("extract", str(SEEDS))

    readings = [json.loads(line) for line in out.splitlines()]
    assert code == 0
    assert {each["document"] for each in readings} >= {"archyde-oslo-original", "blog-dusseldorf-cure-original"}
    assert not [each for each in readings if each["document"].startswith("jci-car-t-commentary")]


@pytest.mark.parametrize("rest", ["| head -1", "--format json | true", "--format csv | head -c 10"])
def test_a_pipe_whose_reader_goes_away_is_no_error(rest: str) -> None:
    command = f"{sys.executable} -m hivkg query claims {rest}"
    done = subprocess.run(["bash", "-o", "pipefail", "-c", command], capture_output=True, text=True, check=False)

    assert (done.returncode, done.stderr) == (0, "")


@pytest.mark.parametrize(
    ("rest", "told"), [(">&-", "standard output is closed"), ("> /dev/full", "No space left on device")]
)
def test_an_answer_that_cannot_be_written_is_told(rest: str, told: str) -> None:
    command = f"{sys.executable} -m hivkg query claims {rest}"
    done = subprocess.run(["bash", "-c", command], capture_output=True, text=True, check=False)

    assert done.returncode == 2
    assert told in done.stderr
    assert len(done.stderr.splitlines()) == 2


def test_results_are_utf8_whatever_the_locale() -> None:
    environment = {**os.environ, "LC_ALL": "C", "PYTHONIOENCODING": "ascii"}
    command = [sys.executable, "-m", "hivkg", "explain", "CCR5-Δ32"]
    done = subprocess.run(command, env=environment, capture_output=True, check=False)

    assert done.returncode == 0
    assert "CCR5-Δ32".encode() in done.stdout


def test_help_and_version_are_told(run) -> None:  # type: ignore[no-untyped-def]
    assert run("--version")[:2] == (0, "hivkg, version 0.1.0\n")
    code, out, _ = run("query", "--help")
    assert code == 0
    assert "Answer a stored query; without NAME, list them." in out
    assert run()[0] == 2


def test_a_query_that_never_ends_can_be_interrupted() -> None:
    endless = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }"
    process = subprocess.Popen(
        [sys.executable, "-m", "hivkg", "sparql", endless], stderr=subprocess.PIPE, text=True, start_new_session=True
    )
    time.sleep(3)

    os.killpg(process.pid, signal.SIGINT)
    _, told = process.communicate(timeout=10)

    assert process.returncode == 2
    assert told.startswith("hivkg: interrupted\n")


def test_progress_is_silent_where_stderr_is_no_terminal(run) -> None:  # type: ignore[no-untyped-def]
    assert run("check")[2] == ""


def test_a_build_without_validation_is_never_the_release(run, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    refused, _, told = run("build", "--no-validate")
    done, out, _ = run("build", "--no-validate", "--out", str(tmp_path / "out"))

    assert refused == 2
    assert "--no-validate needs --out" in told
    assert done == 0
    assert "not looked for" in out
    assert (tmp_path / "out" / "claims.ttl").is_file()


def test_triples_come_as_json_ld_that_says_what_the_turtle_says(run, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    question = ("query", "case-graph", "--set", "case=case:oslo-patient", "--format")
    turtle, text = (run(*question, format_)[1] for format_ in ("ttl", "jsonld"))
    path = tmp_path / "oslo.jsonld"
    path.write_text(text)

    nodes = {node["@id"]: node for node in json.loads(text)["@graph"]}
    assert nodes["case:oslo-patient"]["donorKinship"] == "SiblingDonor"
    assert set(map(str, ox.parse(text, format=ox.RdfFormat.JSON_LD))) == set(
        map(str, ox.parse(turtle, format=ox.RdfFormat.TURTLE))
    )
    assert run("check", str(path))[:2] == (0, "The data conform to every shape.\n")


def test_json_ld_with_a_context_that_was_changed_by_hand_is_told(run, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    folder = tmp_path / "release"
    shutil.copytree(ROOT / "graph" / "release", folder)
    (folder / "context.jsonld").write_text('{"@context": {}}')

    code, out, err = run("query", "case-graph", "--format", "jsonld", "--release", str(folder))

    assert (code, out) == (2, "")
    message = f"{folder}/context.jsonld is not what the manifest says"
    assert err == f"hivkg: {message}\nBuild it again: hivkg build\n"


def test_a_topic_finds_the_stored_queries_on_it(run) -> None:  # type: ignore[no-untyped-def]
    _, out, _ = run("query", "stored-queries", "--set", "topic='conflicts'", "--format", "csv")

    rows = list(csv.DictReader(io.StringIO(out)))
    assert "https://w3id.org/hivkg/query/conflicts" in {row["query"] for row in rows}
    assert {row["topic"] for row in rows} == {"conflicts"}
