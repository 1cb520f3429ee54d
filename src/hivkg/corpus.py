"""Reads folders of documents into sources and documents.

A document is a text file (`.txt`, `.md`) with YAML front matter between two lines of three hyphens; its
text is everything after the second, as it is. A file without front matter is an original: where its hash
is registered in the front matter of a restatement (`original:`), it is that document; else it is a new one.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import yaml

from hivkg.errors import CorpusError
from hivkg.model import Document, Source, Tier, Wording, hash_text
from hivkg.namespaces import Iri, document_iri, source_iri
from hivkg.texts import MEGABYTE, read_text

SUFFIXES = (".txt", ".md")
MAX_BYTES = 64 * MEGABYTE
"""A larger file is not one document; it is refused before it is read."""

TIERS = {
    "abstract": Tier.PRIMARY,
    "agency": Tier.GUIDELINE,
    "review": Tier.REVIEW,
    "news": Tier.NEWS,
    "other": Tier.NEWS,
}
"""The tier of a source by the `kind` in its document's front matter, unless `tier` is given there."""

_IDENTIFIER = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]*")
_ISSUED = re.compile(r"\d{4}(-\d{2}(-\d{2})?)?")
_URL = re.compile(r"https?://[^\s<>\"{}|\\^`]+")
_DOI = re.compile(r"10\.\S+/\S+")
_HTML = re.compile(r"\s*(?:<!doctype html|<html|<\?xml)", re.IGNORECASE)
_KEY_LINE = re.compile(r"\w+: ")
_KEYS = {"id", "source", "url", "doi", "title", "label", "retrieved", "issued", "kind", "tier", "wording", "original"}


@dataclass(frozen=True, slots=True)
class Corpus:
    """Sources and documents by IRI, sorted."""

    sources: Mapping[Iri, Source]
    documents: Mapping[Iri, Document]

    def source_of(self, document: Iri) -> Source:
        """The source that a document gives, in its own or other words."""
        return self.sources[self.documents[document].source]


def read_corpus(folders: Iterable[Path], known: Corpus | None = None) -> Corpus:
    """Read every document below some folders; the order of files does not matter.

    Args:
        folders: Folders or single files. Where two hold one text under one id, the first one's front matter counts.
        known: A corpus whose registered originals are recognised too, without its documents being added.

    Raises:
        CorpusError: A folder is missing or has no document, a file cannot be read or understood, or two
            different documents have one identifier.
    """
    sources: dict[Iri, Source] = {}
    documents: dict[Iri, Document] = {}
    bare: list[tuple[Path, str]] = []
    for path in _find_files(folders):
        header, text = read_document_file(path)
        if header is None:
            bare.append((path, text))
            continue
        for source, document in _described(path, header, text):
            _add(sources, documents, source, document)
    registered = {document.sha256: (sources[document.source], document) for document in documents.values()}
    if known is not None:
        theirs = {each.sha256: (known.source_of(each.iri), each) for each in known.documents.values()}
        registered = theirs | registered
    for path, text in bare:
        if hash_text(text) in registered:
            source, original = registered[hash_text(text)]
            sources.setdefault(source.iri, source)
            documents[original.iri] = replace(original, text=text, path=str(path))
        else:
            _add(sources, documents, *_undescribed(path, text))
    return Corpus(dict(sorted(sources.items())), dict(sorted(documents.items())))


def read_document_file(path: Path) -> tuple[dict[str, Any] | None, str]:
    """Read one file into its front matter (or `None`) and its text.

    Raises:
        CorpusError: It cannot be read, is too large, is not UTF-8, or its front matter is broken.
    """
    text = read_text(path, CorpusError, megabytes=MAX_BYTES // MEGABYTE)
    if not text.strip():
        raise CorpusError(f"{path} holds no text", hint="Fill it, or leave it out.")
    if _HTML.match(text):
        raise CorpusError(f"{path} is a web page, not text", hint="Save its text (in a browser: Save as text).")
    head = re.match(r"\ufeff?---\r?\n(.*?)^---\r?(?:\n|\Z)", text, re.DOTALL | re.MULTILINE)
    if head is None:
        if text.startswith("---\n") and _KEY_LINE.match(text, 4):
            raise CorpusError(f"{path}: the front matter does not end", hint="End it with a line of three hyphens.")
        return None, text
    try:
        header = yaml.load(head[1], Loader=yaml.BaseLoader)
    except yaml.YAMLError as error:
        raise CorpusError(
            f"{path}: the front matter is not YAML: {' '.join(str(error).split())}",
            hint="Put values with a colon in double quotes.",
        ) from error
    if not isinstance(header, dict):
        raise CorpusError(f"{path}: the front matter has no keys", hint="Write it as `id: name` lines.")
    return header, text[head.end() :]


def _find_files(folders: Iterable[Path]) -> Iterator[Path]:
    for folder in folders:
        if folder.is_file():
            yield folder
            continue
        if not folder.is_dir():
            raise CorpusError(
                f"there is no file or folder {folder}", hint="Give a .txt or .md document, or a folder of them."
            )
        found = sorted(path for path in folder.rglob("*") if path.suffix in SUFFIXES and path.is_file())
        if not found:
            raise CorpusError(
                f"the folder {folder} holds no document", hint="Documents are .txt or .md files in UTF-8."
            )
        yield from found


def _described(path: Path, header: dict[str, Any], text: str) -> Iterator[tuple[Source, Document]]:
    def wrong(message: str, hint: str) -> CorpusError:
        return CorpusError(f"{path}: {message}", hint=hint)

    unknown = sorted(set(header) - _KEYS)
    if unknown:
        raise wrong(f"the front matter has an unknown key {unknown[0]!r}", f"Known keys: {', '.join(sorted(_KEYS))}.")
    wordless = sorted(key for key, value in header.items() if key != "original" and not isinstance(value, str))
    if wordless:
        raise wrong(f"the {wordless[0]} is not a text", "Write one value behind the colon.")
    name = header.get("id", path.stem)
    label = header.get("title") or header.get("label") or name
    kind = header.get("kind", "other")
    wording = header.get("wording", "original")
    issued = header.get("issued", "")
    for key, value in (("id", name), ("source", header.get("source", name))):
        if not _IDENTIFIER.fullmatch(value):
            raise wrong(f"the {key} {value!r} is not a plain name", "Use letters, digits, hyphens and underscores.")
    if kind not in TIERS:
        raise wrong(f"the kind {kind!r} is unknown", f"Known kinds: {', '.join(TIERS)}.")
    if wording not in ("original", "restated"):
        raise wrong(f"the wording {wording!r} is unknown", "Write original or restated.")
    if issued and not _ISSUED.fullmatch(issued):
        raise wrong(f"the date {issued!r} is unknown", "Write issued as 2020, 2020-03 or 2020-03-10.")
    if "url" in header and not _URL.fullmatch(header["url"]):
        raise wrong(f"the url {header['url']!r} is none", "Write it with http:// or https://, and without spaces.")
    if "doi" in header and not _DOI.fullmatch(header["doi"]):
        raise wrong(f"the doi {header['doi']!r} is none", "Write it as 10.1000/182, without an address before it.")
    if header.get("tier", "NewsTier") not in {tier.value for tier in Tier}:
        raise wrong(f"the tier {header['tier']!r} is unknown", f"Known tiers: {', '.join(t.value for t in Tier)}.")
    source = Source(
        iri=source_iri(header.get("source", name)),
        label=label,
        kind=kind,
        tier=Tier(header["tier"]) if "tier" in header else TIERS[kind],
        url=header.get("url", ""),
        doi=header.get("doi", ""),
        issued=issued,
    )
    yield (
        source,
        Document(
            iri=document_iri(name),
            source=source.iri,
            label=label,
            wording=Wording.RESTATED if wording == "restated" else Wording.ORIGINAL,
            sha256=hash_text(text),
            characters=len(text),
            text=text,
            path=str(path),
        ),
    )
    if "original" in header:
        original = header["original"]
        try:
            sha256, characters = original["sha256"], int(original["characters"])
        except (TypeError, KeyError, ValueError):
            raise wrong(
                "`original` does not give sha256 and characters", "Write original: {sha256: …, characters: …}."
            ) from None
        yield (
            source,
            Document(
                iri=document_iri(f"{name}-original"),
                source=source.iri,
                label=f"{label} (original)",
                wording=Wording.ORIGINAL,
                sha256=sha256,
                characters=characters,
            ),
        )


def _undescribed(path: Path, text: str) -> tuple[Source, Document]:
    name = re.sub(r"[^A-Za-z0-9_-]+", "-", path.stem).strip("-_") or "document"
    source = Source(iri=source_iri(name), label=path.name, kind="other", tier=Tier.NEWS)
    return source, Document(
        iri=document_iri(name),
        source=source.iri,
        label=path.name,
        wording=Wording.ORIGINAL,
        sha256=hash_text(text),
        characters=len(text),
        text=text,
        path=str(path),
    )


def _add(sources: dict[Iri, Source], documents: dict[Iri, Document], source: Source, document: Document) -> None:
    twin = documents.get(document.iri)
    if twin is not None and twin.sha256 != document.sha256:
        raise CorpusError(
            f"two different documents are called {document.name!r}: {twin.path} and {document.path}",
            hint="Give one of them another id in its front matter.",
        )
    if twin is not None:
        return
    known = sources.setdefault(source.iri, source)
    if known != source:
        raise CorpusError(
            f"the documents of source {source.iri.rpartition('/')[2]!r} describe it differently ({document.path})",
            hint="Give the same url, title, kind and date in each.",
        )
    documents[document.iri] = document
