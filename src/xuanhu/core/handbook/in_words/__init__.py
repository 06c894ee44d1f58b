"""A handbook in plain Chinese, term by term, each sentence with its clauses: for the booklet, the terminal and pages."""

from xuanhu.core.handbook.in_words.spoken import (
    AreaInWords,
    AsideInWords,
    ClauseInWords,
    DoubtInWords,
    HandbookInWords,
    PromiseInWords,
    Sentence,
    ServiceInWords,
    StageInWords,
    StepInWords,
    Topic,
)
from xuanhu.core.handbook.in_words.whole import say_handbook, say_service

__all__ = [
    "AreaInWords",
    "AsideInWords",
    "ClauseInWords",
    "DoubtInWords",
    "HandbookInWords",
    "PromiseInWords",
    "Sentence",
    "ServiceInWords",
    "StageInWords",
    "StepInWords",
    "Topic",
    "say_handbook",
    "say_service",
]
