package org.pricefloor.reading;

import java.util.List;

/**
 * {@code deliveries.csv}:
 * {@code agreement,lot,category,delivery_date,quantity,unit,certified_at[,document][,recorded_at][,source_url][,note]}.
 */
public final class DeliveryFile {

    private static final Columns COLUMNS = new Columns(
            List.of("agreement", "lot", "category", "delivery_date", "quantity", "unit", "certified_at"),
            List.of("document", "recorded_at", "source_url", "note"));

    private DeliveryFile() {
    }

    /** Every row of the file, or why not. */
    public static FileReading<DeliveryRow> read(byte[] file) {
        return Table.read(file, COLUMNS, fields -> new DeliveryRow(
                fields.id("agreement", DeliveryRule.AGREEMENT_MUST_BE_NAMED),
                fields.text("lot", 80, DeliveryRule.LOT_MUST_BE_NAMED),
                fields.id("category", DeliveryRule.CATEGORY_MUST_BE_NAMED),
                fields.date("delivery_date", DeliveryRule.DELIVERY_DATE_MUST_BE_A_DATE),
                fields.decimal("quantity", false, DeliveryRule.QUANTITY_MUST_BE_A_DECIMAL, DeliveryRule.QUANTITY_MUST_NOT_BE_NEGATIVE,
                        DeliveryRule.QUANTITY_MUST_HAVE_AT_MOST_12_DIGITS_AND_10_DECIMALS),
                fields.id("unit", DeliveryRule.UNIT_MUST_BE_NAMED),
                fields.instant("certified_at", DeliveryRule.CERTIFIED_AT_MUST_BE_AN_INSTANT),
                fields.textIfAny("document", DeliveryRule.DOCUMENT_MUST_BE_SHORT),
                fields.instantIfAny("recorded_at", DeliveryRule.RECORDED_AT_MUST_BE_AN_INSTANT)));
    }
}
