"""Explains a thing or a fact: what it is, what is held of it, who says so on which words, who disagrees.

It asks stored queries, so that all it shows can be had by query too. Only the RDF of an explanation has SPARQL of
its own: the triples of everything that was shown.
"""

from __future__ import annotations

import json
import textwrap
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from hivkg.answers import show_value, table_as_json, value_as_json, write_answer
from hivkg.errors import QueryError
from hivkg.grounds import Grounds, list_rules
from hivkg.model import Literal, Resolution, Standing, Term, n_triples
from hivkg.namespaces import BASE, HIVKG, Iri, shorten
from hivkg.policy import Policy
from hivkg.queries import StoredQuery, bind_query, find_query
from hivkg.store import Row, Store, Table, TripleSet
from hivkg.tables import draw_table

Ask = Callable[..., Table]
Fact = tuple[Iri, Iri, Sequence[Term]]
"""Subject, relation and object: a literal may be any of several that are written alike."""

_NOTHING = Table((), ())
_SIDE = frozenset({"against", "otherPolarity", "otherValue", "otherSource"})
_CORE = frozenset({"subject", "relation", "object"})
_DESCRIBED = tuple(f"{BASE}{kind}/" for kind in ("claim", "conflict", "document", "evidence", "source"))


@dataclass(frozen=True, slots=True)
class Part:
    """One question about a thing.

    Attributes:
        heading: What the answer is called.
        query: A stored query.
        param: The parameter that the thing is bound to.
        of: Bind it to what stands in a column of an earlier part instead, as "heading/column".
        hides: Columns that say nothing new.
    """

    heading: str
    query: str
    param: str
    of: str = ""
    hides: frozenset[str] = frozenset()


PARTS = (
    Part("What it is", "definitions", "term"),
    Part("Other names", "synonyms", "term", hides=frozenset({"label"})),
    Part("Directly below it", "hierarchy", "above"),
    Part("What may stand at its ends", "relations", "relation", hides=frozenset({"definition"})),
    Part("Its source and documents", "sources", "source"),
    Part("Its source", "sources", "document"),
    Part("This claim", "claims", "claim"),
    Part("In which scope it is made", "qualifiers", "claim"),
    Part("Who read it", "readings", "claim"),
    Part("Its evidence", "evidence", "claim", hides=frozenset({"words"})),
    Part("This evidence", "evidence", "evidence"),
    Part("This conflict", "conflicts", "conflict"),
    Part("Its two sides", "conflict-sides", "conflict", hides=_SIDE | {"resolution", "reason"}),
    Part("The claims in it", "claims", "claim", of="Its two sides/claim", hides=frozenset({"subject", "relation"})),
    Part("Outcomes", "outcomes-by-case", "case"),
    Part("Facts", "facts", "subject"),
    Part("Facts of its events, grafts and donors", "course-by-case", "case"),
    Part("Facts of which it is the object", "facts", "object"),
    Part("Facts with this relation", "facts", "relation"),
    Part("Inferred", "inferred-triples", "subject"),
    Part("Inferred of which it is the object", "inferred-triples", "object"),
    Part("Claims", "claims", "subject"),
    Part("Claims of which it is the object", "claims", "object"),
    Part("Claims with this relation", "claims", "relation"),
    Part("Claims read from it", "claims", "document"),
    Part("Claims read from its documents", "claims", "document", of="Its source and documents/document"),
    Part("Why it is no fact", "withheld-claims", "claim", hides=_CORE | {"source"}),
    Part("Claims that are no facts, and why", "withheld-claims", "subject"),
    Part("Conflicts", "conflicts", "subject"),
    Part("Conflicts about this relation", "conflicts", "relation"),
    Part("Conflicts in which it is said", "conflict-sides", "value", hides=frozenset({"deciding"})),
    Part("Conflicts in which it stands", "conflict-sides", "claim", hides=frozenset({"tier", "issued"})),
    Part("Sources that describe it", "identifications", "case"),
    Part("Whom it describes", "identifications", "source"),
    Part("The same in other ontologies", "mappings", "term"),
    Part("The same in hivkg", "mappings", "identifier"),
)
"""What is asked about a thing, in the order in which the answers are read; a part without rows is left out."""


@dataclass(frozen=True, slots=True)
class Section:
    """One part of an explanation: the rows of a stored query, without the columns that are the same in each.

    `query` is empty for the rules of the policy, which are no query's answer.
    """

    heading: str
    query: str
    table: Table


def explain(store: Store, queries: Mapping[str, StoredQuery], policy: Policy, iri: Iri) -> list[Section]:
    """Gather all that a store says of a thing, in the order in which it is read.

    Raises:
        QueryError: It says nothing of it.
    """
    ask = _asker(store, queries)
    answers: dict[str, Table] = {}
    sections = []
    for part in PARTS:
        heading, _, column = part.of.partition("/")
        values = _values(answers.get(heading), column) if part.of else (iri,)
        table = ask(part.query, **{part.param: values}) if values else _NOTHING
        if table.rows:
            answers[part.heading] = table
            hidden = part.hides if part.of else part.hides | {part.param}
            sections.append(Section(part.heading, part.query, _drop(table, hidden)))
    if not sections:
        raise QueryError(
            f"there is no question to ask about {shorten(iri)}",
            hint=f"See its triples with: hivkg sparql 'DESCRIBE <{iri}>'",
        )
    if "This claim" in answers:
        sections += _tell_rules(ask, policy, answers["This claim"])
    return [*sections, *_tell_reasons(ask, sections)]


def explain_fact(store: Store, queries: Mapping[str, StoredQuery], policy: Policy, fact: Fact) -> list[Section]:
    """Gather why three terms are a fact or none: who says so on which words, and what stands against it.

    Raises:
        QueryError: No document says so, and nothing infers it.
    """
    ask = _asker(store, queries)
    subject, relation, objects = fact
    same = {"subject": subject, "relation": relation, "object": objects}
    facts, claims, withheld = (ask(name, **same) for name in ("facts", "claims", "withheld-claims"))
    inferred = ask("inferred-triples", subject=subject, predicate=relation, object=objects)
    said = _values(claims, "claim")
    against = ask("conflict-sides", claim=said) if said else _NOTHING
    held = bool(facts.rows or inferred.rows)
    if not (held or claims.rows):
        told = " ".join((shorten(subject), shorten(relation), show_value(objects[0])))
        raise QueryError(
            f"no document says or denies: {told}",
            hint=f"See what is said with: hivkg query claims --set subject={shorten(subject)}",
        )
    sections = [
        Section("A fact", "facts", facts),
        Section("Inferred from facts and ontology, and said by no document", "inferred-triples", inferred),
        Section("No fact, and why", "withheld-claims", _NOTHING if held else withheld),
        Section("Claims that say or deny it", "claims", _drop(claims, _CORE)),
        *_tell_rules(ask, policy, claims),
        Section(
            "Claims of it that carry no fact, and why", "withheld-claims", _drop(withheld, _CORE) if held else _NOTHING
        ),
        Section("What was said against it", "conflict-sides", _drop(against)),
    ]
    sections = [section for section in sections if section.table.rows]
    return [*sections, *_tell_reasons(ask, sections)]


def draw_sections(sections: Iterable[Section], width: int | None = None) -> str:
    """Draw headings and tables for people; see `tables.draw_table`.

    Where words are not ours to show, their place stands for them: code points from 0, the end exclusive.
    """
    return "".join(
        f"{section.heading}\n\n{write_answer(_fill_words(section.table), 'table', width)}\n" for section in sections
    )


def sections_as_json(about: Iterable[Term], sections: Iterable[Section]) -> str:
    """Write an explanation as one JSON object; terms, and the rows of a section, are written as in SPARQL 1.1 JSON."""
    told = [
        {"heading": section.heading, "query": section.query, **table_as_json(section.table)} for section in sections
    ]
    explained = {"explains": [value_as_json(term) for term in about], "sections": told}
    return json.dumps(explained, indent=2, ensure_ascii=False) + "\n"


def describe(store: Store, about: Sequence[Term], sections: Iterable[Section]) -> TripleSet:
    """Give the triples of all that was shown: the thing or fact, and its claims, evidence, conflicts and documents.

    Axioms that need a blank node are left out.

    Args:
        about: A thing; or subject, relation and objects of a fact.
    """
    shown = {value for section in sections for row in section.table.rows for value in row if isinstance(value, str)}
    nodes = {iri for iri in shown if iri.startswith(_DESCRIBED)}
    if len(about) == 1:
        nodes |= {iri for iri in about if isinstance(iri, str)}
        it = n_triples(about[0])
        where = f"VALUES (?value ?graph) {{ ({it} graph:facts) ({it} graph:mappings) }}"
        held = f"{where} GRAPH ?graph {{ ?node ?property ?value }}"
    else:
        rows = " ".join(f"({' '.join(map(n_triples, (*about[:2], each)))})" for each in about[2:])
        held = f"VALUES (?node ?property ?value) {{ {rows} }} ?node ?property ?value"
    answer = store.ask(_DESCRIBE.format(nodes=" ".join(n_triples(iri) for iri in sorted(nodes)), held=held))
    assert isinstance(answer, TripleSet)
    return answer


_DESCRIBE = """CONSTRUCT {{ ?node ?property ?value }} WHERE {{
  {{ VALUES ?node {{ {nodes} }} ?node ?property ?value }}
  UNION {{ VALUES ?claim {{ {nodes} }} ?claim hivkg:evidence ?node . ?node ?property ?value }}
  UNION {{ VALUES ?claim {{ {nodes} }} ?claim hivkg:evidence/oa:hasSelector ?node . ?node ?property ?value }}
  UNION {{ VALUES ?evidence {{ {nodes} }} ?evidence oa:hasSelector ?node . ?node ?property ?value }}
  UNION {{ VALUES ?term {{ {nodes} }} ?node sssom:subject_id|sssom:object_id ?term . ?node ?property ?value }}
  UNION {{ {held} }}
  FILTER(!isBlank(?value))
}}"""


def _asker(store: Store, queries: Mapping[str, StoredQuery]) -> Ask:
    """Give what answers a stored query, with parameters bound to a term or to any of several."""

    def ask(name: str, **values: Term | Sequence[Term]) -> Table:
        bound = {key: value if isinstance(value, str | Literal) else tuple(value) for key, value in values.items()}
        answer = store.ask(bind_query(find_query(queries, name), bound))
        assert isinstance(answer, Table)
        return answer

    return ask


def _tell_reasons(ask: Ask, sections: Iterable[Section]) -> list[Section]:
    """Say what the reasons mean for which the claims that were shown are no facts."""
    reasons = {
        reason
        for section in sections
        if section.query == "withheld-claims"
        for reason in _values(section.table, "reason")
    }
    if not reasons:
        return []
    table = _drop(ask("definitions", term=sorted(reasons, key=str)), frozenset({"label", "source", "above"}))
    return [Section("What the reasons mean", "definitions", table)]


def _tell_rules(ask: Ask, policy: Policy, claims: Table) -> list[Section]:
    """Say which rules of the policy the accepted among claims of the same three terms have passed."""
    accepted = [row for row in claims.rows if f"{HIVKG}{Standing.ACCEPTED.value}" in row]
    if not accepted:
        return []
    table = Table(claims.columns, tuple(accepted))
    said, documents = _values(table, "claim"), _values(table, "document")
    (relation,), (object_,) = _values(table, "relation"), _values(table, "object")[:1]
    above, waiting = {relation}, [relation]
    while waiting:
        found = set(_values(ask("hierarchy", term=waiting), "above")) - above
        above |= found
        waiting = sorted(found, key=str)
    conflicts = ask("conflict-sides", claim=said)
    open_ = [row for row in conflicts.rows if Resolution.OPEN.iri in row]
    grounds = Grounds(
        relation=str(relation),
        relations={str(iri) for iri in above},
        object=object_,
        polarities=_iris(table, "polarity"),
        certainties=_iris(table, "certainty"),
        methods=_iris(ask("readings", claim=said), "method"),
        tiers=_iris(ask("sources", document=documents), "tier"),
        criteria=_iris(ask("qualifiers", claim=said, qualifier=f"{HIVKG}withCriterion"), "value"),
        prevailed=len(conflicts.rows) - len(open_),
        moot=len(open_),
    )
    rules = tuple((rule.reason.iri, Literal(rule.asks), Literal(rule.has)) for rule in list_rules(grounds, policy))
    return [Section("Rules of the policy that it passed", "", Table(("otherwise", "asks", "has"), rules))]


def _values(table: Table | None, column: str) -> list[Term]:
    """Give the terms of a column, each once, in the order of the rows."""
    if table is None or column not in table.columns:
        return []
    index = table.columns.index(column)
    return list(dict.fromkeys(row[index] for row in table.rows if isinstance(row[index], str | Literal)))  # type: ignore[misc]


def _iris(table: Table, column: str) -> set[Iri]:
    return {value if isinstance(value, str) else value.value for value in _values(table, column)}


def _drop(table: Table, hidden: frozenset[str] = frozenset()) -> Table:
    """Leave out hidden columns, and those in which no row has a value; but where words would stand is always told."""
    keep = [
        index
        for index, name in enumerate(table.columns)
        if name not in hidden and (name == "words" or any(row[index] is not None for row in table.rows))
    ]
    return Table(
        tuple(table.columns[index] for index in keep), tuple(tuple(row[index] for index in keep) for row in table.rows)
    )


def _fill_words(table: Table) -> Table:
    """Put the place of words where the words are not ours to show."""
    if not {"start", "end", "words"} <= set(table.columns):
        return table
    start, end, words = (table.columns.index(name) for name in ("start", "end", "words"))

    def fill(row: Row) -> Row:
        if row[words] is not None:
            return row
        place = Literal(f"original, characters {show_value(row[start])} to {show_value(row[end])}")
        return (*row[:words], place, *row[words + 1 :])

    return Table(table.columns, tuple(map(fill, table.rows)))


def draw_about(query: StoredQuery, width: int | None = None) -> str:
    """Draw what a stored query asks, what its parameters take, and what its columns mean."""
    params = [[name, ", ".join(param.types), param.says] for name, param in query.params.items()]
    columns = [list(each) for each in query.returns.items()]
    parts = [query.summary + "\n", textwrap.fill(query.description, 100) + "\n"]
    parts += [draw_table(["parameter", "takes", "meaning"], params, width)] if params else []
    parts += [draw_table(["column", "meaning"], columns, width)]
    return "\n".join(parts)
