"""hivkg: who claims what about curing HIV, on which words, how certainly, and where sources disagree."""

__version__ = "0.1.0"
