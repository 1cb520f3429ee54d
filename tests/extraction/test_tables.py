"""Rows of tables: one case a row, one relation a column."""

from collections.abc import Callable

Claims = Callable[[str], set[tuple[str, str, str]]]

HEAD = "| Patient | Donor Type | Genetic Profile | Outcome |\n|---|---|---|---|\n"


def test_each_cell_of_a_row_is_a_claim_of_its_case(claims: Claims) -> None:
    row = "| Lima Patient | Unrelated Donor | Homozygous for CCR5-Δ32 | Viral rebound |"

    assert claims(HEAD + row) == {
        ("case:lima-patient", "donorKinship", "hivkg:UnrelatedDonor"),
        ("case:lima-patient", "donorGenotype", "hivkg:CCR5Delta32Homozygous"),
        ("case:lima-patient", "hasOutcome", "hivkg:ViralRebound"),
    }


def test_a_mutation_without_its_number_of_copies_makes_a_carrier(claims: Claims) -> None:
    row = "| Lima Patient | | CCR5-Δ32 mutation | |"

    assert claims(HEAD + row) == {("case:lima-patient", "donorGenotype", "hivkg:CCR5Delta32Carrier")}


def test_under_a_donor_header_one_word_names_the_kind_of_donor(claims: Claims) -> None:
    head = "| Case | Donor |\n|---|---|\n"

    assert claims(head + "| Lima patient | Unrelated |") == {
        ("case:lima-patient", "donorKinship", "hivkg:UnrelatedDonor")
    }


def test_a_row_without_a_case_makes_no_claims(claims: Claims) -> None:
    assert claims(HEAD + "| Five others | Sibling Donor | CCR5 wild type | Remission |") == set()


def test_a_column_of_the_recipients_own_genotype_makes_no_claims(claims: Claims) -> None:
    head = "| Patient | Recipient genotype |\n|---|---|\n"

    assert claims(head + "| Lima Patient | CCR5-Δ32 heterozygous |") == set()


def test_a_cell_that_denies_makes_a_denied_claim(read: Callable[..., list]) -> None:
    (reading,) = read(HEAD + "| Lima Patient | | | no viral rebound |")

    assert reading.claim.polarity.value == "Denied"
    assert reading.claim.evidence[0].words == "| Lima Patient | | | no viral rebound |"
