package org.pricefloor.reading;

import java.math.BigDecimal;
import java.util.List;

/**
 * {@code deliveries.csv}:
 * {@code agreement,lot,category,delivery_date,quantity,unit,certified_at[,document][,recorded_at][,product][,form][,assay][,reo_share][,content_share][,source_url][,note]}.
 */
public final class DeliveryFile {

    private static final Columns COLUMNS = new Columns(
            List.of("agreement", "lot", "category", "delivery_date", "quantity", "unit", "certified_at"),
            List.of("document", "recorded_at", "product", "form", "assay", "reo_share", "content_share", "source_url", "note"));

    private DeliveryFile() {
    }

    /** Every row of the file, or why not. */
    public static FileReading<DeliveryRow> read(byte[] file) {
        return Table.read(file, COLUMNS, fields -> whole(fields, new DeliveryRow(
                fields.id("agreement", DeliveryRule.AGREEMENT_MUST_BE_NAMED),
                fields.lot("lot", DeliveryRule.LOT_MUST_BE_NAMED),
                fields.id("category", DeliveryRule.CATEGORY_MUST_BE_NAMED),
                fields.date("delivery_date", DeliveryRule.DELIVERY_DATE_MUST_BE_A_DATE),
                fields.decimal("quantity", false, DeliveryRule.QUANTITY_MUST_BE_A_DECIMAL, DeliveryRule.QUANTITY_MUST_NOT_BE_NEGATIVE,
                        DeliveryRule.QUANTITY_MUST_HAVE_AT_MOST_12_DIGITS_AND_10_DECIMALS),
                fields.id("unit", DeliveryRule.UNIT_MUST_BE_NAMED),
                fields.instant("certified_at", DeliveryRule.CERTIFIED_AT_MUST_BE_AN_INSTANT),
                fields.textIfAny("document", DeliveryRule.DOCUMENT_MUST_BE_SHORT),
                fields.instantIfAny("recorded_at", DeliveryRule.RECORDED_AT_MUST_BE_AN_INSTANT),
                fields.textIfAny("product", DeliveryRule.PRODUCT_MUST_BE_SHORT),
                fields.wordIfAny("form", List.of("concentrate", "oxide", "metal"), DeliveryRule.FORM_MUST_BE_KNOWN),
                fields.wordIfAny("assay", List.of("provisional", "final"), DeliveryRule.ASSAY_MUST_BE_PROVISIONAL_OR_FINAL),
                share(fields, "reo_share"),
                share(fields, "content_share"))));
    }

    private static BigDecimal share(Fields fields, String field) {
        BigDecimal share = fields.decimalIfAny(field, true, DeliveryRule.SHARE_MUST_BE_A_DECIMAL, DeliveryRule.SHARE_MUST_BE_ABOVE_0_AND_AT_MOST_1,
                DeliveryRule.SHARE_MUST_HAVE_AT_MOST_10_DECIMALS);
        if (share != null && share.compareTo(BigDecimal.ONE) > 0) {
            throw fields.refused(DeliveryRule.SHARE_MUST_BE_ABOVE_0_AND_AT_MOST_1, field);
        }
        return share;
    }

    private static DeliveryRow whole(Fields fields, DeliveryRow row) {
        if ((row.assay() == null) != (row.reoShare() == null) || (row.assay() == null) != (row.contentShare() == null)) {
            throw fields.refused(DeliveryRule.ASSAY_MUST_BE_WHOLE, row.assay() == null ? "assay" : row.reoShare() == null ? "reo_share" : "content_share");
        }
        return row;
    }
}
