"""What counts on a day, the coming days, who is open now: holidays, month ends, the change of clocks."""

from __future__ import annotations

import datetime as dt

from chancennetz.core.time import BERLIN
from chancennetz.mapsearch import hours
from chancennetz.mapsearch.hours import Hours, OpeningRules
from chancennetz.supportmap.models import Schedule


def rules(*texts: str, valid_from: dt.date | None = None, valid_to: dt.date | None = None) -> OpeningRules:
    return OpeningRules.of(Schedule(opening_hours=text, valid_from=valid_from, valid_to=valid_to) for text in texts)


def moment(text: str) -> dt.datetime:
    return dt.datetime.fromisoformat(text).replace(tzinfo=BERLIN)


def test_a_holiday_plan_wins_while_it_lasts() -> None:
    plan = OpeningRules.of(
        [
            Schedule(opening_hours="Mo-Fr 09:00-17:00; PH off"),
            Schedule(
                opening_hours="We 10:00-11:00",
                valid_from=dt.date(2026, 12, 21),
                valid_to=dt.date(2027, 1, 3),
            ),
        ]
    )
    assert plan.spans(dt.date(2026, 12, 18)) == ((540, 1020),)
    assert plan.spans(dt.date(2026, 12, 22)) == ()
    assert plan.spans(dt.date(2026, 12, 23)) == ((600, 660),)
    assert plan.spans(dt.date(2027, 1, 4)) == ((540, 1020),)


def test_the_coming_days_name_holidays_and_cross_the_month() -> None:
    days = hours.coming([rules("Mo-Su 08:00-10:00; PH off")], dt.date(2026, 10, 31), 3)
    assert [(str(day.date), len(day.spans), day.holiday) for day in days] == [
        ("2026-10-31", 1, ""),
        ("2026-11-01", 0, "Allerheiligen"),
        ("2026-11-02", 1, ""),
    ]


def test_wall_clock_holds_when_the_clocks_change() -> None:
    day = hours.coming([rules("Su 09:00-12:00")], dt.date(2026, 10, 25), 1)[0]
    start, end = day.spans[0]
    assert (start.hour, end.hour, start.utcoffset()) == (9, 12, dt.timedelta(hours=1))


def test_open_now_for_all_offers_at_once() -> None:
    offers = [(rules("Mo-Fr 09:00-12:00"),), (), (rules("We 22:00-11:00"),), (rules("Sa 09:00-12:00"),)]
    assert Hours(offers).open_at(moment("2026-11-19 10:30")).tolist() == [True, False, True, False]
