package org.pricefloor.registry.lot;

import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.pricefloor.frontdoor.PlainText;
import org.pricefloor.frontdoor.Refusal;
import org.pricefloor.kernel.delivery.Assay;
import org.pricefloor.registry.ClaimedTime;
import org.pricefloor.registry.lot.LotResource.LotStatement;
import org.pricefloor.translation.FactTranslation;

/** In order of precedence: a lot is refused for the first rule that what is said of it breaks by itself. */
enum LotRule {

    LOT_MUST_BE_NAMED("lot", LotStatement::lot, given -> matches(Patterns.LOT, given.lot()),
            "Name the lot with 1 to 75 letters, digits, points, hyphens or underscores; the name is the lot's own everywhere."),
    PRODUCER_MUST_BE_NAMED("producer", LotStatement::producer, given -> matches(Patterns.PRODUCER, given.producer()),
            "Name the producer by its code: 2 to 40 capital letters, digits and hyphens."),
    FORM_MUST_BE_KNOWN("form", LotStatement::form, given -> given.form() != null && FactTranslation.FORMS.contains(given.form()), "Write concentrate, oxide or metal."),
    PRODUCED_ON_MUST_BE_GIVEN("producedOn", LotStatement::producedOn, given -> given.producedOn() != null && given.producedOn().getYear() >= 1900 && given.producedOn().getYear() <= 2199,
            "Write the day of production, for instance 2026-03-02."),
    DOCUMENT_MUST_BE_GIVEN("document", LotStatement::document, given -> PlainText.isPlain(given.document(), 200),
            "Name the document that describes this lot, in 1 to 200 printable characters; it is the key under which a repetition is recognised."),
    CERTIFIED_AT_MUST_BE_GIVEN("certifiedAt", LotStatement::certifiedAt, given -> given.certifiedAt() != null,
            "Write when the quantity was certified, for instance 2026-04-02T09:00:00Z."),
    CERTIFIED_AT_MUST_LIE_BETWEEN_1900_AND_2199("certifiedAt", LotStatement::certifiedAt, given -> ClaimedTime.isPlausible(given.certifiedAt()), "Check the year."),
    QUANTITY_MUST_NOT_BE_NEGATIVE("quantity", LotStatement::quantity, given -> given.quantity() != null && given.quantity().signum() >= 0,
            "Write kilograms, zero or more; zero withdraws the lot."),
    QUANTITY_MUST_FIT_12_AND_10_DIGITS("quantity", LotStatement::quantity, given -> fits(given.quantity(), 10), "At most 12 digits before and 10 after the point."),
    QUANTITY_MUST_BE_PLAUSIBLE("quantity", LotStatement::quantity, given -> given.quantity().compareTo(Patterns.MOST) <= 0,
            "A lot has at most 1000000000 kg: check the unit (1 t is 1000 kg), or register several lots."),
    CONCENTRATE_MUST_HAVE_AN_ASSAY("assay", LotStatement::assay, given -> given.assay() != null || !given.form().equals("concentrate"),
            "Give kind, reoShare and contentShare: a concentrate counts by what it contains."),
    ASSAY_MUST_BE_OF_A_CONCENTRATE("assay", given -> given.form(), given -> given.assay() == null || given.form().equals("concentrate"),
            "Leave out the assay, or write the form concentrate."),
    ASSAY_MUST_BE_PROVISIONAL_OR_FINAL("assay/kind", given -> given.assay().kind(),
            given -> given.assay() == null || given.assay().kind() != null && Assay.Kind.ofTerm(given.assay().kind()).isPresent(), "Write provisional or final."),
    REO_SHARE_MUST_BE_ABOVE_ZERO_AND_AT_MOST_ONE("assay/reoShare", given -> given.assay().reoShare(), given -> given.assay() == null || isShare(given.assay().reoShare()),
            "Write 0.605 for 60.5%, with at most 10 decimals."),
    CONTENT_SHARE_MUST_BE_ABOVE_ZERO_AND_AT_MOST_ONE("assay/contentShare", given -> given.assay().contentShare(),
            given -> given.assay() == null || isShare(given.assay().contentShare()), "Write 0.1567 for 15.67%, with at most 10 decimals."),
    METAL_MUST_HAVE_A_FACTOR("factor", LotStatement::factor, given -> given.factor() != null || !given.form().equals("metal"),
            "Give the kilograms of oxide that a kilogram of this metal counts as, for instance 1.20."),
    FACTOR_MUST_BE_OF_A_METAL("factor", LotStatement::factor, given -> given.factor() == null || given.form().equals("metal"), "Leave out the factor, or write the form metal."),
    FACTOR_MUST_LIE_BETWEEN_ONE_AND_TWO("factor", LotStatement::factor,
            given -> given.factor() == null || given.factor().scale() <= 10 && given.factor().compareTo(BigDecimal.ONE) >= 0 && given.factor().compareTo(Patterns.TWO) <= 0,
            "An oxide weighs more than its metal and less than twice as much: write for instance 1.20, with at most 10 decimals."),
    PARENT_MUST_BE_NAMED("parents", given -> "a parent without a name", given -> given.parents().stream().allMatch(parent -> parent != null && matches(Patterns.LOT, parent.lot())),
            "Name each parent by its lot."),
    PARENT_MUST_BE_NAMED_ONCE("parents", given -> repeated(given.parents()), given -> repeated(given.parents()).isEmpty(), "Add up what was consumed of the same parent."),
    CONSUMED_MUST_BE_ABOVE_ZERO_TO_THE_GRAM("parents", given -> "consumed " + unfit(given.parents()), given -> unfit(given.parents()).isEmpty(),
            "Write the contained kilograms that were consumed of the parent: above zero, at most 12 digits before and 3 after the point.");

    private static final class Patterns {
        private static final Pattern LOT = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,74}");
        private static final Pattern PRODUCER = Pattern.compile("[A-Z0-9][A-Z0-9-]{1,39}");
        private static final BigDecimal MOST = new BigDecimal("1000000000");
        private static final BigDecimal TWO = new BigDecimal("2");
    }

    private final String field;
    private final Function<LotStatement, Object> found;
    private final Predicate<LotStatement> keeps;
    private final String fix;

    LotRule(String field, Function<LotStatement, Object> found, Predicate<LotStatement> keeps, String fix) {
        this.field = field;
        this.found = found;
        this.keeps = keeps;
        this.fix = fix;
    }

    static Optional<Refusal> firstBroken(LotStatement given) {
        for (LotRule rule : values()) {
            if (!rule.keeps.test(given)) {
                Object value = rule.found.apply(given);
                String text = value == null ? "absent" : value instanceof BigDecimal decimal ? decimal.toPlainString() : value.toString();
                return Optional.of(Refusal.of(rule.name(), rule.field, text.length() > 80 ? text.substring(0, 80) : text, rule.fix));
            }
        }
        return Optional.empty();
    }

    private static boolean matches(Pattern pattern, String text) {
        return text != null && pattern.matcher(text).matches();
    }

    private static boolean fits(BigDecimal number, int decimals) {
        return number.precision() - number.scale() <= 12 && number.scale() <= decimals;
    }

    private static boolean isShare(BigDecimal share) {
        return share != null && share.scale() <= 10 && Assay.isShare(share);
    }

    private static String repeated(List<RegisteredLot.Parent> parents) {
        return parents.stream().collect(Collectors.groupingBy(RegisteredLot.Parent::lot, java.util.TreeMap::new, Collectors.counting())).entrySet().stream()
                .filter(count -> count.getValue() > 1).map(Map.Entry::getKey).collect(Collectors.joining(", "));
    }

    private static String unfit(List<RegisteredLot.Parent> parents) {
        return parents.stream().filter(parent -> parent.consumed() == null || parent.consumed().signum() <= 0 || !fits(parent.consumed(), 3))
                .map(parent -> parent.lot() + " " + (parent.consumed() == null ? "absent" : parent.consumed().toPlainString())).collect(Collectors.joining(", "));
    }
}
