"""Asserted or denied, and how firmly: the object of each claim stands in square brackets."""

import pytest

from hivkg.extraction.modality import judge


def judged(marked: str) -> tuple[str, str]:
    start, end = marked.index("["), marked.index("]") - 1
    polarity, certainty = judge(marked.replace("[", "").replace("]", ""), ((start, end),))
    return polarity.value.lower(), certainty.value.lower()


@pytest.mark.parametrize(
    "sentence",
    [
        "There is no proof yet that a pill a day brings [remission].",
        "He did not reach [remission].",
        "The cells lack the [CCR5-Δ32 mutation].",
        "Her donor did not have a rare mutation, known as [CCR5-Δ32].",
        "He has been well without viral [rebound].",
        "She cannot be called [cured].",
        "[Rebound] was not seen.",
        "There was no relapse, infection or [rebound].",
        "It isn’t a [cure].",
    ],
)
def test_denied(sentence: str) -> None:
    assert judged(sentence)[0] == "denied"


@pytest.mark.parametrize(
    "sentence",
    [
        "The procedure, which is not a cure-all, carries a risk of [GVHD].",
        "They not only edited cells but reached [remission].",
        "The donor was not a relative, but was [homozygous].",
        "He had no fever and was [cured].",
        "With no drugs left to take, he is in [remission].",
        "Although he did not ask for it, [remission] came.",
    ],
)
def test_a_negation_does_not_leave_its_clause(sentence: str) -> None:
    assert judged(sentence) == ("asserted", "definite")


@pytest.mark.parametrize(
    "sentence",
    [
        "It may lead to [remission].",
        "She is possibly [cured].",
        "The team suggests that he is [cured].",
        "[Remission] might thus be reached.",
        "[Rebound] is unlikely.",
        "We cannot exclude a late [rebound].",
    ],
)
def test_hedged(sentence: str) -> None:
    assert judged(sentence)[1] == "hedged"


def test_what_cannot_be_excluded_is_not_denied() -> None:
    assert judged("We cannot rule out a late [rebound].") == ("asserted", "hedged")


@pytest.mark.parametrize(
    "sentence",
    [
        "The month of May brought [remission].",
        "He is in [remission] and may travel.",
        "He is thought to be cured by a graft from a man who turned out to be [homozygous].",
        "It might be the first, whose donor was [homozygous].",
        "Known until last week as a patient, he is in [remission].",
    ],
)
def test_a_hedge_does_not_reach_everything(sentence: str) -> None:
    assert judged(sentence) == ("asserted", "definite")


@pytest.mark.parametrize(
    "sentence",
    [
        "If therapy stops, [rebound] follows.",
        "Nobody knows whether he is [cured].",
        "It stays so until he is declared [cured].",
    ],
)
def test_hypothetical(sentence: str) -> None:
    assert judged(sentence)[1] == "hypothetical"


@pytest.mark.parametrize(
    "sentence",
    [
        "The trial is designed to bring [remission].",
        "One day it could bring [remission].",
        "They are moving closer to [remission].",
        "It was given in the hope of [remission].",
    ],
)
def test_aim(sentence: str) -> None:
    assert judged(sentence)[1] == "aim"
