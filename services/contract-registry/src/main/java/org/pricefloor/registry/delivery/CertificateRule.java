package org.pricefloor.registry.delivery;

import java.math.BigDecimal;
import java.util.Optional;
import java.util.function.BiPredicate;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.pricefloor.frontdoor.Refusal;

/** In order of precedence: a certificate is refused for the first rule that it breaks. */
enum CertificateRule {

    LOT_MUST_BE_NAMED("lot", Certificate::lot, (given, terms) -> Patterns.TEXT.matcher(or(given.lot())).matches() && given.lot().length() <= 80,
            terms -> "Name the lot with 1 to 80 printable characters."),
    DOCUMENT_MUST_BE_GIVEN("document", Certificate::document, (given, terms) -> Patterns.TEXT.matcher(or(given.document())).matches(),
            terms -> "Name the document that certifies this lot, in 1 to 200 printable characters; it is the key under which a repetition is recognised."),
    CERTIFIED_AT_MUST_BE_GIVEN("certifiedAt", Certificate::certifiedAt, (given, terms) -> given.certifiedAt() != null,
            terms -> "Write when the quantity was certified, for instance 2026-04-02T09:00:00Z."),
    AGREEMENT_MUST_BE_REGISTERED("agreement", Certificate::agreement, (given, terms) -> terms != null,
            terms -> "Register the agreement first, or correct its code."),
    UNIT_MUST_MATCH_AGREEMENT("unit", Certificate::unit, (given, terms) -> terms.unit().equals(given.unit()),
            terms -> "State the quantity in " + terms.unit() + "; it is not converted here."),
    CATEGORY_MUST_BE_ELIGIBLE("category", Certificate::category, (given, terms) -> Patterns.TEXT.matcher(or(given.category())).matches() && terms.accepts(given.category()),
            terms -> terms.categories().isEmpty() ? "Name a category." : "Use one of " + String.join(", ", terms.categories()) + "."),
    DELIVERY_DATE_MUST_LIE_IN_TERM("deliveryDate", Certificate::deliveryDate, (given, terms) -> given.deliveryDate() != null && terms.isInTerm(given.deliveryDate()),
            terms -> "The agreement runs from " + terms.from() + " to " + terms.to() + "."),
    QUANTITY_MUST_NOT_BE_NEGATIVE("quantity", Certificate::quantity, (given, terms) -> given.quantity() != null && given.quantity().signum() >= 0,
            terms -> "Write a quantity of zero or more; zero withdraws the lot."),
    QUANTITY_MUST_FIT_12_AND_10_DIGITS("quantity", Certificate::quantity, (given, terms) -> fits(given.quantity()),
            terms -> "At most 12 digits before and 10 after the point.");

    private static final class Patterns {
        private static final Pattern TEXT = Pattern.compile("\\P{Cntrl}{0,199}\\S");
    }

    private final String field;
    private final Function<Certificate, Object> found;
    private final BiPredicate<Certificate, DeliveryTerms> keeps;
    private final Function<DeliveryTerms, String> fix;

    CertificateRule(String field, Function<Certificate, Object> found, BiPredicate<Certificate, DeliveryTerms> keeps, Function<DeliveryTerms, String> fix) {
        this.field = field;
        this.found = found;
        this.keeps = keeps;
        this.fix = fix;
    }

    /** @param terms null where the agreement is not registered */
    static Optional<Refusal> firstBroken(Certificate given, DeliveryTerms terms) {
        for (CertificateRule rule : values()) {
            if (!rule.keeps.test(given, terms)) {
                return Optional.of(rule.refusal(given, terms));
            }
        }
        return Optional.empty();
    }

    private Refusal refusal(Certificate given, DeliveryTerms terms) {
        Object value = found.apply(given);
        String text = value == null ? "absent" : value instanceof BigDecimal decimal ? decimal.toPlainString() : value.toString();
        return new Refusal(given.line(), name(), field, text.length() > 80 ? text.substring(0, 80) : text, fix.apply(terms));
    }

    private static String or(String text) {
        return text == null ? "" : text;
    }

    private static boolean fits(BigDecimal quantity) {
        return quantity.precision() - quantity.scale() <= 12 && quantity.scale() <= 10;
    }
}
