"""Reviews over HTTP, and how a risk stands."""

from datetime import date, datetime

from fastapi import Response

from services.risk.registers.days import DayAsked
from services.risk.registers.opening import OpenedAt, RiskReader, RiskWriter
from services.risk.reviews import queries, use_cases
from services.risk.reviews.standings import standings_of
from services.risk.risks.parts import Eyes
from services.risk.risks.use_cases import RiskAddress, find_risk
from shared.contracts.answers import Page
from shared.contracts.risk.reviews import Review, ReviewText
from shared.contracts.risk.standings import RiskStanding
from shared.contracts.risk.vocabulary import RiskReference
from shared.contracts.values import BodyCode
from shared.web.asking import Asked
from shared.web.routing import OperationRouter, Reads, Writes

reviews = OperationRouter(prefix="/v1/risk/bodies/{body}/risks/{reference}", tags=["reviews"])


@reviews.get("/standing")
async def read_standing(
    body: OpenedAt, reference: RiskReference, reader: Reads, on: DayAsked
) -> RiskStanding:
    """Read all of a risk's standing on a day: scores, next review, what is late, acceptance."""
    await find_risk(reader, RiskAddress(body, reference))
    return (await standings_of(reader, body, [reference], on=on))[reference]


@reviews.get("/reviews")
async def list_reviews(
    body: OpenedAt, reference: RiskReference, reader: Reads, asked: Asked, caller: RiskReader
) -> Page[Review]:
    """List a risk's reviews, the last by their own dates first."""
    await find_risk(reader, RiskAddress(body, reference))
    before = asked.after_key(date.fromisoformat, datetime.fromisoformat)
    found = await queries.reviews_before(reader, body, reference, before, limit=asked.look_ahead)
    eyes = Eyes.of(caller, body)
    return asked.page(
        found,
        key=lambda review: (review.last_day, review.recorded_at),
        show=lambda review: use_cases.shown(review, eyes),
    )


@reviews.post("/reviews", status_code=201, responses={200: {"model": Review}})
async def review_risk(
    body: BodyCode,
    reference: RiskReference,
    text: ReviewText,
    tx: Writes,
    response: Response,
    writer: RiskWriter,
) -> Review:
    """Say that somebody looked at a risk, today or long ago, and what was said.

    The same again makes no review, and is answered with 200.

    The answer shows Part 2 to nobody, `risk:confidential` or not: list the reviews to see it.
    """
    made, is_new = await use_cases.review_risk(tx, RiskAddress(body, reference), text, by=writer)
    response.status_code = 201 if is_new else 200
    return made
