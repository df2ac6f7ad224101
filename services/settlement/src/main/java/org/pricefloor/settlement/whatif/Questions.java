package org.pricefloor.settlement.whatif;

import java.lang.reflect.RecordComponent;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.pricefloor.contracts.AgreementDocument;
import org.pricefloor.frontdoor.PlainText;
import org.pricefloor.frontdoor.Refusal;
import org.pricefloor.frontdoor.Refused;
import org.pricefloor.kernel.agreement.AgreementTerms;
import org.pricefloor.kernel.agreement.TermsRefused;
import org.pricefloor.settlement.bench.Suppositions.SupposedDelivery;
import org.pricefloor.settlement.bench.Suppositions.SupposedMeasure;
import org.pricefloor.settlement.bench.Suppositions.SupposedPrice;
import org.pricefloor.translation.AgreementTranslation;

/** Checks what is asked: whatever could not be recorded can not be supposed either. Each refusal names the member and the fix. */
final class Questions {

    static final int ENTRIES_AT_MOST = 10_000;
    private static final int REFUSALS_AT_MOST = 100;
    private static final int LONGEST_TEXT = 200;
    private static final Pattern LOT = Pattern.compile("(?!.*  )[A-Za-z0-9]([A-Za-z0-9._/ -]{0,78}[A-Za-z0-9._/-])?");
    private static final LocalDate FIRST_DAY = LocalDate.of(1990, 1, 1);
    private static final LocalDate LAST_DAY = LocalDate.of(2200, 12, 31);
    private static final String WHOLE_FIX = "Correct every member that is named and ask again.";

    private final List<Refusal> refusals = new ArrayList<>();

    /** Refuses what no list and no text can hold; the first thing that is asked of a body. */
    Questions(Record body) {
        refuseHoles("", body);
        finish("The question has holes.");
    }

    /** @throws Refused 422 with everything that was found so far */
    void finish(String detail) {
        if (!refusals.isEmpty()) {
            throw Refused.rules("SUPPOSITION_REFUSED", detail, WHOLE_FIX, refusals);
        }
    }

    private void refuse(String rule, String field, Object found, String fix) {
        if (refusals.size() < REFUSALS_AT_MOST) {
            refusals.add(Refusal.of(rule, field, found, fix));
        }
    }

    private void refuseHoles(String at, Object value) {
        if (value instanceof String text && text.indexOf('\0') >= 0) {
            refuse("TEXT_MUST_NOT_HOLD_NUL", at, "U+0000", "Remove the character.");
        } else if (value instanceof List<?> list) {
            for (int i = 0; i < list.size(); i++) {
                if (list.get(i) == null) {
                    refuse("LIST_MUST_NOT_HOLD_NULL", at + "/" + i, "null", "Remove it, or write what belongs there.");
                }
                refuseHoles(at + "/" + i, list.get(i));
            }
        } else if (value instanceof Record record) {
            for (RecordComponent component : record.getClass().getRecordComponents()) {
                refuseHoles(at + "/" + component.getName(), part(record, component));
            }
        }
    }

    private static Object part(Record record, RecordComponent component) {
        try {
            return component.getAccessor().invoke(record);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("Can not read " + component, e);
        }
    }

    void given(String field, Object value, String fix) {
        if (value == null || value instanceof String text && text.isBlank()) {
            refuse("MEMBER_MUST_BE_GIVEN", field, null, fix);
        }
    }

    void inOrder(LocalDate from, LocalDate to) {
        within("/from", from);
        within("/to", to);
        if (from != null && to != null && to.isBefore(from)) {
            refuse("TO_MUST_NOT_LIE_BEFORE_FROM", "/to", to, "Give a day on or after " + from + ".");
        }
    }

    private void within(String field, LocalDate day) {
        if (day != null && (day.isBefore(FIRST_DAY) || day.isAfter(LAST_DAY))) {
            refuse("DAY_MUST_LIE_BETWEEN_1990_AND_2200", field, day, "Check the year.");
        }
    }

    private void fits(String field, BigDecimal number) {
        if (number != null && (number.precision() - number.scale() > 12 || number.scale() > 10)) {
            refuse("NUMBER_MUST_FIT_12_AND_10_DIGITS", field, shortened(number.toPlainString()), "At most 12 digits before and 10 after the point.");
        }
    }

    private void plain(String field, String text) {
        if (text != null && !PlainText.isPlain(text, LONGEST_TEXT)) {
            refuse("TEXT_MUST_BE_PRINTABLE", field, shortened(text), "Write 1 to 200 printable characters, accents composed (Unicode NFC).");
        }
    }

    private static String shortened(String text) {
        return text.length() > 80 ? text.substring(0, 80) : text;
    }

    // ---- the parts of a question

    /** The draft with its defaults filled in: the document whose digest a proposal bears. */
    static AgreementDocument completed(AgreementDocument document) {
        return document == null ? null : AgreementTranslation.complete(document);
    }

    /** @throws Refused 422 with every rule that the draft breaks, as at the registry */
    Optional<AgreementTerms> draft(AgreementDocument completed) {
        if (completed == null) {
            return Optional.empty();
        }
        try {
            return Optional.of(AgreementTranslation.terms(completed));
        } catch (TermsRefused refused) {
            throw Refused.rules("TERMS_REFUSED", "The terms break " + refused.refusals().size() + " rule(s).", WHOLE_FIX, refused.refusals().stream()
                    .map(refusal -> Refusal.of(refusal.rule(), "/document" + refusal.field(), refusal.found(), refusal.fix())).toList());
        }
    }

    List<SupposedPrice> prices(String at, List<SupposedPrice> prices) {
        Set<List<Object>> seen = new HashSet<>();
        return checked(at, prices, (field, price) -> {
            given(field + "/series", price.series(), "Name the series.");
            given(field + "/day", price.day(), "Give the pricing day.");
            given(field + "/price", price.price(), "Give the price as a string.");
            within(field + "/day", price.day());
            fits(field + "/price", price.price());
            fits(field + "/volume", price.volume());
            if (!seen.add(Arrays.asList(price.series(), price.day()))) {
                refuse("DAY_MUST_BE_SUPPOSED_ONCE", field, price.series() + " " + price.day(), "Give one price for a series and day.");
            }
        }, price -> price.figure(false, 1));
    }

    List<SupposedDelivery> deliveries(String at, List<SupposedDelivery> deliveries) {
        Set<List<Object>> seen = new HashSet<>();
        return checked(at, deliveries, (field, delivery) -> {
            given(field + "/agreement", delivery.agreement(), "Name the agreement.");
            given(field + "/lot", delivery.lot(), "Name the lot.");
            given(field + "/category", delivery.category(), "Name the category.");
            given(field + "/deliveryDate", delivery.deliveryDate(), "Give the delivery date.");
            given(field + "/quantity", delivery.quantity(), "Give the quantity as a string.");
            given(field + "/unit", delivery.unit(), "Give the unit: kg, t or MWh.");
            within(field + "/deliveryDate", delivery.deliveryDate());
            fits(field + "/quantity", delivery.quantity());
            if (delivery.lot() != null && !LOT.matcher(delivery.lot()).matches()) {
                refuse("LOT_MUST_BE_NAMED", field + "/lot", shortened(delivery.lot()), "Name the lot as its certificate would.");
            }
            plain(field + "/category", delivery.category());
            plain(field + "/product", delivery.product());
            if (delivery.quantity() != null && delivery.quantity().signum() < 0) {
                refuse("QUANTITY_MUST_NOT_BE_NEGATIVE", field + "/quantity", delivery.quantity(), "Give zero to withdraw the lot.");
            }
            if (!seen.add(Arrays.asList(delivery.agreement(), delivery.lot()))) {
                refuse("LOT_MUST_BE_SUPPOSED_ONCE", field, delivery.lot(), "Give one certificate of a lot.");
            }
        }, delivery -> delivery.delivery(1));
    }

    List<SupposedMeasure> measures(String at, List<SupposedMeasure> measures) {
        Set<List<Object>> seen = new HashSet<>();
        return checked(at, measures, (field, measure) -> {
            given(field + "/agreement", measure.agreement(), "Name the agreement.");
            given(field + "/measure", measure.measure(), "Name the measure: ebitda or made-available.");
            given(field + "/day", measure.day(), "Give the last day of the year.");
            given(field + "/value", measure.value(), "Give the value as a string.");
            given(field + "/unit", measure.unit(), "Give the unit.");
            within(field + "/day", measure.day());
            fits(field + "/value", measure.value());
            if (!seen.add(Arrays.asList(measure.agreement(), measure.measure(), measure.day()))) {
                refuse("MEASURE_MUST_BE_SUPPOSED_ONCE", field, measure.measure(), "Give one certificate of a measure and year.");
            }
        }, measure -> measure.measure(1));
    }

    private interface Check<T> {
        void of(String field, T entry);
    }

    private <T> List<T> checked(String at, List<T> entries, Check<T> check, Function<T, ?> fact) {
        if (entries == null) {
            return List.of();
        }
        if (entries.size() > ENTRIES_AT_MOST) {
            refuse("ENTRIES_MUST_BE_10000_AT_MOST", at, entries.size(), "Ask in parts.");
            return List.of();
        }
        for (int i = 0; i < entries.size(); i++) {
            String field = at + "/" + i;
            int before = refusals.size();
            check.of(field, entries.get(i));
            if (refusals.size() == before) {
                try {
                    fact.apply(entries.get(i));
                } catch (IllegalArgumentException e) {
                    refuse("SUPPOSITION_MUST_BE_A_POSSIBLE_FACT", field, e.getMessage(), "Write it as it would be recorded.");
                }
            }
        }
        return entries;
    }
}
