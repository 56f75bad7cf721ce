"""All SQL about the RAG of what is approved."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import ARRAY, Text, any_, bindparam
from sqlalchemy.dialects.postgresql import insert

from services.kpi.turns.tables import RagVersion
from shared.calendar.periods import Period
from shared.contracts.kpi.vocabulary import Rag
from shared.storage.prepared import Prepared
from shared.storage.versions import newest

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping
    from datetime import datetime

    from services.kpi.turns.rules import Key
    from shared.storage.sessions import Reader, Transaction

_NOTICED = Prepared(
    newest(RagVersion, by=(RagVersion.body, RagVersion.indicator, RagVersion.period))
    .where(
        RagVersion.body == bindparam("body"),
        RagVersion.indicator == any_(bindparam("codes", type_=ARRAY(Text))),
        RagVersion.period == any_(bindparam("periods", type_=ARRAY(Text(collation="C")))),
    )
    .with_only_columns(RagVersion.indicator, RagVersion.period, RagVersion.rag)
)
_APPENDED = Prepared(insert(RagVersion))


async def noticed(reader: Reader, body: str, keys: Collection[Key]) -> dict[Key, Rag]:
    """Return the colours of these rows that were noticed last."""
    codes, periods = {code for code, _ in keys}, {str(period) for _, period in keys}
    found = await reader.records(_NOTICED, body=body, codes=list(codes), periods=list(periods))
    return {(code, Period.parse(period)): Rag(rag) for code, period, rag in found}


async def append_noticed(
    tx: Transaction, body: str, rags: Mapping[Key, Rag], recorded_at: datetime
) -> None:
    """Keep the colours that are noticed now."""
    alike = {"body": body, "recorded_at": recorded_at}
    rows = (
        {**alike, "indicator": code, "period": str(period), "rag": str(rag)}
        for (code, period), rag in rags.items()
    )
    await tx.keep(_APPENDED, *rows)
