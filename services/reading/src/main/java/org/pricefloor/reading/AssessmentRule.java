package org.pricefloor.reading;

/** Why a line of {@code assessments.csv} is refused, in order of precedence. */
public enum AssessmentRule implements RowRule {

    SERIES_MUST_BE_NAMED("name the series by its id: 1 to 80 letters, digits, points, hyphens or underscores"),
    PRICING_DATE_MUST_BE_A_DATE("write a day that exists as 2026-03-02"),
    PRICE_MUST_BE_A_DECIMAL("write digits with a decimal point and nothing else: 96.40"),
    PRICE_MUST_HAVE_AT_MOST_12_DIGITS_AND_10_DECIMALS("round the price as its publisher does"),
    PUBLISHED_AT_MUST_BE_AN_INSTANT("write 2026-03-02T10:15:00Z, or a day alone, which means its beginning in UTC"),
    DOCUMENT_MUST_BE_SHORT("name the document with at most 200 printable characters"),
    RECORDED_AT_MUST_BE_AN_INSTANT("write 2026-03-02T10:15:00Z, or a day alone, which means its beginning in UTC"),
    VOLUME_MUST_BE_A_DECIMAL("write digits with a decimal point and nothing else: 1250.5, or nothing at all"),
    VOLUME_MUST_BE_ABOVE_ZERO("a volume is above zero; leave it empty where it was not published"),
    VOLUME_MUST_HAVE_AT_MOST_12_DIGITS_AND_10_DECIMALS("round the volume as its publisher does");

    private final String fix;

    AssessmentRule(String fix) {
        this.fix = fix;
    }

    @Override
    public String fix() {
        return fix;
    }
}
