from __future__ import annotations

from datetime import date

from shared.contracts.gateway.clients import ClientDefinition
from shared.contracts.kpi.indicators import IndicatorDefinition
from shared.contracts.kpi.partnerships import PartnershipDefinition
from shared.contracts.kpi.vocabulary import Accumulation, Polarity
from tests.demo.reading import COUNCILS, read_exactly

# The field's measures that the suite must know, in their order of writing.
MEASURES = [
    "council-tax-in-year",
    "nndr-in-year",
    "new-claims-days",
    "changes-days",
    "combined-days",
    "hb-overpayments-recovered",
    "hb-overpayments-recovered-of-identified",
    "hb-overpayments-written-off",
    "fraud-sanctions",
    "sickness-days-per-fte",
    "council-tax-receipts",
    "council-tax-direct-debit",
    "arrears-collected",
    "calls-answered-20s",
    "correspondence-7wd",
    "claims-14d",
    "claims-accurate",
]


def indicators() -> dict[str, IndicatorDefinition]:
    """Return every indicator, as the API takes it."""
    return {
        code: IndicatorDefinition.model_validate(document)
        for code, document in read_exactly("indicators.json").items()
    }


def test_every_measure_and_question_is_defined() -> None:
    """Five questions about revenues and six about benefits (award submission, two surveys)."""
    codes = list(indicators())

    assert codes[: len(MEASURES)] == MEASURES
    questions = codes[len(MEASURES) :]
    assert [code.split("-")[:2] for code in questions] == (
        [["satisfaction", "revenues"]] * 5 + [["satisfaction", "benefits"]] * 6
    )


def test_parts_are_defined_before_what_is_pooled_from_them() -> None:
    known: set[str] = set()
    for code, indicator in indicators().items():
        assert known.issuperset(indicator.pooled_from)
        known.add(code)

    assert indicators()["combined-days"].pooled_from == ["new-claims-days", "changes-days"]


def test_only_council_tax_and_nndr_are_percent_of_a_debit() -> None:
    of_a_debit = [
        code for code, indicator in indicators().items() if indicator.denominator_is_debit
    ]

    assert of_a_debit == ["council-tax-in-year", "nndr-in-year"]


def test_neither_more_nor_fewer_is_better_of_these_three() -> None:
    neither = {code for code, row in indicators().items() if row.polarity is Polarity.NONE}

    assert neither == {
        "hb-overpayments-written-off",
        "fraud-sanctions",
        "council-tax-receipts",
    }


def test_days_are_shown_with_a_decimal_and_counts_without() -> None:
    shown = {code: indicator.decimals for code, indicator in indicators().items()}

    assert shown["council-tax-in-year"] == 1
    assert shown["new-claims-days"] == 1
    assert shown["fraud-sanctions"] == 0
    assert shown["council-tax-receipts"] == 0


def test_surveys_are_annual_and_fraud_is_counted_by_month() -> None:
    found = indicators()

    assert found["satisfaction-revenues-overall"].accumulation is Accumulation.ANNUAL
    assert found["fraud-sanctions"].accumulation is Accumulation.COUNT


def test_the_partnership_has_its_three_councils_before_every_figure() -> None:
    document = read_exactly("leicestershire/partnership.json")

    partnership = PartnershipDefinition.model_validate(document)

    assert partnership.name == "The Leicestershire Partnership Revenues and Benefits"
    assert tuple(member.council for member in partnership.members) == COUNCILS
    assert all(member.joined < date(2018, 4, 1) for member in partnership.members)


def test_the_client_behind_each_demo_key_is_one_the_api_takes() -> None:
    clients = {
        name: ClientDefinition.model_validate(document)
        for name, document in read_exactly("clients.json").items()
    }

    assert list(clients) == [
        *("finance", "officer", "approver", "dashboard"),
        *("other_finance", "other_approver", "third_approver"),
    ]
    assert clients["finance"].grants == {"kpi:read": ["E07000132"], "kpi:submit": ["E07000132"]}
    assert clients["other_finance"].grants == {
        "kpi:read": ["E07000131"],
        "kpi:submit": ["E07000131"],
    }


def test_nobody_who_approves_may_submit_or_set_a_target() -> None:
    """Four eyes compare holders: two keys of one holder would be one pair of eyes.

    One of each member, and the first of the partnership too.
    """
    clients = read_exactly("clients.json").values()
    approvers = {row["holder"] for row in clients if "kpi:approve" in row["grants"]}
    makers = {
        row["holder"] for row in clients if {"kpi:submit", "kpi:target"}.intersection(row["grants"])
    }

    assert approvers == {
        "nominated representative",
        "nominated representative of Harborough",
        "nominated representative of North West Leicestershire",
    }
    assert approvers.isdisjoint(makers)
