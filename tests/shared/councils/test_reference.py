"""Who bills council tax in England, and when they did."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from shared.calendar.periods import Period
from shared.councils import Council, CouncilType, all_councils, find_council


def council(code: str) -> Council:
    found = find_council(code)
    assert found is not None, code
    return found


@pytest.mark.parametrize(
    ("code", "short_name"),
    [
        ("E07000131", "Harborough"),
        ("E07000132", "Hinckley and Bosworth"),
        ("E07000134", "North West Leicestershire"),
        ("E06000022", "Bath and North East Somerset"),
        ("E07000107", "Dartford"),
        ("E07000111", "Sevenoaks"),
        ("E07000075", "Rochford"),
        ("E07000070", "Chelmsford"),
        ("E07000074", "Maldon"),
        ("E07000071", "Colchester"),
        ("E07000143", "Breckland"),
        ("E07000201", "Forest Heath"),
        ("E07000009", "East Cambridgeshire"),
    ],
)
def test_every_council_of_the_seed_documents_is_known(code: str, short_name: str) -> None:
    assert council(code).short_name == short_name


# The government's counts of billing authorities: 326 from 2009-10 to 2018-19, 317 in 2019-20
# (Dorset 9 to 2, Suffolk 4 to 2, Somerset 2 to 1, less 1 each), 314 in 2020-21 (Buckinghamshire
# 4 to 1), 309 in 2021-22 (Northamptonshire 7 to 2), 296 from 2023-24 (Cumbria 6 to 2,
# North Yorkshire 7 to 1, Somerset 4 to 1).
@pytest.mark.parametrize(
    ("day", "count"),
    [
        (date(2019, 3, 31), 326),
        (date(2019, 4, 1), 317),
        (date(2020, 4, 1), 314),
        (date(2021, 3, 31), 314),
        (date(2021, 4, 1), 309),
        (date(2023, 3, 31), 309),
        (date(2023, 4, 1), 296),
    ],
)
def test_there_are_as_many_councils_as_the_government_counted(day: date, count: int) -> None:
    assert sum(council.exists_throughout(day, day) for council in all_councils()) == count


def test_each_kind_is_there_in_its_number() -> None:
    current = [council.type for council in all_councils() if council.end is None]

    assert {type_: current.count(type_) for type_ in CouncilType} == {
        CouncilType.DISTRICT: 164,
        CouncilType.UNITARY: 63,  # the Isles of Scilly among them
        CouncilType.METROPOLITAN_DISTRICT: 36,
        CouncilType.LONDON_BOROUGH: 32,
        CouncilType.CITY_CORPORATION: 1,
    }


@pytest.mark.parametrize(
    "code",
    [
        "E10000018",  # Leicestershire County Council
        "E47000001",  # Greater Manchester Combined Authority
        "W06000015",  # Cardiff
        "S12000033",  # Aberdeen
        "E07000999",
        "e07000132",
        "",
    ],
)
def test_who_does_not_bill_in_england_is_not_found(code: str) -> None:
    assert find_council(code) is None


def test_an_abolished_council_is_there_up_to_its_last_day() -> None:
    forest_heath = council("E07000201")
    march, april = Period.parse("2018-19-M12"), Period.parse("2019-20-M01")

    assert forest_heath.end == date(2019, 3, 31)
    assert forest_heath.successors == ("E07000245",)  # West Suffolk
    assert forest_heath.exists_throughout(march.start, march.end)
    assert not forest_heath.exists_throughout(april.start, april.end)


def test_a_council_is_not_there_before_its_first_day() -> None:
    west_suffolk = council("E07000245")
    march, april = Period.parse("2018-19-M12"), Period.parse("2019-20-M01")

    assert not west_suffolk.exists_throughout(march.start, march.end)
    assert west_suffolk.exists_throughout(april.start, april.end)


def test_a_council_that_goes_half_way_is_not_there_throughout() -> None:
    assert not council("E07000201").exists_throughout(date(2018, 4, 1), date(2020, 3, 31))


def test_a_council_that_ended_in_2023_takes_no_figure_for_april_2023() -> None:
    """The source gives 1 April as its end, which was its successor's first day."""
    sedgemoor = council("E07000188")
    april = Period.parse("2023-24-M01")

    assert sedgemoor.end == date(2023, 3, 31)
    assert not sedgemoor.exists_throughout(april.start, april.end)


def test_a_successor_begins_on_the_day_after() -> None:
    for abolished in all_councils():
        if abolished.end is not None:
            assert abolished.successors
            for code in abolished.successors:
                assert council(code).start == abolished.end + timedelta(days=1)
        else:
            assert not abolished.successors


@pytest.mark.parametrize(
    ("former", "code"),
    [
        ("E07000097", "E07000242"),  # East Hertfordshire
        ("E06000048", "E06000057"),  # Northumberland
        ("E08000020", "E08000037"),  # Gateshead
        ("E08000016", "E08000038"),  # Barnsley
        ("E08000019", "E08000039"),  # Sheffield
    ],
)
def test_a_former_code_finds_the_council_under_its_newest(former: str, code: str) -> None:
    assert council(former) == council(code)
    assert council(former).code == code


def test_the_source_was_mended_where_it_was_wrong() -> None:
    assert council("E07000071").name == "Colchester City Council"
    assert council("E06000038").start is None  # Reading: 2005-05-27 was a register's date


def test_councils_come_sorted_and_once() -> None:
    codes = [council.code for council in all_councils()]
    every_code = [*codes, *(code for council in all_councils() for code in council.former_codes)]

    assert codes == sorted(codes)
    assert len(set(every_code)) == len(every_code)
