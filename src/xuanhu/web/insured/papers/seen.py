"""A case as its papers' pages see it: what is needed, what is in, what is missing, what one has put in oneself."""

from collections.abc import Iterable
from typing import NamedTuple
from uuid import UUID

from django.http import Http404

from xuanhu.apps.cases.loading import state_of
from xuanhu.apps.cases.models import Case
from xuanhu.apps.papers.models import Document
from xuanhu.core.case.papers import missing_papers
from xuanhu.core.case.passing import let_pass
from xuanhu.core.case.state import State
from xuanhu.core.handbook.vocabulary import PAPERS
from xuanhu.core.reckoning import chinese_date, chinese_moment
from xuanhu.core.reckoning.deadlines import Due
from xuanhu.handbook_files.wording import built_in_words
from xuanhu.integrations.masking import masked_name
from xuanhu.web.insured.coming import papers_of_next_step
from xuanhu.web.insured.papers.explaining import Explained, explained
from xuanhu.web.insured.visiting import Client, case_of

BY = "insured"


class Wanted(NamedTuple):
    """A kind of paper that is missing; `again` where it was in, and was withdrawn."""

    kind: str
    name: str
    words: Explained | None
    again: bool = False


class Arrived(NamedTuple):
    """A kind of paper that is in, and since when."""

    name: str
    since: str


class Own(NamedTuple):
    """A document that the insured, or who helps them, has put in."""

    id: UUID
    name: str
    since: str


class Promise(NamedTuple):
    """What follows once the papers are complete, and by when."""

    what: str
    due: str


class Seen(NamedTuple):
    """A case at the moment of a visit."""

    case: Case
    state: State
    client: Client

    @property
    def path(self) -> str:
        """The address of the papers."""
        return f"/my/cases/{self.case.public_id}/papers"

    @property
    def case_path(self) -> str:
        """The address of the case."""
        return f"/my/cases/{self.case.public_id}"

    @property
    def service(self) -> str:
        """What the service is called."""
        return self.state.plan.service.name

    @property
    def whose(self) -> str:
        """Whose case it is, masked; empty for one's own."""
        relations = {one.relation for one in self.client.acts_for if one.insured_id == self.case.insured_id}
        name = self.state.circumstances.insured.name
        return masked_name(name) if name and "self" not in relations else ""

    def word(self, kind: str) -> str:
        """What a kind is called in this handbook."""
        return built_in_words().paper(kind, self.state.plan.handbook)

    @property
    def one_of(self) -> list[Wanted]:
        """Papers of which one is enough, while none is in."""
        return [self._wanted(kind) for kind in self._in_order(missing_papers(self.state)[0])]

    @property
    def each(self) -> list[Wanted]:
        """Papers that are needed each and are missing, also by the next step; behind them those that were withdrawn."""
        missing = self._in_order({*missing_papers(self.state)[1], *papers_of_next_step(self.state)})
        return [*map(self._wanted, missing), *(self._wanted(kind, again=True) for kind in self.withdrawn)]

    @property
    def withdrawn(self) -> list[str]:
        """Kinds that stand as in, and of which every document that came by these pages was withdrawn."""
        rows = Document.objects.filter(case=self.case, kind__in=self.state.papers)
        left = {row.kind for row in rows if row.withdrawn_at is None}
        gone = {row.kind for row in rows if row.withdrawn_by == BY} - left
        needed = self.state.plan.all_of | self.state.asked | self.state.plan.one_of
        return self._in_order(gone & needed) if self.state.is_open else []

    @property
    def arrived(self) -> list[Arrived]:
        """What is in, in the order of the vocabulary."""
        papers, gone = self.state.papers, self.withdrawn
        kinds = [kind for kind in self._in_order(papers) if kind not in gone]
        return [Arrived(self.word(kind), chinese_date(papers[kind].date())) for kind in kinds]

    @property
    def own(self) -> list[Own]:
        """What was put in by these pages, the newest first."""
        rows = Document.objects.filter(case=self.case, by=BY, withdrawn_at=None).order_by("-id")
        return [Own(row.public_id, self.word(row.kind), chinese_moment(row.added_at)) for row in rows]

    @property
    def kinds(self) -> list[tuple[str, str]]:
        """Every kind that may be put in, what is missing first."""
        first = [one.kind for one in (*self.each, *self.one_of)]
        every = dict.fromkeys([*first, *self.state.plan.handbook.papers, *PAPERS])
        return [(kind, self.word(kind)) for kind in every]

    @property
    def promises(self) -> list[Promise]:
        """What is promised now that the papers are complete."""
        words, plan, found = built_in_words(), self.state.plan, []
        for name, clock in self.state.clocks.items():
            waits = "documents-complete" in clock.promise.term.after and name not in self.state.stands
            if waits and self.state.is_open:
                found.append(Promise(words.fact(name, plan.handbook, plan.name, "promise"), said_due(clock.due)))
        return found

    @property
    def is_needed(self) -> bool:
        """Whether this service asks for papers at all."""
        return bool(self.state.plan.gathers_papers or self.state.asked or self.state.papers)

    def may_withdraw(self, document: Document) -> bool:
        """Whether the insured may still take a document back: until something was done on the strength of it."""
        is_used = not self.state.plan.followers.isdisjoint(self.state.stands)
        return document.by == BY and document.withdrawn_at is None and self.state.is_open and not is_used

    def _wanted(self, kind: str, *, again: bool = False) -> Wanted:
        return Wanted(kind, self.word(kind), explained(kind), again)

    def _in_order(self, kinds: Iterable[str]) -> list[str]:
        order = [*PAPERS, *self.state.plan.handbook.papers]
        return sorted(kinds, key=lambda kind: (order.index(kind) if kind in order else len(order), kind))


def said_due(due: Due) -> str:
    """By when, as people write it."""
    return chinese_moment(due.passes_at) if due.exact else chinese_date(due.on)


def seen_by(client: Client, case: UUID) -> Seen:
    """A case of somebody whom the account acts for. Raises Http404."""
    row = case_of(client, case)
    return Seen(row, let_pass(state_of(row), client.at)[0], client)


def document_of(seen: Seen, number: UUID) -> Document:
    """A document that came by these pages. Raises Http404 for others, whoever they are of."""
    row = Document.objects.filter(case=seen.case, public_id=number, by=BY).first()
    if row is None:
        raise Http404
    return row
