package org.pricefloor.reading;

/** Why a line of {@code deliveries.csv} is refused, in order of precedence. */
public enum DeliveryRule implements RowRule {

    AGREEMENT_MUST_BE_NAMED("name the agreement by its id: 1 to 80 letters, digits, points, hyphens or underscores"),
    LOT_MUST_BE_NAMED("name the lot with 1 to 80 letters, digits, points, hyphens, underscores, slashes or single blanks"),
    CATEGORY_MUST_BE_NAMED("name the category, for instance stockpile: 1 to 80 letters, digits, points, hyphens or underscores"),
    DELIVERY_DATE_MUST_BE_A_DATE("write a day that exists as 2026-03-02"),
    QUANTITY_MUST_BE_A_DECIMAL("write digits with a decimal point and nothing else: 48250.5"),
    QUANTITY_MUST_NOT_BE_NEGATIVE("write the whole quantity of the lot, not a difference; 0 withdraws it"),
    QUANTITY_MUST_HAVE_AT_MOST_12_DIGITS_AND_10_DECIMALS("round the quantity as its certificate does"),
    UNIT_MUST_BE_NAMED("name the unit of the agreement: kg, t or MWh"),
    CERTIFIED_AT_MUST_BE_AN_INSTANT("write 2026-03-02T10:15:00Z, or a day alone, which means its beginning in UTC"),
    DOCUMENT_MUST_BE_SHORT("name the document with at most 200 printable characters"),
    RECORDED_AT_MUST_BE_AN_INSTANT("write 2026-03-02T10:15:00Z, or a day alone, which means its beginning in UTC"),
    PRODUCT_MUST_BE_SHORT("name the product as the agreement does, with at most 200 printable characters"),
    FORM_MUST_BE_KNOWN("write concentrate, oxide or metal, or leave the column empty where the quantity is what is settled"),
    ASSAY_MUST_BE_PROVISIONAL_OR_FINAL("write provisional or final, or leave the three columns of the assay empty"),
    SHARE_MUST_BE_A_DECIMAL("write digits with a decimal point and nothing else: 0.605 for 60.5%"),
    SHARE_MUST_BE_ABOVE_0_AND_AT_MOST_1("write 0.605 for 60.5%"),
    SHARE_MUST_HAVE_AT_MOST_10_DECIMALS("round the share as its assay does"),
    ASSAY_MUST_BE_WHOLE("give assay, reo_share and content_share, or none of them");

    private final String fix;

    DeliveryRule(String fix) {
        this.fix = fix;
    }

    @Override
    public String fix() {
        return fix;
    }
}
