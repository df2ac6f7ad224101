package org.pricefloor.registry.measure;

import java.math.BigDecimal;
import java.time.LocalDate;
import java.time.Month;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiPredicate;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.pricefloor.contracts.AgreementDocument;
import org.pricefloor.frontdoor.PlainText;
import org.pricefloor.frontdoor.Refusal;
import org.pricefloor.kernel.delivery.Measure;
import org.pricefloor.registry.ClaimedTime;

/** In order of precedence: a certificate of a measure is refused for the first rule that it breaks. */
enum MeasureCertificateRule {

    MEASURE_MUST_BE_KNOWN("measure", MeasureCertificate::measure, (given, terms) -> Measure.EBITDA.equals(given.measure()) || Measure.MADE_AVAILABLE.equals(given.measure()),
            (given, terms) -> "Write ebitda or made-available."),
    DOCUMENT_MUST_BE_GIVEN("document", MeasureCertificate::document, (given, terms) -> PlainText.isPlain(given.document(), 200),
            (given, terms) -> "Name the document that certifies this measure, in 1 to 200 printable characters; it is the key under which a repetition is recognised."),
    CERTIFIED_AT_MUST_BE_GIVEN("certifiedAt", MeasureCertificate::certifiedAt, (given, terms) -> given.certifiedAt() != null,
            (given, terms) -> "Write when the measure was certified, for instance 2027-02-15T09:00:00Z."),
    CERTIFIED_AT_MUST_LIE_BETWEEN_1900_AND_2199("certifiedAt", MeasureCertificate::certifiedAt, (given, terms) -> ClaimedTime.isPlausible(given.certifiedAt()),
            (given, terms) -> "Check the year."),
    AGREEMENT_MUST_BE_REGISTERED("agreement", MeasureCertificate::agreement, (given, terms) -> terms != null,
            (given, terms) -> "Register the agreement first, or correct its code."),
    DAY_MUST_END_A_YEAR("day", MeasureCertificate::day, (given, terms) -> given.day() != null && given.day().getMonth() == Month.DECEMBER && given.day().getDayOfMonth() == 31,
            (given, terms) -> "A measure is about a calendar year: write its last day, for instance 2026-12-31."),
    YEAR_MUST_TOUCH_THE_TERM("day", MeasureCertificate::day, (given, terms) -> touches(given.day(), terms),
            (given, terms) -> "The agreement runs from " + terms.effectiveFrom() + " to " + terms.effectiveTo() + "."),
    UNIT_MUST_MATCH_AGREEMENT("unit", MeasureCertificate::unit, (given, terms) -> unit(given, terms).equals(given.unit()),
            (given, terms) -> "State " + given.measure() + " in " + unit(given, terms) + "; it is not converted here."),
    VALUE_MUST_FIT_12_AND_10_DIGITS("value", MeasureCertificate::value,
            (given, terms) -> given.value() != null && given.value().precision() - given.value().scale() <= 12 && given.value().scale() <= 10,
            (given, terms) -> "Write a value with at most 12 digits before and 10 after the point."),
    VALUE_MUST_NOT_BE_NEGATIVE("value", MeasureCertificate::value, (given, terms) -> given.measure().equals(Measure.EBITDA) || given.value().signum() >= 0,
            (given, terms) -> "What was made available is zero or more."),
    QUANTITY_MUST_BE_PLAUSIBLE("value", MeasureCertificate::value,
            (given, terms) -> given.measure().equals(Measure.EBITDA) || given.value().compareTo(Patterns.MOST.get(given.unit())) <= 0,
            (given, terms) -> "A year makes at most " + Patterns.MOST.get(terms.unit()).toPlainString() + " " + terms.unit() + " available: check the unit (1 t is 1000 kg).");

    private static final class Patterns {
        /** A million tonnes is several years of the world's rare earths. */
        private static final Map<String, BigDecimal> MOST = Map.of("kg", new BigDecimal("1000000000"), "t", new BigDecimal("1000000"), "MWh", new BigDecimal("100000000"));
    }

    private final String field;
    private final Function<MeasureCertificate, Object> found;
    private final BiPredicate<MeasureCertificate, AgreementDocument> keeps;
    private final java.util.function.BiFunction<MeasureCertificate, AgreementDocument, String> fix;

    MeasureCertificateRule(String field, Function<MeasureCertificate, Object> found, BiPredicate<MeasureCertificate, AgreementDocument> keeps,
            java.util.function.BiFunction<MeasureCertificate, AgreementDocument, String> fix) {
        this.field = field;
        this.found = found;
        this.keeps = keeps;
        this.fix = fix;
    }

    /** @param terms null where the agreement is not registered */
    static Optional<Refusal> firstBroken(MeasureCertificate given, AgreementDocument terms) {
        for (MeasureCertificateRule rule : values()) {
            if (!rule.keeps.test(given, terms)) {
                return Optional.of(rule.refusal(given, terms));
            }
        }
        return Optional.empty();
    }

    private Refusal refusal(MeasureCertificate given, AgreementDocument terms) {
        Object value = found.apply(given);
        String text = value == null ? "absent" : value instanceof BigDecimal decimal ? decimal.toPlainString() : value.toString();
        return new Refusal(given.line(), name(), field, text.length() > 80 ? text.substring(0, 80) : text, fix.apply(given, terms));
    }

    /** EBITDA is settled in the agreement's currency, what was made available counts in its unit. */
    private static String unit(MeasureCertificate given, AgreementDocument terms) {
        return given.measure().equals(Measure.EBITDA) ? terms.currency() : terms.unit();
    }

    private static boolean touches(LocalDate lastDayOfYear, AgreementDocument terms) {
        return !lastDayOfYear.isBefore(terms.effectiveFrom()) && lastDayOfYear.getYear() <= terms.effectiveTo().getYear();
    }
}
