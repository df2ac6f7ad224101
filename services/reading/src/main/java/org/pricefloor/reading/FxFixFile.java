package org.pricefloor.reading;

import java.util.List;

/** {@code fx.csv}: {@code series,date,rate,published_at[,document][,recorded_at][,source_url][,note]}. */
public final class FxFixFile {

    private static final Columns COLUMNS = new Columns(List.of("series", "date", "rate", "published_at"),
            List.of("document", "recorded_at", "source_url", "note"));

    private FxFixFile() {
    }

    /** Every row of the file, or why not. */
    public static FileReading<FxFixRow> read(byte[] file) {
        return Table.read(file, COLUMNS, fields -> new FxFixRow(
                fields.id("series", FxFixRule.SERIES_MUST_BE_NAMED),
                fields.date("date", FxFixRule.DATE_MUST_BE_A_DATE),
                fields.decimal("rate", true, FxFixRule.RATE_MUST_BE_A_DECIMAL, FxFixRule.RATE_MUST_BE_ABOVE_ZERO,
                        FxFixRule.RATE_MUST_HAVE_AT_MOST_12_DIGITS_AND_10_DECIMALS),
                fields.instant("published_at", FxFixRule.PUBLISHED_AT_MUST_BE_AN_INSTANT),
                fields.textIfAny("document", FxFixRule.DOCUMENT_MUST_BE_SHORT),
                fields.instantIfAny("recorded_at", FxFixRule.RECORDED_AT_MUST_BE_AN_INSTANT)));
    }
}
