"""A handbook in plain Chinese, term by term, each sentence with its clauses: for booklet, terminal and pages."""

from xuanhu.core.handbook.in_words.final import say_final
from xuanhu.core.handbook.in_words.spoken import (
    AreaInWords,
    AsideInWords,
    ClauseInWords,
    DoubtInWords,
    EndInWords,
    HandbookInWords,
    PromiseInWords,
    Sentence,
    ServiceInWords,
    StageInWords,
    StepInWords,
    Topic,
    WayInWords,
)
from xuanhu.core.handbook.in_words.whole import say_handbook, say_service

__all__ = [
    "AreaInWords",
    "AsideInWords",
    "ClauseInWords",
    "DoubtInWords",
    "EndInWords",
    "HandbookInWords",
    "PromiseInWords",
    "Sentence",
    "ServiceInWords",
    "StageInWords",
    "StepInWords",
    "Topic",
    "WayInWords",
    "say_final",
    "say_handbook",
    "say_service",
]
