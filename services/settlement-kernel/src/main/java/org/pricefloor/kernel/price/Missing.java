package org.pricefloor.kernel.price;

/**
 * A fact that a computation needs and does not have.
 *
 * @param rule what was required
 * @param what what is missing, in words with figures
 * @param fix  what would end it
 */
public record Missing(Rule rule, String what, String fix) {

    /** What a period can lack, in the order in which it is looked for. */
    public enum Rule {
        SERIES_MUST_BE_REGISTERED,
        CALENDAR_MUST_BE_PUBLISHED,
        CALENDAR_MUST_COVER_THE_PERIOD,
        SERIES_MUST_MATCH_THE_RULE,
        QUANTITY_MUST_BE_CERTIFIED,
        QUANTITY_MUST_BE_IN_THE_AGREED_UNIT,
        MEASURE_MUST_BE_IN_THE_AGREED_UNIT,
        LOT_MUST_NAME_A_PRODUCT,
        FORM_MUST_HAVE_A_CONVERSION_FACTOR,
        INDEX_MUST_BE_PUBLISHED,
        INDEX_MUST_BE_ABOVE_ZERO,
        PERIOD_MUST_HAVE_AN_ASSESSMENT,
        PRICING_DAY_MUST_HAVE_AN_ASSESSMENT,
        ASSESSMENT_MUST_CARRY_ITS_VOLUME,
        MINIMUM_OBSERVATIONS,
        FX_FIX_MUST_BE_RECENT,
        STATEMENT_MUST_STAY_UNDER_256_KIB,
        ARITHMETIC_MUST_SUCCEED
    }
}
