package org.pricefloor.reading;

import java.math.BigDecimal;
import java.time.LocalDate;
import java.time.Month;
import java.util.List;

/** {@code measures.csv}: {@code agreement,measure,day,value,unit,certified_at[,document][,recorded_at][,source_url][,note]}. */
public final class MeasureFile {

    private static final String EBITDA = "ebitda";
    private static final String MADE_AVAILABLE = "made-available";
    private static final Columns COLUMNS = new Columns(
            List.of("agreement", "measure", "day", "value", "unit", "certified_at"),
            List.of("document", "recorded_at", "source_url", "note"));

    private MeasureFile() {
    }

    /** Every row of the file, or why not. */
    public static FileReading<MeasureRow> read(byte[] file) {
        return Table.read(file, COLUMNS, fields -> {
            String agreement = fields.id("agreement", MeasureRule.AGREEMENT_MUST_BE_NAMED);
            String measure = fields.wordIfAny("measure", List.of(EBITDA, MADE_AVAILABLE), MeasureRule.MEASURE_MUST_BE_KNOWN);
            if (measure == null) {
                throw fields.refused(MeasureRule.MEASURE_MUST_BE_KNOWN, "measure");
            }
            LocalDate day = fields.date("day", MeasureRule.DAY_MUST_BE_A_DATE);
            if (day.getMonth() != Month.DECEMBER || day.getDayOfMonth() != 31) {
                throw fields.refused(MeasureRule.DAY_MUST_END_A_YEAR, "day");
            }
            BigDecimal value = measure.equals(EBITDA)
                    ? fields.signedDecimal("value", MeasureRule.VALUE_MUST_BE_A_DECIMAL, MeasureRule.VALUE_MUST_HAVE_AT_MOST_12_DIGITS_AND_10_DECIMALS)
                    : fields.decimal("value", false, MeasureRule.VALUE_MUST_BE_A_DECIMAL, MeasureRule.VALUE_MUST_NOT_BE_NEGATIVE,
                            MeasureRule.VALUE_MUST_HAVE_AT_MOST_12_DIGITS_AND_10_DECIMALS);
            return new MeasureRow(agreement, measure, day, value,
                    fields.id("unit", MeasureRule.UNIT_MUST_BE_NAMED),
                    fields.instant("certified_at", MeasureRule.CERTIFIED_AT_MUST_BE_AN_INSTANT),
                    fields.textIfAny("document", MeasureRule.DOCUMENT_MUST_BE_SHORT),
                    fields.instantIfAny("recorded_at", MeasureRule.RECORDED_AT_MUST_BE_AN_INSTANT));
        });
    }
}
