"""Finds what is wrong with the ontology's own terms where it takes more than one term to see it.

What can be seen of a term by itself is a shape in `shapes/term.ttl`. Both follow the checks of ROBOT's report.
"""

from __future__ import annotations

from collections.abc import Iterator

from hivkg.namespaces import HIVKG, Iri, shorten
from hivkg.vocabulary import Entry, Vocabulary
from hivkg.words import normalize_name, split_name

OBSOLETE = "obsolete "
"""How the label of a term begins that is no longer used."""

_FILLERS = frozenset(split_name("a an and any by for in is it its kind of on or that the to which who whose with"))


def check_terms(vocabulary: Vocabulary) -> Iterator[str]:
    """Say what is wrong with the terms of the ontology, one line each; obsolete ones are left alone.

    No two terms share a label, no synonym is another term's label or synonym, no two definitions are the same,
    and none repeats the label alone; a class has one asserted parent with a name. Names are compared without
    regard to spelling. Classes and individuals are compared with each other, properties with properties: a
    property may go by the name of the class it leads to.
    """
    names: dict[tuple[bool, str], tuple[Iri, str]] = {}
    own = [entry for entry in vocabulary if entry.iri.startswith(HIVKG) and not entry.label.startswith(OBSOLETE)]
    definitions: dict[str, Iri] = {}
    # Labels first, so that of a label and a synonym the synonym is told.
    told = [(entry, entry.label) for entry in own] + [(entry, name) for entry in own for name in entry.synonyms]
    for entry, name in told:
        holder, written = names.setdefault(("property" in entry.kind, normalize_name(name)), (entry.iri, name))
        if holder != entry.iri:
            yield f"{shorten(entry.iri)} goes by {name!r}, and so does {shorten(holder)} ({written!r})"
    for entry in own:
        if entry.definition:
            other = definitions.setdefault(normalize_name(entry.definition), entry.iri)
            if other != entry.iri:
                yield f"{shorten(entry.iri)} and {shorten(other)} have one definition"
            if _repeats_label(entry):
                yield f"the definition of {shorten(entry.iri)} says no more than its label: {entry.definition!r}"
        if entry.kind == "class" and len(entry.parents) > 1:
            yield f"{shorten(entry.iri)} has {len(entry.parents)} asserted parents; name one, and let axioms tell more"


def _repeats_label(entry: Entry) -> bool:
    label = set(split_name(entry.label))
    return not set(split_name(entry.definition)) - label - _FILLERS
