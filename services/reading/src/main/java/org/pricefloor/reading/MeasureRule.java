package org.pricefloor.reading;

/** Why a line of {@code measures.csv} is refused, in order of precedence. */
public enum MeasureRule implements RowRule {

    AGREEMENT_MUST_BE_NAMED("name the agreement by its id: 1 to 80 letters, digits, points, hyphens or underscores"),
    MEASURE_MUST_BE_KNOWN("write ebitda or made-available"),
    DAY_MUST_BE_A_DATE("write a day that exists as 2026-12-31"),
    DAY_MUST_END_A_YEAR("a measure is about a calendar year: write its last day, for instance 2026-12-31"),
    VALUE_MUST_BE_A_DECIMAL("write digits with a decimal point and nothing else: -1250000.50"),
    VALUE_MUST_NOT_BE_NEGATIVE("what was made available is zero or more"),
    VALUE_MUST_HAVE_AT_MOST_12_DIGITS_AND_10_DECIMALS("round the value as its certificate does"),
    UNIT_MUST_BE_NAMED("name the currency of ebitda, for instance USD, or the unit of what was made available: kg, t or MWh"),
    CERTIFIED_AT_MUST_BE_AN_INSTANT("write 2026-03-02T10:15:00Z, or a day alone, which means its beginning in UTC"),
    DOCUMENT_MUST_BE_SHORT("name the document with at most 200 printable characters"),
    RECORDED_AT_MUST_BE_AN_INSTANT("write 2026-03-02T10:15:00Z, or a day alone, which means its beginning in UTC");

    private final String fix;

    MeasureRule(String fix) {
        this.fix = fix;
    }

    @Override
    public String fix() {
        return fix;
    }
}
