"""The names that recognition knows: a trie of tokens over labels and synonyms."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Self

from hivkg.extraction.tokens import Token, tokenize
from hivkg.namespaces import HIVKG, Iri
from hivkg.vocabulary import Vocabulary

CASE = HIVKG + "Case"
INFORMATION = HIVKG + "InformationEntity"

TOO_GENERAL = frozenset(
    HIVKG + name
    for name in (
        "Antibody",
        "Cure",
        "Drug",
        "Female",
        "Graft",
        "HIVCoreceptor",
        "LatentReservoir",
        "Male",
        "Receptor",
        "Therapy",
    )
)
"""Classes below a root whose names alone still say too little to make a claim."""


@dataclass(slots=True)
class _Node:
    term: Iri = ""
    acronym: bool = False
    children: dict[str, _Node] = field(default_factory=dict)


class Lexicon:
    """Names and the terms they stand for, compared in normal form.

    Of two terms with one name the first given wins. An acronym of four letters or fewer is only found
    where the text writes it in capitals, so that "state of the art" is not ART.

    >>> Lexicon({"latent reservoir": "hivkg:LatentReservoir"}).match(tokenize("Latent reservoirs."), 0, "")
    ('hivkg:LatentReservoir', 2)
    """

    def __init__(self, names: Mapping[str, Iri], labels: Mapping[Iri, str] | None = None) -> None:
        self._root = _Node()
        self._labels = dict(labels or {})
        for written, term in names.items():
            node = self._root
            for token in tokenize(written):
                if token.form:
                    node = node.children.setdefault(token.form, _Node())
            if node is not self._root and not node.term:
                node.term, node.acronym = term, _is_acronym(written)
            self._labels.setdefault(term, written)

    @classmethod
    def from_vocabulary(cls, vocabulary: Vocabulary) -> Self:
        """Take the names of every case, and of every kind that some relation allows at one of its ends.

        Other particulars are left out: "donor of the Oslo patient" would hide the Oslo patient. So are
        the roots among those ends ("disease", "donor", "outcome": too general to claim anything of),
        properties, and all that hivkg records about publishing.
        """
        ends = frozenset[Iri]().union(*vocabulary.subject_kinds.values(), *vocabulary.object_kinds.values())
        roots = {iri for iri in ends if not ends & (vocabulary.ancestors(iri) - {iri})}
        known = [
            entry
            for entry in sorted(vocabulary, key=lambda entry: entry.iri)
            if entry.iri not in roots | TOO_GENERAL
            and ends & vocabulary.ancestors(entry.iri)
            and not vocabulary.is_a(entry.iri, INFORMATION)
            and (not entry.types or vocabulary.is_a(entry.iri, CASE))
        ]
        names: dict[str, Iri] = {}
        for entry in known:
            names.setdefault(entry.label, entry.iri)
        for entry in known:  # labels before synonyms
            for synonym in entry.synonyms:
                names.setdefault(synonym, entry.iri)
        return cls(names, {entry.iri: entry.label for entry in known})

    def label(self, term: Iri) -> str:
        """The label of a term, or nothing for one that the lexicon does not know."""
        return self._labels.get(term, "")

    def match(self, tokens: Sequence[Token], first: int, text: str) -> tuple[Iri, int] | None:
        """Find the longest name that begins at a token: its term, and the index one past its last token.

        Args:
            text: What the tokens were read from; where it is empty, acronyms need no capitals.
        """
        node, found = self._root, None
        for index in range(first, len(tokens)):
            child = node.children.get(tokens[index].form)
            if child is None:
                break
            node = child
            written = text[tokens[first].start : tokens[index].end]
            if node.term and not (node.acronym and text and not _in_capitals(written)):
                found = node.term, index + 1
        return found


def _is_acronym(written: str) -> bool:
    letters = [character for character in written if character.isalpha()]
    return " " not in written and len(letters) <= 4 and _in_capitals(written)


def _in_capitals(written: str) -> bool:
    return sum(character.isupper() for character in written) >= 2
