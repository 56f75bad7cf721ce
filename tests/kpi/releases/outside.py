"""What anyone may read without a key, held against what a plain model says is public.

Every published byte that was ever answered is kept, by release: it never changes.
"""

from __future__ import annotations

import asyncio
import hashlib
import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

from tests.kpi.releases.board import PARTNERSHIP, RATE
from tests.kpi.releases.orders import BODIES, Facts, Model, Release
from tests.kpi.submissions.lives import DEBIT

if TYPE_CHECKING:
    from datetime import datetime

    import httpx

PERIOD: Final = "2019-20-M01"
_AT: Final = "/v1/kpi/bodies"
_UNHEARD_OF: Final = "2f0c8c0a-8a5c-4d5e-9d3c-0d6c7d1f8a11"
_MARKS: Final = re.compile(r"(?:text|cause) \d")
"""As every text and commentary here has one."""

Asked = dict[tuple[str, ...], tuple[str, dict[str, str]]]
Answers = dict[tuple[str, ...], "httpx.Response"]


@dataclass
class Outside:
    """Somebody without a key.

    Attributes:
        ids: Of every release, whatever became of it: he knows them all.
        kept: Every public byte, by what it is and of which release.
    """

    http: httpx.AsyncClient
    ids: dict[Release, str]
    kept: dict[tuple[str, ...], bytes] = field(default_factory=dict)

    async def glance(self) -> Answers:
        """Ask for what is shown to whoever names no release."""
        return await self._asked(self._newest())

    async def read(self, *, whole: bool = False) -> Answers:
        """Ask for all that may be public, and for all that may not.

        Unless the *whole* is asked for, texts and verdicts are left out that were seen before.
        """
        asked = self._newest()
        for body in BODIES:
            asked["series", body] = f"{body}/series/{RATE}", {"year": "2019-20"}
            asked["list", body] = f"{body}/publications", {}
        for release, name in self.ids.items():
            own = f"{release.body}/publications/{name}"
            asked["publication", name] = own, {}
            if whole or release.withdrawn is not None or ("text", name) not in self.kept:
                asked["text", name] = f"{own}/documents/text/{release.body}/{PERIOD}", {}
                asked["checked", name] = f"{own}/verify", {}
            subjects = release.content.subjects(release.body)
            for subject in subjects if release.hour else subjects[:1]:
                of_it = {"period": PERIOD, "release": name}
                asked["card", name, subject] = f"{subject}/scorecard", of_it
        return await self._asked(asked)

    @staticmethod
    def _newest() -> Asked:
        asked: Asked = {
            ("newest", body): (f"{body}/scorecard", {"period": PERIOD}) for body in BODIES
        }
        asked["nothing",] = f"{PARTNERSHIP}/publications/{_UNHEARD_OF}", {}
        return asked

    async def _asked(self, asked: Asked) -> Answers:
        places = asyncio.Semaphore(4)  # more at once, and a busy machine answers 503

        async def get(rest: str, query: dict[str, str]) -> httpx.Response:
            async with places:
                headers = {"X-Request-Id": "same"}
                return await self.http.get(f"{_AT}/{rest}", params=query, headers=headers)

        answers = await asyncio.gather(*(get(*one) for one in asked.values()))
        return dict(zip(asked, answers, strict=True))

    def judge(self, model: Model, answers: Answers, now: datetime) -> None:
        """Hold what was read against the model as it is *now*."""
        nothing = _plain(answers["nothing",])
        assert answers["nothing",].status_code == 404
        for key, answer in answers.items():
            match key:
                case "list", body:
                    self._judge_list(model, answer, body, now)
                case kind, name, *_ if kind not in {"newest", "series"}:
                    release = next(one for one, known in self.ids.items() if known == name)
                    if not release.is_public(now):
                        assert answer.status_code == 404, answer.text
                        assert _plain(answer) == nothing
                    elif kind == "publication":
                        self._judge_publication(model, release, answer.json(), now)
                    else:
                        self._judge_part(key, answer, release)
        for body in BODIES:
            self._judge_newest(model, answers, body, now)
        self._judge_marks(model, answers, now)

    def _judge_list(self, model: Model, answer: httpx.Response, body: str, now: datetime) -> None:
        public = [one for one in model.releases if one.body == body and one.is_public(now)]
        public.sort(key=lambda one: (one.hour, self.ids[one]), reverse=True)
        told = [one["id"] for one in answer.json()["items"]]
        assert told == [self.ids[one] for one in public]

    def _judge_publication(
        self, model: Model, release: Release, told: dict[str, Any], now: datetime
    ) -> None:
        successor = model.successor(release, now)
        before = release.supersedes
        assert told["superseded_by"] == (None if successor is None else self.ids[successor])
        assert told["supersedes"] == (None if before is None else self.ids[before])
        assert (told["number"], told["reason"]) == (release.number, release.withdrawn)
        assert (told["withdrawn_at"] is None) == (release.withdrawn is None)
        self._keep(("manifest", told["id"]), told["manifest_hash"].encode())
        if release.withdrawn is not None:
            assert (told["documents"], told["rows"], told["text"]) == ([], [], None)
            return
        assert told["text"] == release.content.text
        for one in told["documents"]:
            if one["kind"] == "scorecard":
                subject = one["key"].partition("/")[0]
                content = self.kept.get(("card", told["id"], subject))
                assert content is None or hashlib.sha256(content).hexdigest() == one["sha256"]

    def _judge_part(self, key: tuple[str, ...], answer: httpx.Response, release: Release) -> None:
        """A part of a public release: the bytes that it always had, or its tombstone."""
        if release.withdrawn is not None:
            _judge_tombstone(answer, release)
            return
        assert answer.status_code == 200, (key, answer.text)
        told = answer.json()
        if key[0] == "checked":
            assert told["holds"], told
            return
        if key not in self.kept and key[0] == "card":
            _judge_card(told, key[2], release)
        if key not in self.kept and key[0] == "text":
            assert (told["text"], told["reason"]) == release.content[:2]
        self._keep(key, answer.content)

    def _judge_newest(self, model: Model, answers: Answers, body: str, now: datetime) -> None:
        """Judge what is shown to whoever names no release."""
        nothing = _plain(answers["nothing",])
        card, series = answers["newest", body], answers.get(("series", body))
        newest = model.newest(body, now)
        if newest is None:
            assert _plain(card) == nothing
            assert series is None or _plain(series) == nothing
        elif newest.withdrawn is not None:
            _judge_tombstone(card, newest)
            assert series is None or series.json()["code"] == "withdrawn"
        else:
            name = self.ids[newest]
            assert card.content == self.kept["card", name, body]
            if series is not None:
                shown = {row["as_published_in"] for row in series.json()["rows"]}
                assert shown - {None} == {name}
                self._keep(("series", name, body), series.content)

    def _judge_marks(self, model: Model, answers: Answers, now: datetime) -> None:
        """Nowhere in all of it stands a text or a commentary that is not public."""
        standing = [one for one in model.releases if one.is_public(now) and one.withdrawn is None]
        public = {mark for one in standing for mark in _MARKS.findall(str(one.content))}
        seen = {mark for one in answers.values() for mark in _MARKS.findall(one.text)}
        assert seen <= public, seen - public

    def _keep(self, key: tuple[str, ...], content: bytes) -> None:
        assert self.kept.setdefault(key, content) == content, f"{key} has changed"


def _plain(answer: httpx.Response) -> dict[str, Any]:
    """Return an answer without the address that was asked."""
    return {**answer.json(), "instance": ""}


def _judge_tombstone(answer: httpx.Response, release: Release) -> None:
    told = answer.json()
    assert (answer.status_code, told["code"]) == (404, "withdrawn"), told
    assert told["reason"] == release.withdrawn


def _judge_card(card: dict[str, Any], subject: str, release: Release) -> None:
    """Judge a scorecard, when it is first seen, by what the model's release says."""
    known = dict(release.content.councils)
    members = {one["body"]: one["rows"] for one in card["members"]}
    assert members.keys() == (known.keys() if subject == PARTNERSHIP else set())
    for council, rows in members.items():
        _judge_row(rows, known[council])
    if subject != PARTNERSHIP:
        _judge_row(card["rows"], known[subject])
        return
    (row,) = card["rows"]
    assert row["approval"] == "approved"
    assert row["numerator"] == sum(facts.receipts or 0 for facts in known.values())
    annual, cause = release.content.own
    assert annual is None or (row["target"], row["target_source"]) == (annual, "own")
    assert (row["commentary"] or {}).get("cause") == cause


def _judge_row(rows: list[dict[str, Any]], facts: Facts) -> None:
    (row,) = rows
    whose, annual = facts.target
    assert (row["numerator"], row["denominator"]) == (facts.receipts, DEBIT)
    assert row["approval"] == "approved"
    assert row["target"] == annual
    assert row["target_source"] == (None if annual is None else _SOURCES[whose])
    assert (row["commentary"] or {}).get("cause") == facts.cause


_SOURCES: Final = {"own": "own", "joint": "partnership"}
