from pathlib import Path

import pytest

from hivkg.corpus import MAX_BYTES, read_corpus
from hivkg.errors import CorpusError
from hivkg.model import Tier, Wording, hash_text
from hivkg.project import Project
from tests.conftest import SEEDS, needs_originals

FRONT = '---\nid: {id}\nurl: "https://example.org/x"\ntitle: "A page"\nkind: {kind}\nwording: {wording}\n---\n'


def put(folder: Path, name: str, text: str) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / name
    path.write_bytes(text.encode())
    return path


def front(id: str = "a", kind: str = "news", wording: str = "restated", extra: str = "") -> str:
    return FRONT.format(id=id, kind=kind, wording=wording).replace("wording:", f"{extra}wording:")


def test_a_document_is_what_stands_after_the_front_matter_unaltered(tmp_path: Path) -> None:
    put(tmp_path, "a.txt", front() + "  Δ32\r\n\r\nend ")

    (document,) = read_corpus([tmp_path]).documents.values()

    assert document.text == "  Δ32\r\n\r\nend "
    assert (document.characters, document.sha256) == (13, hash_text("  Δ32\r\n\r\nend "))
    assert (document.name, document.wording) == ("a", Wording.RESTATED)


def test_a_rule_of_hyphens_inside_the_text_is_text(tmp_path: Path) -> None:
    put(tmp_path, "a.txt", front() + "one\n---\ntwo\n")

    (document,) = read_corpus([tmp_path]).documents.values()

    assert document.text == "one\n---\ntwo\n"


@pytest.mark.parametrize(
    ("kind", "tier"),
    [
        ("abstract", Tier.PRIMARY),
        ("agency", Tier.GUIDELINE),
        ("review", Tier.REVIEW),
        ("news", Tier.NEWS),
        ("other", Tier.NEWS),
    ],
)
def test_the_tier_follows_from_the_kind(tmp_path: Path, kind: str, tier: Tier) -> None:
    put(tmp_path, "a.txt", front(kind=kind))

    (source,) = read_corpus([tmp_path]).sources.values()

    assert source.tier is tier


def test_a_file_without_front_matter_is_an_original_of_its_own(tmp_path: Path) -> None:
    put(tmp_path, "my page.txt", "Words of others.")

    (document,) = read_corpus([tmp_path]).documents.values()

    assert (document.name, document.wording, document.text) == ("my-page", Wording.ORIGINAL, "Words of others.")


def test_a_document_of_which_no_address_is_known_has_none(tmp_path: Path) -> None:
    words = "Words of others."
    put(
        tmp_path / "ours",
        "a.txt",
        f"---\nid: a\nlabel: A page\nkind: agency\nwording: restated\n"
        f"original: {{sha256: {hash_text(words)}, characters: {len(words)}}}\n---\nOur words.",
    )
    put(tmp_path / "theirs", "page.txt", words)

    corpus = read_corpus([tmp_path])

    (source,) = corpus.sources.values()
    assert (source.label, source.url, source.doi, source.issued) == ("A page", "", "", "")
    assert [(document.name, document.text) for document in corpus.documents.values()] == [
        ("a", "Our words."),
        ("a-original", words),
    ]


def test_a_tier_that_is_given_counts_more_than_the_kind(tmp_path: Path) -> None:
    put(tmp_path, "a.txt", front(kind="other", extra="tier: ReviewTier\n") + "x")

    (source,) = read_corpus([tmp_path]).sources.values()

    assert (source.kind, source.tier) == ("other", Tier.REVIEW)


def test_a_registered_original_is_known_by_its_hash_and_gets_its_text_when_it_is_here(tmp_path: Path) -> None:
    words = "Words of others."
    original = f"original: {{sha256: {hash_text(words)}, characters: {len(words)}}}\n"
    put(tmp_path / "ours", "a.txt", front(extra=original) + "Our words.")
    without = read_corpus([tmp_path / "ours"])
    put(tmp_path / "theirs", "whatever.txt", words)

    with_it = read_corpus([tmp_path / "ours", tmp_path / "theirs"])

    name = "https://w3id.org/hivkg/document/a-original"
    assert set(without.documents) == set(with_it.documents)
    assert (without.documents[name].text, with_it.documents[name].text) == (None, words)
    assert len({document.source for document in with_it.documents.values()}) == 1


def test_the_order_of_files_does_not_matter(tmp_path: Path) -> None:
    for name in "bca":
        put(tmp_path, f"{name}.txt", front(id=name) + name)

    assert [document.text for document in read_corpus([tmp_path]).documents.values()] == ["a", "b", "c"]


def test_a_copy_of_a_document_counts_once(tmp_path: Path) -> None:
    put(tmp_path / "one", "a.txt", front(extra="issued: 2020-03\n") + "x")
    put(tmp_path / "two", "a.txt", front() + "x")

    corpus = read_corpus([tmp_path / "one", tmp_path / "two"])

    assert [source.issued for source in corpus.sources.values()] == ["2020-03"]


@pytest.mark.parametrize(
    ("content", "message", "hint"),
    [
        ("---\nid: a b\n---\n", "the id 'a b' is not a plain name", "Use letters"),
        ("---\nid: a\nkind: gossip\n---\n", "the kind 'gossip' is unknown", "Known kinds: abstract"),
        ("---\nid: a\nwording: mine\n---\n", "the wording 'mine' is unknown", "original or restated"),
        ("---\nid: a\nissued: March\n---\n", "the date 'March' is unknown", "2020-03-10"),
        ("---\nid: a\ntier: best\n---\n", "the tier 'best' is unknown", "PrimaryStudyTier"),
        ("---\nid: a\nsorce: b\n---\n", "unknown key 'sorce'", "Known keys"),
        ("---\nid: a\noriginal: x\n---\n", "does not give sha256", "sha256: …"),
        ("---\nurl: not a url\n---\n", "the url 'not a url' is none", "http://"),
        ("---\ndoi: https://doi.org/10.1/x\n---\n", "the doi 'https://doi.org/10.1/x' is none", "10.1000/182"),
        ("---\nid: a\ntitle: no end\n", "the front matter does not end", "three hyphens"),
        (" \n\n", "holds no text", "leave it out"),
        ("<!DOCTYPE html><html><body>x</body></html>", "is a web page, not text", "its text"),
        ("---\ntitle: a: b\n---\n", "the front matter is not YAML", "double quotes"),
        ("---\njust words\n---\n", "the front matter has no keys", "id: name"),
    ],
)
def test_broken_front_matter_is_told_with_the_file(tmp_path: Path, content: str, message: str, hint: str) -> None:
    path = put(tmp_path, "a.txt", content)

    with pytest.raises(CorpusError, match=message) as caught:
        read_corpus([tmp_path])

    assert str(path) in str(caught.value)
    assert hint in caught.value.hint


def test_two_documents_of_one_name_are_told(tmp_path: Path) -> None:
    put(tmp_path, "a.txt", front() + "x")
    put(tmp_path, "b.txt", front() + "y")

    with pytest.raises(CorpusError, match="two different documents are called 'a'"):
        read_corpus([tmp_path])


def test_text_that_is_not_utf8_is_told(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_bytes(b"abc\xff")

    with pytest.raises(CorpusError, match=r"not UTF-8 text \(byte 3"):
        read_corpus([tmp_path])


def test_a_huge_file_is_refused_before_it_is_read(tmp_path: Path) -> None:
    with (tmp_path / "a.txt").open("wb") as file:
        file.truncate(MAX_BYTES + 1024 * 1024)

    with pytest.raises(CorpusError, match="has 65 MB; a file of this kind has at most 64 MB"):
        read_corpus([tmp_path])


def test_an_empty_or_missing_folder_is_told(tmp_path: Path) -> None:
    with pytest.raises(CorpusError, match="holds no document"):
        read_corpus([tmp_path])
    with pytest.raises(CorpusError, match="there is no file or folder"):
        read_corpus([tmp_path / "no"])


@needs_originals
@pytest.mark.parametrize(
    ("name", "characters"),
    [
        ("archyde-oslo", 6600),
        ("blog-dusseldorf-cure", 5979),
        ("jci-car-t-commentary", 3119),
        ("aidsmap-restoring-immunity", 2890),
        ("ahsct-autoimmune-reset", 3409),
    ],
)
def test_each_original_is_recognised_by_its_restatement(project: Project, name: str, characters: int) -> None:
    corpus = read_corpus([project.corpus, SEEDS])

    original = corpus.documents[f"https://w3id.org/hivkg/document/{name}-original"]
    restated = corpus.documents[f"https://w3id.org/hivkg/document/{name}"]
    assert original.text is not None
    assert len(original.text) == original.characters == characters
    assert (restated.wording, restated.source) == (Wording.RESTATED, original.source)


@needs_originals
def test_the_originals_add_no_document_that_is_not_registered(project: Project) -> None:
    assert set(read_corpus([project.corpus, SEEDS]).documents) == set(read_corpus([project.corpus]).documents)
