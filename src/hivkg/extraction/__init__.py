"""Documents to mentions to candidate claims.

Floors, imports going down only: tokens, lexicon, mentions; blocks, modality; passages, discourse,
genotypes; rules and tables; claims, which joins them.
"""

from hivkg.extraction.claims import EXTRACTOR, as_candidate, extract_readings, reading_as_json
from hivkg.extraction.lexicon import Lexicon
from hivkg.extraction.mentions import find_mentions

__all__ = ["EXTRACTOR", "Lexicon", "as_candidate", "extract_readings", "find_mentions", "reading_as_json"]
