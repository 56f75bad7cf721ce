"""What stands again once a submission is rejected."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING, Any, NamedTuple

from shared.contracts.kpi.vocabulary import KeptStatus

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable
    from datetime import datetime
    from uuid import UUID

    from services.kpi.figures.queries import Version

REASON = "What stood before a submission that was rejected."


class Source(NamedTuple):
    """Where a version comes from: a restored one still bears the submission that brought it."""

    submission: UUID
    source_system: str | None
    source_revision: str | None
    extracted_at: datetime | None

    def columns(self) -> dict[str, Any]:
        """Return it by column."""
        return self._asdict()


class Restored(NamedTuple):
    """A figure as it stood before, in the order of `figures.queries.OWN`."""

    source: Source
    says: tuple[Any, ...]


def restored(
    versions: Iterable[Version], submission: UUID, rejected: Collection[UUID]
) -> list[Restored]:
    """Return what stands again, wherever the submission's own version is the newest.

    Args:
        versions: All of the natural keys that the submission touched, by key, oldest first.
        submission: The one that is rejected.
        rejected: Every rejected submission: what one of them brought never stands again.
    """
    back = []
    for _, of_figure in groupby(versions, key=lambda one: (one.indicator, one.period)):
        history = list(of_figure)
        newest = history[-1]
        if newest.submission != submission:
            continue
        before = next((one for one in reversed(history) if one.submission not in rejected), None)
        back.append(_nothing(newest) if before is None else _again(before))
    return sorted(back, key=lambda one: (str(one.source), one.says[:2]))


def _again(version: Version) -> Restored:
    source = Source(
        version.submission, version.source_system, version.source_revision, version.extracted_at
    )
    numbers = (version.numerator, version.denominator, version.value, version.basis)
    words = (version.status, REASON, version.explanation)
    return Restored(source, (version.indicator, version.period, *numbers, *words))


def _nothing(version: Version) -> Restored:
    """Return the version that says that nothing stands."""
    source = Source(version.submission, None, None, None)
    none = (None, None, None, None, KeptStatus.REJECTED, REASON, None)
    return Restored(source, (version.indicator, version.period, *none))
