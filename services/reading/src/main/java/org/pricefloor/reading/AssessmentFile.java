package org.pricefloor.reading;

import java.util.List;

/** {@code assessments.csv}: {@code series,pricing_date,price,published_at[,document][,recorded_at][,volume][,source_url][,note]}. */
public final class AssessmentFile {

    private static final Columns COLUMNS = new Columns(List.of("series", "pricing_date", "price", "published_at"),
            List.of("document", "recorded_at", "volume", "source_url", "note"));

    private AssessmentFile() {
    }

    /** Every row of the file, or why not. */
    public static FileReading<AssessmentRow> read(byte[] file) {
        return Table.read(file, COLUMNS, fields -> new AssessmentRow(
                fields.id("series", AssessmentRule.SERIES_MUST_BE_NAMED),
                fields.date("pricing_date", AssessmentRule.PRICING_DATE_MUST_BE_A_DATE),
                fields.signedDecimal("price", AssessmentRule.PRICE_MUST_BE_A_DECIMAL, AssessmentRule.PRICE_MUST_HAVE_AT_MOST_12_DIGITS_AND_10_DECIMALS),
                fields.instant("published_at", AssessmentRule.PUBLISHED_AT_MUST_BE_AN_INSTANT),
                fields.textIfAny("document", AssessmentRule.DOCUMENT_MUST_BE_SHORT),
                fields.instantIfAny("recorded_at", AssessmentRule.RECORDED_AT_MUST_BE_AN_INSTANT),
                fields.decimalIfAny("volume", AssessmentRule.VOLUME_MUST_BE_A_DECIMAL, AssessmentRule.VOLUME_MUST_BE_ABOVE_ZERO,
                        AssessmentRule.VOLUME_MUST_HAVE_AT_MOST_12_DIGITS_AND_10_DECIMALS)));
    }
}
