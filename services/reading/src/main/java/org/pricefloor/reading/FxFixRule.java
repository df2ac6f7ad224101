package org.pricefloor.reading;

/** Why a line of {@code fx.csv} is refused, in order of precedence. */
public enum FxFixRule implements RowRule {

    SERIES_MUST_BE_NAMED("name the series by its id: 1 to 80 letters, digits, points, hyphens or underscores"),
    DATE_MUST_BE_A_DATE("write a day that exists as 2026-03-02"),
    RATE_MUST_BE_A_DECIMAL("write digits with a decimal point and nothing else: 7.1058"),
    RATE_MUST_BE_ABOVE_ZERO("a rate is above zero; leave out the day on which none was fixed"),
    RATE_MUST_HAVE_AT_MOST_12_DIGITS_AND_10_DECIMALS("round the rate as its publisher does"),
    PUBLISHED_AT_MUST_BE_AN_INSTANT("write 2026-03-02T10:15:00Z, or a day alone, which means its beginning in UTC"),
    DOCUMENT_MUST_BE_SHORT("name the document with at most 200 printable characters"),
    RECORDED_AT_MUST_BE_AN_INSTANT("write 2026-03-02T10:15:00Z, or a day alone, which means its beginning in UTC");

    private final String fix;

    FxFixRule(String fix) {
        this.fix = fix;
    }

    @Override
    public String fix() {
        return fix;
    }
}
