package org.pricefloor.registry.delivery;

import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiPredicate;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.pricefloor.frontdoor.PlainText;
import org.pricefloor.frontdoor.Refusal;
import org.pricefloor.kernel.delivery.Assay;
import org.pricefloor.registry.ClaimedTime;
import org.pricefloor.translation.FactTranslation;

/** In order of precedence: a certificate is refused for the first rule that it breaks. */
enum CertificateRule {

    LOT_MUST_BE_NAMED("lot", Certificate::lot, (given, terms) -> Patterns.LOT.matcher(or(given.lot())).matches(),
            terms -> "Name the lot with 1 to 80 letters, digits, points, hyphens, underscores, slashes or single blanks: two names that look alike must be one."),
    DOCUMENT_MUST_BE_GIVEN("document", Certificate::document, (given, terms) -> PlainText.isPlain(given.document(), 200),
            terms -> "Name the document that certifies this lot, in 1 to 200 printable characters; it is the key under which a repetition is recognised."),
    CERTIFIED_AT_MUST_BE_GIVEN("certifiedAt", Certificate::certifiedAt, (given, terms) -> given.certifiedAt() != null,
            terms -> "Write when the quantity was certified, for instance 2026-04-02T09:00:00Z."),
    CERTIFIED_AT_MUST_LIE_BETWEEN_1900_AND_2199("certifiedAt", Certificate::certifiedAt, (given, terms) -> ClaimedTime.isPlausible(given.certifiedAt()),
            terms -> "Check the year."),
    AGREEMENT_MUST_BE_REGISTERED("agreement", Certificate::agreement, (given, terms) -> terms != null,
            terms -> "Register the agreement first, or correct its code."),
    UNIT_MUST_MATCH_AGREEMENT("unit", Certificate::unit, (given, terms) -> terms.unit().equals(given.unit()),
            terms -> "State the quantity in " + terms.unit() + "; it is not converted here."),
    CATEGORY_MUST_BE_ELIGIBLE("category", Certificate::category, (given, terms) -> PlainText.isPlain(given.category(), 200) && terms.accepts(given.category()),
            terms -> terms.categories().isEmpty() ? "Name a category." : "Use one of " + String.join(", ", terms.categories()) + "."),
    DELIVERY_DATE_MUST_LIE_IN_TERM("deliveryDate", Certificate::deliveryDate, (given, terms) -> given.deliveryDate() != null && terms.isInTerm(given.deliveryDate()),
            terms -> "The agreement runs from " + terms.from() + " to " + terms.to() + "."),
    QUANTITY_MUST_NOT_BE_NEGATIVE("quantity", Certificate::quantity, (given, terms) -> given.quantity() != null && given.quantity().signum() >= 0,
            terms -> "Write a quantity of zero or more; zero withdraws the lot."),
    QUANTITY_MUST_FIT_12_AND_10_DIGITS("quantity", Certificate::quantity, (given, terms) -> fits(given.quantity()),
            terms -> "At most 12 digits before and 10 after the point."),
    QUANTITY_MUST_BE_PLAUSIBLE("quantity", Certificate::quantity, (given, terms) -> given.quantity().compareTo(Plausible.MOST.get(given.unit())) <= 0,
            terms -> "One certificate says at most " + Plausible.MOST.get(terms.unit()).toPlainString() + " " + terms.unit()
                    + ": check the unit (1 t is 1000 kg), or certify several lots."),
    PRODUCT_MUST_BE_NAMED("product", Certificate::product, (given, terms) -> given.product() != null || terms.products().size() == 1,
            terms -> "The agreement settles several: name one of " + String.join(", ", terms.products()) + "."),
    PRODUCT_MUST_BE_OF_THE_AGREEMENT("product", Certificate::product, (given, terms) -> given.product() == null || terms.products().contains(given.product()),
            terms -> "Use one of " + String.join(", ", terms.products()) + (terms.products().size() == 1 ? ", or leave it out." : ".")),
    FORM_MUST_BE_KNOWN("form", Certificate::form, (given, terms) -> given.form() == null || FactTranslation.FORMS.contains(given.form()),
            terms -> "Use one of " + String.join(", ", FactTranslation.FORMS) + ", or leave it out where the quantity is what is settled."),
    FORM_MUST_GO_WITH_A_MASS("form", Certificate::form, (given, terms) -> given.form() == null || !terms.unit().equals("MWh"),
            terms -> "Leave it out: the agreement settles energy."),
    CONCENTRATE_MUST_HAVE_AN_ASSAY("assay", Certificate::assay, (given, terms) -> given.assay() != null || !isConcentrate(given),
            terms -> "Give kind, reoShare and contentShare: a concentrate counts by what it contains."),
    ASSAY_MUST_BE_OF_A_CONCENTRATE("form", Certificate::form, (given, terms) -> given.assay() == null || isConcentrate(given),
            terms -> "Write the form concentrate, or leave out the assay."),
    ASSAY_MUST_BE_PROVISIONAL_OR_FINAL("assay/kind", given -> given.assay().kind(),
            (given, terms) -> given.assay() == null || given.assay().kind() != null && Assay.Kind.ofTerm(given.assay().kind()).isPresent(),
            terms -> "Write provisional or final."),
    REO_SHARE_MUST_BE_ABOVE_ZERO_AND_AT_MOST_ONE("assay/reoShare", given -> given.assay().reoShare(), (given, terms) -> given.assay() == null || isShare(given.assay().reoShare()),
            terms -> "Write 0.605 for 60.5%, with at most 10 decimals."),
    CONTENT_SHARE_MUST_BE_ABOVE_ZERO_AND_AT_MOST_ONE("assay/contentShare", given -> given.assay().contentShare(),
            (given, terms) -> given.assay() == null || isShare(given.assay().contentShare()),
            terms -> "Write 0.1567 for 15.67%, with at most 10 decimals."),
    HOURS_MUST_MAKE_THE_DAY("hourly", given -> given.hourly().size() + " hours",
            (given, terms) -> given.hourly() == null || given.hourly().size() == terms.hoursOf(given.deliveryDate()),
            terms -> "Give one quantity for each hour of the delivery date in " + terms.zone() + ": 24, and 23 or 25 when the clocks are set."),
    HOURS_MUST_NOT_BE_NEGATIVE("hourly", Certificate::hourly,
            (given, terms) -> given.hourly() == null || given.hourly().stream().allMatch(hour -> hour != null && hour.signum() >= 0 && fits(hour)),
            terms -> "Write zero or more for each hour, with at most 12 digits before and 10 after the point."),
    HOURS_MUST_ADD_UP("hourly", given -> sum(given.hourly()), (given, terms) -> given.hourly() == null || sum(given.hourly()).compareTo(given.quantity()) == 0,
            terms -> "Correct the hours or the quantity: the hours add up to the quantity.");

    private static final class Patterns {
        private static final Pattern LOT = Pattern.compile("(?!.*  )[A-Za-z0-9]([A-Za-z0-9._/ -]{0,78}[A-Za-z0-9._/-])?");
    }

    /** What no single certificate says: a million tonnes is several years of the world's rare earths. */
    private static final class Plausible {
        private static final Map<String, BigDecimal> MOST = Map.of("kg", new BigDecimal("1000000000"), "t", new BigDecimal("1000000"), "MWh", new BigDecimal("100000000"));
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

    private static boolean isConcentrate(Certificate given) {
        return "concentrate".equals(given.form());
    }

    private static boolean isShare(BigDecimal share) {
        return share != null && share.scale() <= 10 && share.precision() <= 30 && Assay.isShare(share);
    }

    private static BigDecimal sum(List<BigDecimal> hours) {
        return hours.stream().reduce(BigDecimal.ZERO, BigDecimal::add);
    }

    private static boolean fits(BigDecimal quantity) {
        return quantity.precision() - quantity.scale() <= 12 && quantity.scale() <= 10;
    }
}
