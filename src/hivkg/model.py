"""The values that hivkg passes from step to step: frozen, and without any reading or writing."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import Enum
from hashlib import sha256

from hivkg.namespaces import HIVKG, XSD, Iri, claim_iri, conflict_iri, evidence_iri, selector_iri


@dataclass(frozen=True, order=True, slots=True)
class Literal:
    """A value that is not a thing: its lexical form, and the IRI of its datatype or its language tag."""

    value: str
    datatype: Iri = XSD + "string"
    language: str = ""


Term = Iri | Literal


def n_triples(term: Term) -> str:
    """Write a term as N-Triples does, so that an IRI and a literal never look alike."""
    if isinstance(term, str):
        return f"<{term}>"
    escaped = term.value.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n").replace("\r", "\\r")
    return f'"{escaped}"@{term.language}' if term.language else f'"{escaped}"^^<{term.datatype}>'


class Named(Enum):
    """An enumeration whose members stand in the ontology under their value."""

    @property
    def iri(self) -> Iri:
        """The individual of the ontology."""
        return HIVKG + str(self.value)


class Polarity(Named):
    """Whether a document asserts or denies."""

    ASSERTED = "Asserted"
    DENIED = "Denied"


class Certainty(Named):
    """How firmly a document says it."""

    DEFINITE = "Definite"
    HEDGED = "Hedged"
    HYPOTHETICAL = "Hypothetical"
    AIM = "Aim"


class ReviewState(Named):
    """How far the reading of a claim was checked."""

    CANDIDATE = "Candidate"
    REVIEWED = "Reviewed"
    REJECTED = "Rejected"


class Wording(Named):
    """Whether a document has its source's own words."""

    ORIGINAL = "OriginalWording"
    RESTATED = "RestatedWording"


class Tier(Named):
    """The standing of a source, best first."""

    PRIMARY = "PrimaryStudyTier"
    GUIDELINE = "GuidelineTier"
    REVIEW = "ReviewTier"
    NEWS = "NewsTier"

    @property
    def rank(self) -> int:
        """1 for the best; the same number stands in the ontology as `hivkg:tierRank`."""
        return list(Tier).index(self) + 1


@dataclass(frozen=True, slots=True)
class Source:
    """What was published.

    `issued` is a day, month or year as precisely as it is known (`2020-03-10`, `2020-03`, `2020`), or empty.
    """

    iri: Iri
    label: str
    kind: str
    tier: Tier
    url: str = ""
    doi: str = ""
    issued: str = ""


@dataclass(frozen=True, slots=True)
class Document:
    """A text that hivkg holds, or knows by its hash alone.

    `text` is what stands after the front matter, never altered, or `None` where hivkg does not have it;
    `characters` counts its code points and `sha256` hashes its UTF-8 bytes.
    """

    iri: Iri
    source: Iri
    label: str
    wording: Wording
    sha256: str
    characters: int
    text: str | None = None
    path: str = ""

    @property
    def name(self) -> str:
        """The identifier at the end of its IRI."""
        return self.iri.rpartition("/")[2]


def hash_text(text: str) -> str:
    """Hash text as hivkg does everywhere: SHA-256 of its UTF-8 bytes, hexadecimal."""
    return sha256(text.encode("utf-8")).hexdigest()


@dataclass(frozen=True, order=True, slots=True)
class Evidence:
    """A span of a document: code points from `start`, `end` exclusive, and the hash of the words there.

    `words` are kept only where the document's wording is ours to show.
    """

    document: Iri
    start: int
    end: int
    sha256: str
    words: str = ""

    @property
    def iri(self) -> Iri:
        """Its IRI, minted from document and offsets."""
        return evidence_iri(self.document, self.start, self.end)

    @property
    def selector(self) -> Iri:
        """The IRI of the span itself."""
        return selector_iri(self.document, self.start, self.end)


@dataclass(frozen=True, order=True, slots=True)
class Mention:
    """Words of a document that name a term: `text[start:end]`, code points from 0, `end` exclusive."""

    start: int
    end: int
    term: Iri
    label: str


@dataclass(frozen=True, slots=True)
class Claim:
    """Something that a source says, read into three terms, with the words it was read from.

    `qualifiers` are pairs of property and value, sorted; `evidence` has at least one span and is sorted.
    Review state, method, agent and evidence are not part of what the claim is, and not of its IRI.
    """

    source: Iri
    subject: Iri
    predicate: Iri
    object: Term
    polarity: Polarity
    certainty: Certainty
    qualifiers: tuple[tuple[Iri, Term], ...] = ()
    evidence: tuple[Evidence, ...] = ()
    state: ReviewState = ReviewState.CANDIDATE
    method: Iri = ""
    agent: Iri = ""
    rule: str = ""
    iri: Iri = field(init=False, compare=False)

    def __post_init__(self) -> None:
        pairs = [(property_, n_triples(value)) for property_, value in self.qualifiers]
        iri = claim_iri(
            self.source,
            self.subject,
            self.predicate,
            n_triples(self.object),
            self.polarity.value,
            self.certainty.value,
            pairs,
        )
        object.__setattr__(self, "iri", iri)

    @property
    def definite(self) -> bool:
        """Whether the document says it without reserve."""
        return self.certainty is Certainty.DEFINITE


@dataclass(frozen=True, slots=True)
class Reading:
    """A candidate claim with the words that its subject and object were read from.

    For a pronoun or "the patient" the mention covers what stands there; its term is whom it means. The
    object of a literal claim is a mention whose term is empty.
    """

    claim: Claim
    subject: Mention
    object: Mention


class ConflictKind(Named):
    """The way in which two claims cannot both hold."""

    VALUE = "ValueConflict"
    POLARITY = "PolarityConflict"
    SUPERSESSION = "Supersession"


class Resolution(Named):
    """How a conflict was settled, or that it was not."""

    BY_TIER = "ResolvedByTier"
    BY_DATE = "ResolvedByDate"
    OPEN = "Unresolved"


@dataclass(frozen=True, slots=True)
class Conflict:
    """Two claims that cannot both hold, the slot they disagree on, and how that was settled.

    `prevailing` and `deciding` are IRIs of claims, empty where the conflict is open. The deciding claim
    is the one whose source tipped the balance; it may be a third that supports the prevailing one. `doubles`
    are claims of the same two sources that say the same again, of a donor, say, and of the case; each stands
    beside the claim that it doubles and shares its fate.
    """

    kind: ConflictKind
    claims: tuple[Iri, Iri]
    subject: Iri
    predicate: Iri
    resolution: Resolution
    reason: str
    prevailing: Iri = ""
    deciding: Iri = ""
    doubles: tuple[tuple[Iri, Iri], ...] = ()

    @property
    def sides(self) -> tuple[frozenset[Iri], frozenset[Iri]]:
        """The claims on either side, in the order of `claims`, with those that say the same again."""
        one, other = self.claims
        return (
            frozenset({one, *(double for double, doubled in self.doubles if doubled == one)}),
            frozenset({other, *(double for double, doubled in self.doubles if doubled == other)}),
        )

    @property
    def iri(self) -> Iri:
        """Its IRI, minted from kind and claims."""
        return conflict_iri(self.kind.value, self.claims)


class Standing(Named):
    """What became of a claim when it was set against the others."""

    ACCEPTED = "Accepted"
    DISPUTED = "Disputed"
    LOST = "Lost"
    SUPERSEDED = "Superseded"


class Withheld(Named):
    """Why a claim did not become a fact; each has its definition in the ontology."""

    DENIED = "DeniedByDocument"
    NOT_DEFINITE = "NotDefinite"
    HEDGED_ELSEWHERE = "HedgedBySameSource"
    IN_CONFLICT = "InUnresolvedConflict"
    LOST = "LostConflict"
    NO_CRITERION = "NoCriterion"
    NEVER = "NeverAFact"
    TIER_TOO_LOW = "TierTooLow"
    INFERRED = "InferredByCurator"
    UNCORROBORATED = "Uncorroborated"
    OF_MOST = "OfMostOnly"


@dataclass(frozen=True, slots=True)
class Fact:
    """A direct triple that at least one accepted claim carries."""

    subject: Iri
    predicate: Iri
    object: Term
    claims: tuple[Iri, ...]


@dataclass(frozen=True, slots=True)
class File:
    """A file of a release.

    `size` is in bytes. It and the hash are missing where the file holds the very description that would name them.
    """

    name: str
    media_type: str
    size: int | None = None
    sha256: str = ""
