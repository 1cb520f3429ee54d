"""Brings names to one form, so that spelling does not hide that two of them are the same."""

from __future__ import annotations

import re
import unicodedata

_SPELLINGS = (
    (re.compile(r"ae|oe"), "e"),  # haematopoietic, oedema
    (re.compile(r"our$"), "or"),  # tumour
    (re.compile(r"is(ation|ing|ed|e|er)$"), r"iz\1"),  # sterilising
    (re.compile(r"programme$"), "program"),
)
_PLURALS = (
    (re.compile(r"(?<=\w\w)ies$"), "y"),  # therapies
    (re.compile(r"(uses|sses)$"), lambda found: found[0][:-2]),  # viruses
    (re.compile(r"(?<=\w\w[^sui])s$"), ""),  # diseases, but not virus, loss, diagnosis
)


def normalize_name(name: str) -> str:
    """Give the form in which names are compared: words alone, run together.

    Case, hyphens, accents, plurals, British spelling and Greek letters do not count, nor does "(human)" at the
    end, with which the Protein Ontology marks the species. A plus sign is read as "positive".

    >>> normalize_name("Haematopoietic stem-cell transplantations") == normalize_name(
    ...     "hematopoietic stem cell transplantation"
    ... )
    True
    >>> normalize_name("CCR5-Δ32"), normalize_name("CD4+ T cells")
    ('ccr5delta32', 'cd4positivetcell')
    >>> normalize_name("C-C chemokine receptor type 5 (human)")
    'ccchemokinereceptortype5'
    """
    return "".join(split_name(name))


def split_name(name: str) -> list[str]:
    """Give the words of a name in the form in which they are compared.

    >>> split_name("Graft-versus-host diseases")
    ['graft', 'versus', 'host', 'disease']
    """
    plain = unicodedata.normalize("NFKD", "".join(map(_latin, name.removesuffix(" (human)"))))
    plain = "".join(character for character in plain if not unicodedata.combining(character)).casefold()
    plain = re.sub(r"(?<=\w)\+", " positive ", plain)
    return [_normalize_word(word) for word in re.findall(r"[^\W_]+", plain)]


def _latin(character: str) -> str:
    told = unicodedata.name(character, "")
    return told.rpartition(" ")[2].lower() if told.startswith("GREEK ") and "LETTER" in told else character


def _normalize_word(word: str) -> str:
    for plural, singular in _PLURALS:
        shorter = plural.sub(singular, word)
        if shorter != word:
            word = shorter
            break
    for pattern, written in _SPELLINGS:
        word = pattern.sub(written, word)
    return word
