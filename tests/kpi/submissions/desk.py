"""A desk where figures of one council are posted, explained, approved and rejected."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import count
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    import httpx

    from tests.suite import Suite

COUNCIL: Final = "E07000132"
AT: Final = f"/v1/kpi/bodies/{COUNCIL}/submissions"
WHY: Final = "Refunds after an appeal on the hospital's rating"
_numbers: Final = count(1)


@dataclass(frozen=True)
class Desk:
    """What a test does with one indicator of its own: so tests can share a suite.

    Whoever is named may do everything for the council; the name is the holder of their key.
    """

    suite: Suite
    code: str

    async def caller(self, holder: str, *scopes: str) -> dict[str, str]:
        """Return the headers of a key with these scopes; with all of them unless told."""
        every = ("kpi_read", "kpi_submit", "kpi_approve", "kpi_target")
        return await self.suite.key(holder, **{scope: [COUNCIL] for scope in scopes or every})

    def month(
        self, number: int, numerator: float | None, denominator: int = 1_000, **more: Any
    ) -> dict[str, Any]:
        """Return a month of 2019-20; no numerator is none, as of what is not available."""
        named = {"indicator": self.code, "period": f"2019-20-M{number:02d}"}
        numbers = {"numerator": numerator, "denominator": denominator}
        return named | (numbers if numerator is not None else {}) | more

    async def send(
        self, *figures: dict[str, Any], by: str = "finance", **query: Any
    ) -> httpx.Response:
        """Post figures."""
        batch = {"body": COUNCIL, "source_system": f"{by}'s ledger", "figures": list(figures)}
        return await self.suite.submit(batch, await self.caller(by), **query)

    async def post(self, *figures: dict[str, Any], by: str = "finance", **query: Any) -> list[str]:
        """Post figures, and return their outcomes."""
        answer = await self.send(*figures, by=by, **query)
        assert answer.status_code in {200, 201}, answer.text
        return [result["outcome"] for result in answer.json()["results"]]

    async def submitted(self, *figures: dict[str, Any], by: str = "finance") -> dict[str, Any]:
        """Post figures, and return the submission that they make."""
        answer = await self.send(*figures, by=by)
        assert answer.status_code == 201, answer.text
        [submission] = answer.json()["submissions"]
        made: dict[str, Any] = submission
        return made

    async def read(self, submission: dict[str, Any], by: str = "representative") -> dict[str, Any]:
        """Return a submission as it stands."""
        answer = await self.suite.http.get(
            f"{AT}/{submission['id']}", headers=await self.caller(by)
        )
        assert answer.status_code == 200, answer.text
        assert answer.headers["etag"] == f'"{answer.json()["content_hash"]}"'
        found: dict[str, Any] = answer.json()
        return found

    async def step(
        self,
        name: str,
        submission: dict[str, Any],
        by: str = "representative",
        *,
        content: Any = None,
        **headers: str,
    ) -> httpx.Response:
        """Take a step of a submission as it was when it was read; `if_match` is `If-Match`."""
        seen = {"If-Match": f'"{submission["content_hash"]}"'}
        named = {field.replace("_", "-").title(): value for field, value in headers.items()}
        return await self.suite.http.post(
            f"{AT}/{submission['id']}/{name}",
            json=content,
            headers=await self.caller(by) | seen | named,
        )

    async def explain(
        self, submission: dict[str, Any], *months: int, why: str = WHY, by: str = "finance"
    ) -> httpx.Response:
        """Explain held months."""
        told = [self.said(month, why) for month in months]
        return await self.step("explain", submission, by, content={"explanations": told})

    def said(self, month: int, why: str = WHY) -> dict[str, str]:
        """Return an explanation of a month."""
        period = f"2019-20-M{month:02d}"
        return {"indicator": self.code, "period": period, "explanation": why}

    async def approve(
        self, submission: dict[str, Any], by: str = "representative"
    ) -> httpx.Response:
        """Approve it as it was when it was read."""
        return await self.step("approve", submission, by)

    async def refusal(self, submission: dict[str, Any], by: str) -> str:
        """Return in which words an approval is refused: those that the submission told before."""
        told = await self.read(submission, by)
        [approval] = [one for one in told["allowed_actions"] if one["action"] == "approve"]
        answer = await self.approve(told, by)
        assert (answer.status_code, answer.json()["code"]) == (409, "conflict"), answer.text
        assert (approval["allowed"], approval["reason"]) == (False, answer.json()["detail"])
        return str(answer.json()["detail"])

    async def reject(
        self, submission: dict[str, Any], by: str = "representative", reason: str = "Another month"
    ) -> httpx.Response:
        """Reject it as it was when it was read."""
        return await self.step("reject", submission, by, content={"reason": reason})

    async def figures(self, **query: Any) -> list[dict[str, Any]]:
        """Return the council's figures, by month."""
        answer = await self.suite.http.get(
            f"/v1/kpi/bodies/{COUNCIL}/figures",
            params={"indicator": self.code} | query,
            headers=await self.caller("representative"),
        )
        assert answer.status_code == 200, answer.text
        items: list[dict[str, Any]] = answer.json()["items"]
        return items

    async def standing(self) -> dict[int, float | None]:
        """Return the numerator that stands, by month."""
        return {int(one["period"][-2:]): one["numerator"] for one in await self.figures()}

    async def row(self, month: int, **query: Any) -> dict[str, Any]:
        """Return the indicator's row on the scorecard of a month."""
        answer = await self.suite.http.get(
            f"/v1/kpi/bodies/{COUNCIL}/scorecard",
            params={"period": f"2019-20-M{month:02d}"} | query,
            headers=await self.caller("representative"),
        )
        assert answer.status_code == 200, answer.text
        rows = answer.json()["rows"]
        return next(row for row in rows if row["indicator"] == self.code)


async def opened(suite: Suite, **definition: Any) -> Desk:
    """Open a desk for an indicator of its own: a collection rate since April, unless told."""
    code = f"desk-{next(_numbers)}"
    await suite.define_indicator(code, **definition)
    return Desk(suite, code)


def codes(answer: dict[str, Any]) -> list[list[tuple[str, str]]]:
    """Return code and severity of each row's problems."""
    return [
        [(problem["code"], problem["severity"]) for problem in result["problems"]]
        for result in answer["results"]
    ]
