"""Writes the exact answers of every stored query anew: `make answers`. Read the diff before you commit it."""

from __future__ import annotations

from pathlib import Path

import pyoxigraph as ox

from hivkg.answers import show_cells
from hivkg.project import find_project
from hivkg.queries import load_queries
from hivkg.release import read_release
from hivkg.store import Answer, MemoryStore, Table, TripleSet
from hivkg.triples import to_bytes

GOLDEN = Path(__file__).parent / "data" / "queries"


def written(answer: Answer) -> str:
    """Write an answer as its file has it: tab-separated rows, or triples a line each."""
    if isinstance(answer, TripleSet):
        return to_bytes(answer.triples, ox.RdfFormat.N_TRIPLES).decode()
    assert isinstance(answer, Table)
    return "".join("\t".join(cells) + "\n" for cells in [list(answer.columns), *map(show_cells, answer.rows)])


def main() -> None:
    project = find_project()
    store = MemoryStore(read_release(project.release))
    queries = load_queries(project.queries)
    for path in GOLDEN.glob("*.tsv"):
        if path.stem not in queries:
            path.unlink()
    for name, query in queries.items():
        (GOLDEN / f"{name}.tsv").write_text(written(store.ask(query.text)), "utf-8")


if __name__ == "__main__":
    main()
