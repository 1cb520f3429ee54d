"""The command line: the only place that prints, exits or reads arguments.

Results go to stdout and can be piped; progress and errors go to stderr. Exit 0: done. 1: it ran, and the
data do not conform. 2: it could not run.
"""

from __future__ import annotations

import io
import json
import os
import re
import sys
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import click
from rich.console import Console

from hivkg import __version__
from hivkg.answers import FORMATS, write_answer
from hivkg.api import Graph
from hivkg.api import open as open_graph
from hivkg.corpus import read_corpus
from hivkg.diff import as_sections, as_table, compare, summarize
from hivkg.errors import HivkgError, QueryError, ReleaseError, did_you_mean
from hivkg.explain import draw_about, draw_sections
from hivkg.extraction import reading_as_json
from hivkg.findings import draw_namesakes, draw_report, draw_span_checks
from hivkg.model import Resolution
from hivkg.pipeline import (
    AGENTS,
    OnStep,
    build_graphs,
    check_evidence,
    check_files,
    check_namesakes,
    check_release,
    extract_all,
    load_terms,
    merge_claims,
    write_build,
)
from hivkg.places import read_place
from hivkg.project import find_project
from hivkg.queries import check_params, find_query, load_queries
from hivkg.release import GRAPHS, check_place, read_context
from hivkg.snapshots import KINDS, take_snapshot
from hivkg.spans import Proof
from hivkg.store import Answer, RemoteStore, TripleSet
from hivkg.tables import draw_table
from hivkg.texts import read_text
from hivkg.triples import describe_claims

# What makes an argument a query and not the name of a file: white space or braces, as no sensible name has them.
_QUERY = re.compile(r".*[\s{}]", re.DOTALL)
_FOLDER = click.Path(path_type=Path)
_OWN_TABLE = Path("terms.tsv of the ontology")  # stands for the table that comes with hivkg
# fmt: off
_mappings_option = click.option(
    "--mappings", "table", type=_FOLDER, is_flag=False, flag_value=_OWN_TABLE, metavar="[TABLE]",
    help="Count the mappings instead, and list terms of TABLE that share a name with one of ours and are not mapped.",
)
# fmt: on
_corpus_option = click.option(
    "--corpus",
    "corpora",
    multiple=True,
    type=_FOLDER,
    help="A further folder of documents, for instance the originals.",
)
_release_option = click.option("--release", type=_FOLDER, help="A release other than the one that comes with hivkg.")
_format_option = click.option(
    "--format", "format_", type=click.Choice(FORMATS), help="How to write the answer; a table, or Turtle for triples."
)
_endpoint_option = click.option(
    "--endpoint", metavar="URL", help="Ask a remote SPARQL endpoint that holds the release."
)


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="hivkg")
def app() -> None:
    """Who claims what about curing HIV, on which words, how certainly, and where sources disagree.

    Not medical advice; no clinician has reviewed the claims.
    """


@app.command()
@_corpus_option
@click.option("--out", type=_FOLDER, help="Where to write the release, with TriG and N-Quads of the whole.")
@click.option("--no-validate", is_flag=True, help="Leave out validation, the longest step; with --out only.")
def build(corpora: Sequence[Path], out: Path | None, no_validate: bool) -> int:
    """Build the graph, validate it, and write the release."""
    project = find_project()
    if no_validate and out is None:
        raise click.UsageError("--no-validate needs --out: what was not validated does not replace the release.")
    if out is None and not project.writable:
        raise ReleaseError(f"the release in {project.release} came with hivkg", hint="Give a folder with --out DIR.")
    check_place(out or project.release)
    started = time.monotonic()
    with _progress() as on_step:
        made = build_graphs(project, corpora, on_step, validate=not no_validate)
        if not made.report.violations:
            on_step("writing the release")
            write_build(made, out or project.release, whole=out is not None)
    resolved = Counter(conflict.resolution for conflict in made.conflicts)
    unsettled = resolved[Resolution.OPEN]
    rows = {
        "documents": len(made.corpus.documents),
        "sources": len(made.corpus.sources),
        "claims, reviewed": len(made.claims),
        "claims, candidate": len(made.candidates),
        "facts": len(made.facts),
        "conflicts, resolved": len(made.conflicts) - unsettled,
        "conflicts, open": unsettled,
        "triples": sum(len(triples) for triples in made.graphs.values()),
        "violations": "not looked for" if no_validate else len(made.report.violations),
        "seconds": f"{time.monotonic() - started:.1f}",
    }
    _print_table(["", "count"], [[name, str(value)] for name, value in rows.items()])
    if made.report.violations:
        sys.stdout.write(draw_report(made.report, _width()))
        _complain("the graph breaks its shapes, and was not written", "The last release is as it was.")
        return 1
    return 0


@app.command()
@click.argument("files", nargs=-1, type=_FOLDER, metavar="[FILE]...")
@click.option("--evidence", is_flag=True, help="Prove every span of evidence against its document instead.")
@_mappings_option
@click.option(
    "--reference", is_flag=True, help="Let pySHACL, the reference, check everything: slower, the same report."
)
@_corpus_option
@_release_option
def check(files: Sequence[Path], release: Path | None, corpora: Sequence[Path], **how: Any) -> int:
    """Validate the release, or RDF files that are shaped like it."""
    evidence, table = how["evidence"], how["table"]
    project, folder = find_project(), release or find_project().release
    if table is not None:
        if files or evidence or corpora or release:
            raise click.UsageError("--mappings checks the mappings alone.")
        mappings, namesakes = check_namesakes(project, None if table == _OWN_TABLE else table)
        sys.stdout.write(draw_namesakes(mappings, namesakes, _width()))
        return 1 if namesakes else 0
    if evidence:
        if files:
            raise click.UsageError("--evidence checks the release, not files.")
        spans = check_evidence(project, folder, corpora)
        sys.stdout.write(draw_span_checks(spans, _width()))
        return 1 if any(span.proof is Proof.BROKEN for span in spans) else 0
    with _progress() as on_step:
        on_step("validating with pySHACL")
        report = (
            check_files(project, folder, files) if files else check_release(project, folder, reference=how["reference"])
        )
    sys.stdout.write(draw_report(report, _width()))
    return 1 if report.violations else 0


@app.command()
@click.argument("paths", nargs=-1, required=True, type=_FOLDER, metavar="PATH...")
@click.option("--format", "format_", type=click.Choice(["jsonl", "ttl"]), default="jsonl", show_default=True)
def extract(paths: Sequence[Path], format_: str) -> int:
    """Read candidate claims out of documents: one JSON object a line, or Turtle."""
    project = find_project()
    with _progress() as on_step:
        documents = read_corpus(paths, known=read_corpus([project.corpus])).documents
        vocabulary = load_terms(project, on_step).vocabulary
        on_step("extracting")
        readings = extract_all(documents.values(), vocabulary)
    if format_ == "ttl":
        claims = merge_claims(reading.claim for reading in readings)
        sys.stdout.write(write_answer(TripleSet(tuple(describe_claims(claims, AGENTS))), "ttl"))
        return 0
    if sys.stderr.isatty():
        print(f"{len(readings)} candidates in {len(documents)} documents", file=sys.stderr)
    for reading in readings:
        document = documents[reading.claim.evidence[0].document]
        print(json.dumps(reading_as_json(reading, document, vocabulary), ensure_ascii=False))
    return 0


@app.command()
@click.argument("name", required=False)
@click.option(
    "--set", "settings", multiple=True, metavar="KEY=VALUE", help="Bind a parameter to a label, CURIE or IRI."
)
@click.option("--about", is_flag=True, help="Say what it answers, and what its parameters and columns mean.")
@_format_option
@_endpoint_option
@_release_option
def query(
    name: str | None,
    settings: Sequence[str],
    about: bool,
    format_: str | None,
    endpoint: str | None,
    release: Path | None,
) -> int:
    """Answer a stored query; without NAME, list them."""
    queries = load_queries(find_project().queries)
    if name is None:
        if settings or about or format_ or endpoint or release:
            raise QueryError("there is no query to answer", hint="Name one. List all with: hivkg query")
        _print_table(["query", "question"], [[each.name, each.summary] for each in queries.values()])
        return 0
    wanted = find_query(queries, name)
    if about:
        sys.stdout.write(draw_about(wanted, _width()))
        return 0
    values = {}
    for setting in settings:
        key, equals, value = setting.partition("=")
        if not equals:
            raise QueryError(f"--set {setting!r} has no equals sign", hint='Write --set key="value".')
        if key in values:
            raise QueryError(f"--set gives {key!r} twice", hint="Ask once for each value.")
        values[key] = value
    check_params(wanted, values)  # a wrong name is told before the release is read
    return _print_answer(_open(endpoint, release).query(name, **values).answer, format_, release)


@app.command()
@click.argument("query_or_file", metavar="QUERY|FILE")
@_format_option
@_endpoint_option
@_release_option
def sparql(query_or_file: str, format_: str | None, endpoint: str | None, release: Path | None) -> int:
    """Answer a SPARQL query, given as it is or in a file; hivkg's prefixes need not be declared."""
    text = query_or_file
    if _is_file(text):
        text = read_text(Path(text), QueryError, megabytes=1).removeprefix("\ufeff")
    elif not _QUERY.match(text):
        raise QueryError(
            f"{text!r} is neither a query nor a file", hint="Give a query in quotes, or the name of a .rq file."
        )
    return _print_answer(_open(endpoint, release).sparql(text).answer, format_, release)


@app.command(name="explain")
@click.argument("names", nargs=-1, required=True, metavar="THING | SUBJECT RELATION OBJECT")
@click.option(
    "--format",
    "format_",
    type=click.Choice(["table", "json", "ttl"]),
    default="table",
    show_default=True,
    help="Tables to read, the same as JSON, or the triples of all that is shown.",
)
@_endpoint_option
@_release_option
def explain_command(names: Sequence[str], format_: str, endpoint: str | None, release: Path | None) -> int:
    """Say what a thing is, what is held of it, who says so on which words, and who disagrees.

    THING is a term, case, claim, conflict, document or source, given by label, CURIE or IRI. Three terms are a fact:
    say which claims carry it and which rules they passed, or why it is none.
    """
    if len(names) not in (1, 3):
        raise QueryError(
            f"{len(names)} names are neither a thing nor a fact",
            hint="Give one, or subject, relation and object; put each that has spaces into quotes.",
        )
    explanation = _open(endpoint, release).explain(*names)
    if format_ == "table":
        sys.stdout.write(draw_sections(explanation.sections, _width()))
    else:
        sys.stdout.write(explanation.to_json() if format_ == "json" else write_answer(explanation.describe()))
    return 0


@app.command(name="diff")
@click.argument("old")
@click.argument("new")
@click.option("--kind", "kinds", multiple=True, type=click.Choice(list(KINDS)), help="Show only this kind of thing.")
@click.option("--exit-code", is_flag=True, help="Exit with 1 if they differ.")
@_format_option
def diff_command(old: str, new: str, kinds: Sequence[str], exit_code: bool, format_: str | None) -> int:
    """Compare two releases: what was added, removed and changed, and why.

    OLD and NEW are folders that hivkg build wrote, .trig or .nq files (also .gz), or what git has, for instance
    HEAD:graph/release.
    """
    found = compare(*(take_snapshot(read_place(place)) for place in (old, new)))
    changes = [each for each in found if not kinds or each.kind in kinds]
    if format_ not in (None, "table"):
        _print_answer(as_table(changes), format_, None)
    else:
        for section in as_sections(changes):
            print(f"{section.heading}\n")
            _print_table(section.columns, section.rows)
            print()
        print(summarize(changes))
    return 1 if exit_code and changes else 0


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line and give the exit code."""
    if sys.stdout is None:  # closed by the shell, as in `hivkg query >&-`
        return _complain("there is nowhere to write to: standard output is closed", "Run it without >&-.")
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(encoding="utf-8", errors="replace")  # results are UTF-8, whatever the locale
    try:
        # Not app.main(), which has an answer of its own to Ctrl-C and to a pipe whose reader has gone.
        with app.make_context("hivkg", list(sys.argv[1:] if arguments is None else arguments)) as context:
            code = int(app.invoke(context) or 0)
        sys.stdout.flush()
        return code
    except click.exceptions.Exit as done:  # --help and --version
        return int(done.exit_code)
    except HivkgError as error:
        return _complain(str(error), error.hint)
    except click.exceptions.NoArgsIsHelpError as error:
        print(error.ctx.get_help(), file=sys.stderr)
        return 2
    except click.NoSuchCommand as error:
        near = did_you_mean(error.command_name, app.commands)
        return _complain(f"there is no command {error.command_name!r}", f"{near}List all commands with: hivkg --help")
    except click.UsageError as error:
        command = error.ctx.command_path if error.ctx else "hivkg"
        return _complain(_lower(error.format_message()), f"See how it is used: {command} --help")
    except (click.Abort, KeyboardInterrupt):
        return _complain("interrupted", "Nothing was written; a release that was there is as it was.")
    except BrokenPipeError:  # the reader of a pipe has gone, as in `hivkg query … | head`
        _forget_output()
        return 0
    except OSError as error:
        _forget_output()
        if error.filename:
            return _complain(f"{error.filename}: {error.strerror}", "Is the name right, and may you read or write it?")
        return _complain(f"cannot write the answer: {error.strerror}", "Is the disk full?")


def _forget_output() -> None:
    """Let what is still buffered go nowhere, so that closing the stream does not fail again."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _open(endpoint: str | None, release: Path | None) -> Graph:
    if endpoint and release:
        raise click.UsageError("--endpoint and --release name two places to ask.")
    if endpoint:
        return Graph(RemoteStore(endpoint, GRAPHS), load_queries(find_project().queries), endpoint)
    return open_graph(release)


def _is_file(name: str) -> bool:
    try:
        return Path(name).is_file()
    except (OSError, ValueError):  # too long for a name, or with a character that none may have
        return False


def _print_answer(answer: Answer, format_: str | None, release: Path | None) -> int:
    context = read_context(release or find_project().release) if format_ == "jsonld" else None
    sys.stdout.write(write_answer(answer, format_ or "", _width(), context))
    return 0


def _print_table(columns: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    sys.stdout.write(draw_table(columns, rows, _width()))


def _width() -> int | None:
    return Console().width if sys.stdout.isatty() else None


@contextmanager
def _progress() -> Iterator[OnStep]:
    console = Console(stderr=True)
    if not console.is_terminal:
        yield lambda _: None
        return
    with console.status("starting") as status:
        yield lambda step: status.update(f"{step} …")


def _complain(message: str, hint: str) -> int:
    print(f"hivkg: {message}\n{hint}", file=sys.stderr)
    return 2


def _lower(message: str) -> str:
    return " ".join((message[:1].lower() + message[1:].rstrip(".")).split())
