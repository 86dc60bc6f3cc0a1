"""The report in another language."""

from datetime import date

from screening.language import speaking
from tests.output.reports import document_of


def test_dates_and_numbers_are_written_as_the_language_has_them(
    second_language, tmp_path
):
    with speaking("xx"):
        content = document_of(tmp_path, "good", recorded=date(2026, 3, 5))
        [report] = content.reports
    assert content.language == "xx"
    assert "5 MARCH 2026" in " ".join(report.facts)
    values = [scale.value for leg in report.person.legs for scale in leg.scales]
    assert values
    assert all("," in value and "." not in value for value in values)
