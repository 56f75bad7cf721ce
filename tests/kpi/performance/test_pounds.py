"""What a variance is worth, to the pound, and the same whichever way it is added up."""

from __future__ import annotations

from tests.suite import Suite

HARBOROUGH, HINCKLEY, NORTH_WEST = "E07000131", "E07000132", "E07000134"
RECEIPTS_AND_DEBITS = {  # The demo's NNDR at December 2019, and each council's own profile.
    HARBOROUGH: (36_174_000, 44_440_000, 82.6),
    HINCKLEY: (27_305_000, 32_010_000, 84.8),
    NORTH_WEST: (50_555_000, 60_070_000, 84.2),
}


async def test_members_pounds_add_up_to_their_partnerships(suite: Suite) -> None:
    """Each pound from receipts and debit; rounding the two rates first would miss one.

    36,174,000 - 0.826 x 44,440,000 = -533,440; 27,305,000 - 0.848 x 32,010,000 = 160,520;
    50,555,000 - 0.842 x 60,070,000 = -23,940; together -396,860.
    """
    await suite.define_indicator()
    await suite.define_partnership("three", *RECEIPTS_AND_DEBITS)
    for council, (receipts, debit, profile) in RECEIPTS_AND_DEBITS.items():
        await suite.set_target(council, annual=99, profile=[profile] * 12)
        await suite.figure(council, numerator=receipts, denominator=debit)

    card = await suite.scorecard("three")

    pounds = {member["body"]: member["rows"][0]["variance_gbp"] for member in card["members"]}
    assert pounds == {HARBOROUGH: -533_440, HINCKLEY: 160_520, NORTH_WEST: -23_940}
    assert card["rows"][0]["variance_gbp"] == -396_860
