"""Each rule with sentences it must read, and sentences it must not."""

from collections.abc import Callable

import pytest

from hivkg.model import Reading

Claims = Callable[[str], set[tuple[str, str, str]]]

NOTHING: tuple[str, ...] = ()


def objects(found: set[tuple[str, str, str]], predicate: str) -> set[str]:
    return {object_.removeprefix("hivkg:") for _, relation, object_ in found if relation == predicate}


@pytest.mark.parametrize(
    ("text", "risks"),
    [
        (
            "A stem cell transplant carries a risk of organ failure, GvHD and severe systemic infection.",
            ["OrganFailure", "GraftVersusHostDisease", "SystemicInfection"],
        ),
        ("Complications of bone marrow transplantation include graft-versus-host disease.", ["GraftVersusHostDisease"]),
        ("Conditioning is hard. This procedure poses a danger of organ failure.", ["OrganFailure"]),
        ("HSCT is hard. It needs chemotherapy. It carries a risk of organ failure.", ["OrganFailure"]),
        ("HSCT is hard. Cells come from donors. It carries a risk of organ failure.", NOTHING),
        ("This process needs conditioning. This carries a risk of organ failure.", NOTHING),
        ("There is a risk of opportunistic infection after chemotherapy.", ["OpportunisticInfection"]),
        ("HSCT can cause GVHD.", ["GraftVersusHostDisease"]),
        ("HSCT, which is not a cure-all, comes with a risk of organ failure.", ["OrganFailure"]),
        ("A sibling graft lowers the risk of GVHD after a stem cell transplant.", NOTHING),
        ("Stem cell transplantation was made safer by avoiding the risk of GVHD.", NOTHING),
        ("People at risk of organ failure were left out of the trial of gene therapy.", NOTHING),
        ("The risk of rain is high, and GVHD is rare after HSCT.", NOTHING),
        ("There is a risk of organ failure.", NOTHING),
    ],
)
def test_has_risk(claims: Claims, text: str, risks: list[str]) -> None:
    assert objects(claims(text), "hasRisk") == set(risks)


def test_the_risks_at_the_head_of_a_sentence_are_those_of_the_therapy_before(claims: Claims) -> None:
    text = "Stem cell transplantation is hard on people who take ART. The risks of GVHD outweigh what is gained."

    assert claims(text) == {("hivkg:HSCT", "hasRisk", "hivkg:GraftVersusHostDisease")}


@pytest.mark.parametrize(
    "text", ["Gene therapy does not carry a risk of GVHD.", "Gene therapy is not contraindicated in leukemia."]
)
def test_a_risk_or_contraindication_that_is_denied(read: Callable[[str], list[Reading]], text: str) -> None:
    (reading,) = read(text)

    assert reading.claim.polarity.value == "Denied"


@pytest.mark.parametrize(
    ("text", "group"),
    [
        ("Gene therapy is contraindicated in children who have no spleen.", ["children who have no spleen"]),
        ("HSCT is contraindicated for frail people, but chemotherapy is not.", ["frail people"]),
        ("HSCT should not be given to people over 80.", ["people over 80"]),
        ("Gene therapy is contraindicated in leukemia.", ["Leukemia"]),
        ("It is contraindicated in pregnancy.", NOTHING),
    ],
)
def test_contraindicated(claims: Claims, text: str, group: list[str]) -> None:
    assert objects(claims(text), "contraindicatedIn") == set(group)


@pytest.mark.parametrize(
    ("text", "receptors"),
    [
        ("HIV enters T cells by binding to CD4 and a co-receptor called CCR5.", ["CD4", "CCR5"]),
        ("HIV-1 uses CXCR4.", ["CXCR4"]),
        ("They edit CCR5, the co-receptor that HIV uses.", ["CCR5"]),
        ("The drug keeps HIV from binding to CD4.", NOTHING),
        ("HIV was found by a test that uses CD4.", NOTHING),
        ("HIV infects CD4 T cells.", NOTHING),
    ],
)
def test_uses_receptor(claims: Claims, text: str, receptors: list[str]) -> None:
    assert objects(claims(text), "usesReceptor") == set(receptors)


@pytest.mark.parametrize(
    ("text", "kin"),
    [
        ("The Lima patient received stem cells from a sibling.", ["SiblingDonor"]),
        ("The Lima patient had marrow from an HLA-matched unrelated donor.", ["UnrelatedDonor"]),
        ("The Lima patient is well. Her brother donated the cells.", ["SiblingDonor"]),
        ("The Lima patient was given stem cells of a sister.", ["SiblingDonor"]),
        ("The donor was a sibling of the man.", NOTHING),
        ("The Lima patient has a brother.", NOTHING),
        ("Five people received stem cells from a sibling.", NOTHING),
        ("The Lima patient is well. Two others received cells from a sibling.", NOTHING),
        ("For the Lima patient the clinic looked for cells from an unrelated donor.", NOTHING),
    ],
)
def test_donor_kinship(claims: Claims, text: str, kin: list[str]) -> None:
    assert objects(claims(text), "donorKinship") == set(kin)


@pytest.mark.parametrize(
    ("text", "genotype"),
    [
        ("The Lima patient had a donor homozygous for CCR5-Δ32.", ["CCR5Delta32Homozygous"]),
        ("The Lima patient got cells from a CCR5Δ32/Δ32 donor.", ["CCR5Delta32Homozygous"]),
        ("The Lima patient is well. Her donor carried one copy of CCR5-delta32.", ["CCR5Delta32Heterozygous"]),
        ("The Lima patient had cells from a sister who possesses the CCR5-Δ32 mutation.", ["CCR5Delta32Carrier"]),
        ("The donor of the Lima patient was CCR5 WT/WT.", ["CCR5WildType"]),
        ("The Lima patient received CCR5Δ32/Δ32 cord blood.", ["CCR5Delta32Homozygous"]),
        ("The Lima patient is homozygous for CCR5-Δ32.", NOTHING),
        ("A donor homozygous for CCR5-Δ32 is rare.", NOTHING),
        ("For the Lima patient they searched for a donor with two copies of CCR5-Δ32.", NOTHING),
        ("The donors lacked CCR5-Δ32, unlike the donor of the Lima patient.", NOTHING),
    ],
)
def test_donor_genotype(claims: Claims, text: str, genotype: list[str]) -> None:
    assert objects(claims(text), "donorGenotype") == set(genotype)


def test_a_donor_who_lacks_the_mutation_is_denied_it(read: Callable[[str], list[Reading]]) -> None:
    (reading,) = read("The Lima patient is known. His donor did not have CCR5-Δ32.")

    assert (reading.claim.polarity.value, reading.claim.rule) == ("Denied", "donor-genotype")


@pytest.mark.parametrize(
    ("text", "therapies"),
    [
        ("The Lima patient underwent chemotherapy and a stem cell transplant.", ["Chemotherapy", "HSCT"]),
        ("The Lima patient is 40. She was given ibalizumab.", ["Ibalizumab"]),
        ("The Lima patient received advice before a stem cell transplant.", NOTHING),
        ("The Lima patient met people who received chemotherapy.", NOTHING),
        (
            "The Lima patient received chemotherapy, whereas the Oslo patient had gene therapy.",
            ["Chemotherapy", "GeneTherapy"],
        ),
        ("The Lima patient was treated for leukemia with chemotherapy.", ["Chemotherapy"]),
        ("The Lima patient's brother, who received gene therapy, is well.", NOTHING),
        ("The wife of the Lima patient received chemotherapy.", NOTHING),
        ("Unlike the Lima patient, five men had chemotherapy.", NOTHING),
        ("A man received chemotherapy. He is not the Lima patient.", NOTHING),
    ],
)
def test_received_therapy(claims: Claims, text: str, therapies: list[str]) -> None:
    assert objects(claims(text), "receivedTherapy") == set(therapies)


@pytest.mark.parametrize(
    ("text", "outcomes"),
    [
        ("The Lima patient is in remission.", ["HIVRemission"]),
        ("The Lima patient is in treatment-free remission.", ["ARTFreeRemission"]),
        ("Doctors declared the Lima patient cured.", ["ReportedCure"]),
        ("The Lima patient rebounded.", ["ViralRebound"]),
        ("The cure of HIV infection in the Lima patient was news.", ["ReportedCure"]),
        ("The Lima patient is one of the people who have reached a functional cure.", ["FunctionalCure"]),
        ("The leukemia of the Lima patient is in remission; her lymphoma was cured.", NOTHING),
        ("The Lima patient had a lymphoma in remission.", NOTHING),
        ("The Lima patient met others who are in remission.", NOTHING),
        ("The Lima patient shows how hard it is for HIV to be cured.", NOTHING),
        ("The Lima patient has died, but remission is common.", NOTHING),
        ("Is the Lima patient in remission?", NOTHING),
    ],
)
def test_had_outcome(claims: Claims, text: str, outcomes: list[str]) -> None:
    assert objects(claims(text), "hasOutcome") == set(outcomes)


@pytest.mark.parametrize("text", ["The Lima patient had no viral rebound.", "The Lima patient did not rebound."])
def test_rebound_that_did_not_happen_is_denied(read: Callable[[str], list[Reading]], text: str) -> None:
    (reading,) = read(text)

    assert (reading.claim.polarity.value, reading.claim.certainty.value) == ("Denied", "Definite")


@pytest.mark.parametrize(
    ("text", "months"),
    [
        ("The Lima patient was well 30 months after coming off antiretroviral drugs.", ["30"]),
        ("The Lima patient has been off ART for four years.", ["48"]),
        ("Thirty-two months after treatment interruption the Lima patient is well.", ["32"]),
        ("The Lima patient was well 10 weeks after stopping ART.", ["2.3"]),
        ("The Lima patient had been on ART for four years.", NOTHING),
        ("The Lima patient restarted ART four years after stopping ART.", NOTHING),
        ("Two men were well two years after stopping ART, unlike the Lima patient.", NOTHING),
    ],
)
def test_time_off_art(claims: Claims, text: str, months: list[str]) -> None:
    assert objects(claims(text), "timeOffART") == set(months)


@pytest.mark.parametrize(
    ("text", "months"),
    [
        ("The Lima patient is in remission 46 months after his transplant.", ["46"]),
        ("The Lima patient stopped ART three years after the transplant.", NOTHING),
        ("The Lima patient was taken off ART six years after the transplant.", NOTHING),
        ("The Lima patient moved house three years after the transplant.", NOTHING),
    ],
)
def test_time_since_transplant(claims: Claims, text: str, months: list[str]) -> None:
    assert objects(claims(text), "timeSinceTransplant") == set(months)


def test_a_duration_keeps_its_words_and_is_not_denied_by_what_did_not_happen(
    read: Callable[[str], list[Reading]],
) -> None:
    (reading,) = [
        r
        for r in read("No virus was found in the Lima patient over two years after stopping ART.")
        if r.claim.qualifiers
    ]

    assert reading.claim.qualifiers[0][1].value == "over two years"  # type: ignore[union-attr]
    assert reading.claim.polarity.value == "Asserted"
