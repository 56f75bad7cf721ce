"""What is read of a register as a whole: its rows, its heat map, what moved, what stands out."""

from enum import StrEnum
from uuid import UUID

from pydantic import Field

from shared.contracts.answers import Flag
from shared.contracts.dates import WrittenDate
from shared.contracts.models import Answer
from shared.contracts.risk.assessments import Score
from shared.contracts.risk.registers import Matrix
from shared.contracts.risk.risks import RiskContent
from shared.contracts.risk.standings import AcceptanceStanding, OverdueAction
from shared.contracts.risk.vocabulary import AssessmentKind, RegisterCode, RiskReference, RiskState
from shared.contracts.values import BodyCode, Day, Instant, PeriodText


class RegisterView(StrEnum):
    """Whether the register is seen as it is worked on, or as an edition of it was published."""

    WORKING = "working"
    PUBLISHED = "published"


class ScoreDirection(StrEnum):
    """Where a current score went."""

    UP = "up"
    DOWN = "down"
    SAME = "same"


class ScoreMove(Answer):
    """How a risk's current score moved from an earlier instant on."""

    since: Instant
    before: Score | None = Field(description="Null if it was not assessed, or not there, by then.")
    direction: ScoreDirection | None = Field(description="Null where the two cannot be compared.")
    not_compared: str | None = Field(
        description="Why they cannot be compared: `unknown`, or `another_matrix` if likelihood or "
        "impact had other steps then."
    )


class RegisterRow(RiskContent):
    """A risk as its register shows it, for whoever asks."""

    inherent: Score | None
    current: Score | None
    target: Score | None
    movement: ScoreMove | None = Field(description="Null unless `from` asks for it.")
    last_review: WrittenDate | None
    next_review: Day | None = Field(description="Null for a risk that is closed.")
    is_stale: bool = Field(description="Whether the next review's day has passed.")
    stale_working_days: int = Field(description="Working days since; 0 if not stale.")
    overdue_actions: list[OverdueAction]
    acceptance: AcceptanceStanding | None = Field(description="The newest one.")
    signals: list[Flag] = Field(description="What asks to reassess it, and why.")
    warnings: list[Flag] = Field(
        description="What a reader ought to know: a score that is not known, or lies above the "
        "tolerance; scores that don't fit each other; one made on an earlier matrix."
    )


class RegisterShown(Answer):
    """A register's rows."""

    body: BodyCode
    register_code: RegisterCode
    title: str
    view: RegisterView
    period: str | None = Field(description="The quarter of an edition; null in the working view.")
    edition: UUID | None = Field(description="Which edition it is; null in the working view.")
    on: Day = Field(description="The day on which reviews and actions are due or late.")
    known_at: Instant | None
    settled: bool
    matrix: Matrix
    policy: list[str]
    items: list[RegisterRow]
    next_cursor: str | None = Field(
        description="Give it as `cursor` to read on; null at the end of the list."
    )


class CellRisks(Answer):
    """Which risks stand in a square."""

    count: int
    references: list[RiskReference]


class HeatCell(Answer):
    """A square of the matrix, and who stands in it."""

    likelihood: int
    impact: int
    score: int
    band: str
    current: CellRisks
    target: CellRisks


class OffGrid(Answer):
    """Risks that stand in no square; none of them is counted in one."""

    unknown: list[RiskReference] = Field(description="Likelihood or impact is not known.")
    another_matrix: list[RiskReference] = Field(
        description="Scored on another matrix: an earlier one, or another register's, with other "
        "steps."
    )


class HeatMove(Answer):
    """A risk that went from one square to another."""

    reference: RiskReference
    from_likelihood: int
    from_impact: int
    to_likelihood: int
    to_impact: int


class HeatMapShown(Answer):
    """A register's open risks on its matrix: where they stand, and where they are to be."""

    body: BodyCode
    register_code: RegisterCode
    title: str
    view: RegisterView
    period: str | None
    edition: UUID | None
    on: Day
    since: Instant | None = Field(description="From when on movement is shown.")
    known_at: Instant | None
    settled: bool
    matrix: Matrix
    cells: list[HeatCell] = Field(description="From the lowest likelihood and impact up.")
    current_beside: OffGrid
    target_beside: OffGrid
    moves: list[HeatMove]


class StepKind(StrEnum):
    """What became of a risk."""

    ADDED = "added"
    ASSESSED = "assessed"
    CLOSED = "closed"
    REOPENED = "reopened"
    MATERIALISED = "materialised"
    MOVED_HERE = "moved_here"
    MOVED_AWAY = "moved_away"


class MovementStep(Answer):
    """One thing that became of a risk, and why."""

    step: StepKind
    recorded_at: Instant
    kind: AssessmentKind | None = Field(description="Of an assessment.")
    before: Score | None
    after: Score | None
    reason: str | None = Field(
        description="Null also where it is Part 2, and not for the caller to see."
    )


class RiskMovement(Answer):
    """A risk to which something happened."""

    reference: RiskReference
    title: str
    state_before: RiskState | None = Field(description="Null if it was not in the register.")
    state_after: RiskState | None = Field(description="Null if it is in another register now.")
    before: Score | None = Field(description="The current score at the beginning.")
    after: Score | None = Field(description="The current score at the end.")
    direction: ScoreDirection | None
    not_compared: str | None = Field(description="As in a row's `movement`.")
    steps: list[MovementStep] = Field(description="Oldest first.")


class Movement(Answer):
    """What became of a register's risks from one instant to another."""

    body: BodyCode
    register_code: RegisterCode
    title: str
    begins: Instant
    ends: Instant | None = Field(description="Null is now.")
    settled: bool
    matrix_changed: bool = Field(
        description="Whether likelihood or impact had other steps at the beginning; then scores of "
        "the one matrix are not compared with those of the other."
    )
    risks: list[RiskMovement] = Field(description="By reference; those nothing happened to aside.")


class TopRisks(Answer):
    """The open risks with the highest current scores; unknown scores come last.

    They are ranked by score, and one that was scored on another matrix by its share of that one's
    highest; its `warnings` say `another_matrix`.
    """

    body: BodyCode
    register_code: RegisterCode
    title: str
    on: Day
    known_at: Instant | None
    settled: bool
    items: list[RegisterRow]
    unscored: int = Field(description="Open risks whose current score is not known.")


class LateKind(StrEnum):
    """What is late."""

    REVIEW = "review"
    ACTION = "action"
    ACCEPTANCE = "acceptance"


class LateThing(Answer):
    """Something that should have been done by a day."""

    what: LateKind
    reference: RiskReference
    title: str
    code: str | None = Field(description="Of an action.")
    owners: list[str]
    due: Day
    working_days_late: int


class Overdue(Answer):
    """What is late in a register, the latest first."""

    body: BodyCode
    register_code: RegisterCode
    title: str
    on: Day
    known_at: Instant | None
    settled: bool
    items: list[LateThing]


class RegisterQuarter(Answer):
    """All that the board's report says of one register."""

    register_code: RegisterCode
    title: str
    policy: list[str]
    open_risks: int
    unscored: int = Field(description="Open risks whose current score is not known.")
    top: list[RegisterRow] = Field(description="The ten highest.")
    movement: Movement
    overdue: list[LateThing]
    heatmap: HeatMapShown
    picture: str = Field(description="The heat map as SVG.")


class RiskQuarter(Answer):
    """All that the board's quarterly report needs from a body's registers."""

    body: BodyCode
    period: PeriodText
    period_start: Day
    period_end: Day
    on: Day = Field(description="The day on which reviews and actions are judged late.")
    known_at: Instant | None = Field(description="The instant that it speaks of; null is now.")
    settled: bool
    registers: list[RegisterQuarter] = Field(description="By code.")
    registers_since: list[RegisterCode] = Field(
        description="Registers that were first kept after that instant, of which it says nothing."
    )
