"""What can be asked of texts that are to be hidden."""

from __future__ import annotations

from typing import TYPE_CHECKING

from services.risk.hidings import queries
from services.risk.risks.ahead import as_frozen
from services.risk.risks.use_cases import find_risk, text_hidden
from shared.contracts.risk.hidings import HiddenTextTold
from shared.contracts.risk.vocabulary import HiddenText
from shared.journal import Event, content_hash, hold, record
from shared.refusals import NotFound

if TYPE_CHECKING:
    from collections.abc import Sequence

    from services.risk.hidings.queries import Said
    from services.risk.risks.use_cases import RiskAddress
    from shared.contracts.risk.hidings import TextToHide
    from shared.security.principal import Principal
    from shared.storage.sessions import Transaction


async def hide_text(
    tx: Transaction, at: RiskAddress, sent: TextToHide, *, by: Principal
) -> tuple[HiddenTextTold, bool]:
    """Make Part 2 of a text that was entered; tell whether it was not so before.

    It is hidden wherever it is told from now on, also as known before. A step's reason, which later
    versions of the risk say again, is hidden in all of them.

    Raises:
        NotFound: If there is no such risk, or no such text of that instant.
        Conflict: If an edition that is frozen goes on telling it.
    """
    head = await hold(tx, at.body)
    await find_risk(tx, at)
    given = await queries.texts(tx, at.body, at.reference, sent.text)
    open_still = [each for each in _meant(sent, given) if not each.is_hidden]
    told = HiddenTextTold(
        body=at.body, reference=at.reference, text=sent.text, recorded_at=sent.recorded_at
    )
    if not open_still:
        return told, False
    hidden = [
        text_hidden(at, sent.text, each.said_at, head.recorded_at, by=by) for each in open_still
    ]
    async with as_frozen(tx, at.body, [at.reference]):
        await queries.append(tx, *hidden)
    said = sent.model_dump(mode="json")
    await record(
        tx,
        Event(
            body=at.body,
            act="text.hidden",
            subject=f"risks/{at.reference}",
            by=by,
            content_hash=content_hash(said),
            details=said,
        ),
    )
    return told, True


def _meant(sent: TextToHide, given: Sequence[Said]) -> Sequence[Said]:
    """Return the text that is meant, and where else it is said."""
    for each in given:
        if each.said_at == sent.recorded_at and each.text is not None:
            says_again = sent.text is HiddenText.STATE_REASON
            return [one for one in given if one.text == each.text] if says_again else [each]
    message = "Nothing of the kind was said of this risk at that instant."
    raise NotFound(message)
