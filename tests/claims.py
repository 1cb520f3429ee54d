"""Claims in one line, for the tests of what is done with them."""

from __future__ import annotations

from hivkg.model import Certainty, Claim, Evidence, Literal, Polarity, ReviewState, Source, Term, Tier
from hivkg.namespaces import HIVKG, OBO, XSD, Iri, document_iri, expand, source_iri


def source(name: str, tier: Tier = Tier.NEWS, issued: str = "") -> Source:
    return Source(source_iri(name), name.capitalize(), "news", tier, issued=issued)


def claim(
    where: str,
    subject: str,
    predicate: str,
    object_: str | Literal,
    *,
    denied: bool = False,
    certainty: Certainty = Certainty.DEFINITE,
    method: Iri = f"{OBO}ECO_0000203",
    **qualifiers: str,
) -> Claim:
    """Make a reviewed claim of a source; qualifiers are local names of properties, values CURIEs or words."""
    pairs: list[tuple[Iri, Term]] = [
        (HIVKG + name, Literal(value) if " " in value else expand(value)) for name, value in qualifiers.items()
    ]
    return Claim(
        source=source_iri(where),
        subject=expand(subject),
        predicate=expand(predicate),
        object=object_ if isinstance(object_, Literal) else expand(object_),
        polarity=Polarity.DENIED if denied else Polarity.ASSERTED,
        certainty=certainty,
        qualifiers=tuple(sorted(pairs, key=str)),
        evidence=(Evidence(document_iri(where), 0, 5, "a" * 64),),
        state=ReviewState.REVIEWED,
        method=method,
    )


def year(value: str) -> Literal:
    return Literal(value, {4: f"{XSD}gYear", 7: f"{XSD}gYearMonth", 10: f"{XSD}date"}[len(value)])
