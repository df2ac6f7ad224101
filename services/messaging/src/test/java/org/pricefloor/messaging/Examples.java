package org.pricefloor.messaging;

import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.pricefloor.contracts.AgreementDocument;
import org.pricefloor.contracts.AgreementVersionRegistered;
import org.pricefloor.contracts.Assay;
import org.pricefloor.contracts.CalendarPublished;
import org.pricefloor.contracts.DecisionRecorded;
import org.pricefloor.contracts.DeliveryCertified;
import org.pricefloor.contracts.Event;
import org.pricefloor.contracts.FxFixed;
import org.pricefloor.contracts.MeasureCertified;
import org.pricefloor.contracts.Period;
import org.pricefloor.contracts.PeriodParked;
import org.pricefloor.contracts.PeriodSettled;
import org.pricefloor.contracts.PriceAssessed;
import org.pricefloor.contracts.ReferencePriceDetermined;
import org.pricefloor.contracts.SeriesRegistered;
import org.pricefloor.contracts.TraceStep;

/** The events whose bytes stand in {@code contracts/events}, by the file's name without its version. Invented parties, real arithmetic. */
final class Examples {

    private static final Instant RECEIVED = Instant.parse("2026-03-04T08:30:15.123456Z");
    private static final Instant APPROVED = Instant.parse("2026-03-05T14:02:00.5Z");
    private static final Period MARCH = new Period("2026-03", "month", day("2026-03-01"), day("2026-03-31"));
    private static final String RULE = "rule-5d1f0c3a9b7e4c21";
    private static final String SHA = "9f2c1e0b7a6d5c4f3e2b1a0918273645546372819f2c1e0b7a6d5c4f3e2b1a09";

    private Examples() {
    }

    static Map<String, Event> all() {
        Map<String, Event> all = new LinkedHashMap<>();
        all.put("series/examples/series-registered-price", new SeriesRegistered(SeriesRegistered.id("NDPR-CN", 1), "NDPR-CN", 1, "price",
                "Example Metals", "NdPr oxide", "CNY", "t", "including-vat", "CN-WORKDAYS", "https://example.org/ndpr", RECEIVED));
        all.put("series/examples/series-registered-fx", new SeriesRegistered(SeriesRegistered.id("CNY-USD", 2), "CNY-USD", 2, "fx",
                "Example Bank", null, "CNY", "USD", "not-applicable", "US-BANKS", "https://example.org/fx", RECEIVED));
        all.put("series/examples/series-registered-index", new SeriesRegistered(SeriesRegistered.id("CPI-GB", 1), "CPI-GB", 1, "index",
                "Example Statistics Office", null, "XXX", "1", "not-applicable", "FIRSTS-OF-MONTHS", "https://example.org/cpi", RECEIVED));
        all.put("series/examples/price-assessed-weighted", new PriceAssessed(PriceAssessed.id("GB-DAY-AHEAD", day("2026-03-29"), 1), "GB-DAY-AHEAD",
                day("2026-03-29"), 1, new BigDecimal("41.70"), Instant.parse("2026-03-28T12:00:00Z"), "auction-2026-03-29", RECEIVED,
                new BigDecimal("612000.5"), Stream.concat(Stream.of("-3.10", "0"), Collections.nCopies(21, "45.75").stream()).map(BigDecimal::new).toList()));
        all.put("series/examples/price-assessed-first", price("2026-03-02", 1, "96.40"));
        all.put("series/examples/price-assessed-restated", new PriceAssessed(PriceAssessed.id("NDPR-CN", day("2026-03-03"), 2), "NDPR-CN",
                day("2026-03-03"), 2, new BigDecimal("97.00"), Instant.parse("2026-03-05T09:00:00Z"), "correction-17", RECEIVED, null, null));
        all.put("series/examples/fx-fixed", new FxFixed(FxFixed.id("CNY-USD", day("2026-03-02"), 1), "CNY-USD", day("2026-03-02"), 1,
                new BigDecimal("7.1058"), Instant.parse("2026-03-02T17:00:00Z"), "h10-2026-03-02", RECEIVED));
        all.put("calendar/examples/calendar-published", new CalendarPublished(CalendarPublished.id("CN-WORKDAYS", 1), "CN-WORKDAYS", 1,
                day("2026-01-01"), day("2026-12-31"), List.of(6, 7), List.of(
                        new CalendarPublished.ExceptionDay(day("2026-02-17"), false, "State Council notice 2025-11"),
                        new CalendarPublished.ExceptionDay(day("2026-02-14"), true, "State Council notice 2025-11")),
                false, "https://example.org/holidays", RECEIVED));
        all.put("calendar/examples/calendar-published-assumed", new CalendarPublished(CalendarPublished.id("CN-WORKDAYS", 2), "CN-WORKDAYS", 2,
                day("2026-01-01"), day("2027-12-31"), List.of(6, 7), List.of(), true, "assumed until the notice is out", RECEIVED));
        all.put("agreement/examples/agreement-version-registered-floor", new AgreementVersionRegistered(AgreementVersionRegistered.id("A1", 1),
                new AgreementDocument("A1", 1, "Floor price for NdPr oxide", "P-EXAMPLE", "O-EXAMPLE", "NdPr oxide", "USD", "kg",
                        "America/New_York", day("2026-01-01"), day("2035-12-31"), "month", 1, "floor",
                        List.of(new AgreementDocument.PriceStep(day("2026-01-01"), new BigDecimal("110.00"))),
                        new AgreementDocument.Upside(new BigDecimal("110.00"), new BigDecimal("0.30"), "second plant commissioned", null, "next-period"),
                        new AgreementDocument.ReferencePrice("NDPR-CN", "simple",
                                new AgreementDocument.Conversion("convert-then-average",
                                        List.of(new AgreementDocument.VatStep(day("2019-04-01"), new BigDecimal("0.13"))),
                                        new AgreementDocument.FxTerm("CNY-USD", 7)),
                                new AgreementDocument.Gap("last-published", 5), 2, new AgreementDocument.RoundingTerm(2, "HALF_UP"), null, null),
                        new AgreementDocument.QuantityTerms("elected", List.of("stockpile", "third-party-sale"), new BigDecimal("1"), 45, List.of()),
                        new AgreementDocument.RoundingTerm(2, "HALF_UP"), "immediately", null),
                SHA, "registrar@example.org", "approver@example.org", APPROVED, SHA, RECEIVED));
        all.put("agreement/examples/agreement-version-registered-two-way", new AgreementVersionRegistered(AgreementVersionRegistered.id("CFD-7", 2),
                new AgreementDocument("CFD-7", 2, "Two-way difference", "P-WIND", "O-GRID", "power", "GBP", "MWh", "Europe/London",
                        day("2026-04-01"), null, "day", 1, "two-way-difference",
                        List.of(new AgreementDocument.PriceStep(day("2026-04-01"), new BigDecimal("150.94")),
                                new AgreementDocument.PriceStep(day("2027-04-01"), new BigDecimal("155.01"))),
                        null, new AgreementDocument.ReferencePrice("GB-DAY-AHEAD", "simple", null, new AgreementDocument.Gap("none", 0), 1,
                                new AgreementDocument.RoundingTerm(2, "HALF_UP"), null, null),
                        new AgreementDocument.QuantityTerms("metered", List.of(), new BigDecimal("1")),
                        new AgreementDocument.RoundingTerm(2, "HALF_UP"), "immediately", "Strike price indexed every April."),
                SHA, "registrar@example.org", "approver@example.org", APPROVED, null, RECEIVED));
        all.put("agreement/examples/agreement-version-registered-basket", new AgreementVersionRegistered(AgreementVersionRegistered.id("A2", 1),
                new AgreementDocument("A2", 1, "Floor price for a blend", "P-EXAMPLE", "O-EXAMPLE", "NdPr oxide", "USD", "kg",
                        "America/New_York", day("2026-01-01"), day("2035-12-31"), "month", 1, "floor",
                        List.of(new AgreementDocument.PriceStep(day("2026-01-01"), new BigDecimal("110.00"))), null, basket(),
                        new AgreementDocument.QuantityTerms("elected", List.of(), new BigDecimal("1")),
                        new AgreementDocument.RoundingTerm(2, "HALF_UP"), "immediately", null),
                SHA, "registrar@example.org", "approver@example.org", APPROVED, null, RECEIVED));
        all.put("delivery/examples/delivery-certified", delivery(1, "48250.5", "certificate-31"));
        all.put("delivery/examples/delivery-certified-withdrawn", delivery(2, "0", "certificate-31-withdrawn"));
        all.put("delivery/examples/delivery-certified-concentrate", new DeliveryCertified(DeliveryCertified.id("A1", "LOT-8", 1), "A1", "LOT-8", 1, "stockpile",
                day("2026-03-31"), new BigDecimal("250000"), "kg", Instant.parse("2026-04-02T00:00:00Z"), "certificate-32", RECEIVED, "NdPr oxide", "concentrate",
                new Assay("provisional", new BigDecimal("0.605"), new BigDecimal("0.1567")), null));
        all.put("delivery/examples/delivery-certified-hourly", new DeliveryCertified(DeliveryCertified.id("CFD-7", "METER-2026-03-29", 1), "CFD-7", "METER-2026-03-29", 1,
                "metered", day("2026-03-29"), new BigDecimal("57.5"), "MWh", Instant.parse("2026-03-30T00:00:00Z"), "meter-2026-03-29", RECEIVED, null, null, null,
                Collections.nCopies(23, new BigDecimal("2.5"))));
        all.put("delivery/examples/measure-certified", new MeasureCertified(MeasureCertified.id("A1", "ebitda", day("2026-12-31"), 1), "A1", "ebitda",
                day("2026-12-31"), 1, new BigDecimal("-1250000.50"), "USD", Instant.parse("2027-02-15T00:00:00Z"), "accounts-2026", RECEIVED));
        all.put("delivery/examples/measure-certified-made-available", new MeasureCertified(MeasureCertified.id("A1", "made-available", day("2026-12-31"), 2), "A1",
                "made-available", day("2026-12-31"), 2, new BigDecimal("4600"), "t", Instant.parse("2027-01-20T00:00:00Z"), "survey-2026-corrected", RECEIVED));
        all.put("delivery/examples/decision-recorded", new DecisionRecorded(DecisionRecorded.id("A1", "D-2026-4"), "A1", "D-2026-4", "dispute-run", day("2026-03-31"),
                "The publisher restated March after it was final.", "dispute panel", Instant.parse("2027-05-03T12:00:00Z"), RECEIVED));
        List<String> facts = List.of(PriceAssessed.id("NDPR-CN", day("2026-03-02"), 1), PriceAssessed.id("NDPR-CN", day("2026-03-03"), 1));
        TraceStep mean = new TraceStep("reference price", "round(mean)", List.of(
                new TraceStep.Input("mean", "96.4375", "USD/kg", null)), "96.44", "USD/kg", "2 HALF_UP");
        all.put("settlement/examples/reference-price-determined", determined(facts, "96.475", "96.44", List.of(
                new TraceStep("mean", "sum(prices) / count", List.of(
                        new TraceStep.Input("price 2026-03-02", "96.40", "USD/kg", facts.get(0)),
                        new TraceStep.Input("price 2026-03-03", "96.475", "USD/kg", facts.get(1)),
                        new TraceStep.Input("count", "2", null, null)), "96.4375", "USD/kg", null), mean)));
        all.put("settlement/examples/reference-price-determined-converted", new ReferencePriceDetermined(
                ReferencePriceDetermined.id(RULE, "2026-03", day("2026-03-03"), SHA), RULE, "series NDPR-CN; mean of pricing days; CNY-USD", "NDPR-CN", MARCH,
                day("2026-03-03"), new BigDecimal("62.27"), "USD", "kg",
                List.of(new ReferencePriceDetermined.Observation(day("2026-03-03"), day("2026-03-02"), new BigDecimal("500000"), facts.get(0),
                        day("2026-03-02"), new BigDecimal("7.1058"), FxFixed.id("CNY-USD", day("2026-03-02"), 1),
                        new BigDecimal("62.26995920321352842262471863318934"), null, null, null)),
                List.of(facts.get(0)), SHA, List.of("STALE_PRICE 2026-03-03", "ASSUMED_CALENDAR CN-WORKDAYS"), List.of(mean), SHA));
        List<String> mixed = List.of(PriceAssessed.id("ND-CN", day("2026-03-02"), 1), PriceAssessed.id("PR-EU", day("2026-03-02"), 1),
                PriceAssessed.id("PR-AGREED", day("2026-03-03"), 1));
        all.put("settlement/examples/reference-price-determined-basket", new ReferencePriceDetermined(
                ReferencePriceDetermined.id(RULE, "2026-03", day("2026-03-03"), SHA), RULE, "volume-weighted mean of a basket", "ND-CN+PR-CN", MARCH,
                day("2026-03-03"), new BigDecimal("91.00"), "USD", "kg",
                List.of(new ReferencePriceDetermined.Observation(day("2026-03-02"), day("2026-03-02"), new BigDecimal("88"), mixed.get(0), null, null,
                                null, new BigDecimal("88"), "ND-CN", "primary", new BigDecimal("1200")),
                        new ReferencePriceDetermined.Observation(day("2026-03-02"), day("2026-03-02"), new BigDecimal("100"), mixed.get(1), null, null,
                                null, new BigDecimal("100"), "PR-EU", "secondary", new BigDecimal("800")),
                        new ReferencePriceDetermined.Observation(day("2026-03-03"), day("2026-03-03"), new BigDecimal("100"), mixed.get(2), null, null,
                                null, new BigDecimal("100"), "PR-AGREED", "agreed", new BigDecimal("400"))),
                mixed, SHA, List.of("SECONDARY_PRICE 1 of 2 pricing days of PR-CN used a secondary series"), List.of(mean), SHA));
        all.put("settlement/examples/period-settled-initial", settled(1, "initial", "96.44", "13.56", "654276.78", "654276.78", facts, "654276.78",
                "top-up expense", "top-up payable"));
        all.put("settlement/examples/period-settled-restated", settled(2, "restatement", "96.70", "13.30", "641731.65", "-12545.13",
                List.of(facts.get(0), PriceAssessed.id("NDPR-CN", day("2026-03-03"), 2)), "12545.13", "top-up payable", "top-up expense"));
        all.put("settlement/examples/period-settled-without-quantity", new PeriodSettled(PeriodSettled.id("A1", "2026-04", 1), "A1", 1, "P-EXAMPLE",
                "O-EXAMPLE", "NdPr oxide", new Period("2026-04", "month", day("2026-04-01"), day("2026-04-30")),
                new PeriodSettled.Run(1, "initial", "1", 41, RECEIVED, day("2026-05-02")),
                new PeriodSettled.Amounts(new BigDecimal("0"), "kg", new BigDecimal("110.00"), null, null, new BigDecimal("0.00"),
                        new BigDecimal("0.00"), new BigDecimal("0.00"), "USD"),
                new BigDecimal("0.00"), null, List.of("agreement/A1/v1"), List.of(), List.of(), List.of()));
        all.put("settlement/examples/period-parked", new PeriodParked(PeriodParked.id("A1", "2026-03", 1), "A1", 1, "P-EXAMPLE", "O-EXAMPLE", MARCH, 1, 17,
                RECEIVED, List.of(new PeriodParked.Missing("MINIMUM_OBSERVATIONS", "2 published days are needed, 1 is there",
                        "load the assessments of NDPR-CN for 2026-03"))));
        return all;
    }

    private static PriceAssessed price(String date, int revision, String price) {
        return new PriceAssessed(PriceAssessed.id("NDPR-CN", day(date), revision), "NDPR-CN", day(date), revision, new BigDecimal(price),
                Instant.parse(date + "T10:15:00Z"), "daily-" + date, RECEIVED, null, null);
    }

    /** Three quarters of one series and a quarter of another, each with rungs below it. */
    private static AgreementDocument.ReferencePrice basket() {
        AgreementDocument.Conversion plain = new AgreementDocument.Conversion("convert-then-average", List.of(), null);
        AgreementDocument.Conversion yuan = new AgreementDocument.Conversion("convert-then-average",
                List.of(new AgreementDocument.VatStep(day("2019-04-01"), new BigDecimal("0.13"))), new AgreementDocument.FxTerm("CNY-USD", 7));
        return new AgreementDocument.ReferencePrice(null, "volume-weighted", null, null, 10, new AgreementDocument.RoundingTerm(2, "HALF_UP"),
                List.of(new AgreementDocument.BasketComponent(new BigDecimal("0.75"), "ND-CN", yuan, List.of(
                                new AgreementDocument.LadderRung("secondary", "ND-EU", plain, null),
                                new AgreementDocument.LadderRung("last-published", null, null, 5),
                                new AgreementDocument.LadderRung("agreed", "ND-AGREED", plain, null),
                                new AgreementDocument.LadderRung("expert", "ND-EXPERT", plain, null))),
                        new AgreementDocument.BasketComponent(new BigDecimal("0.25"), "PR-CN", yuan, List.of())), null);
    }

    private static DeliveryCertified delivery(int revision, String quantity, String document) {
        return new DeliveryCertified(DeliveryCertified.id("A1", "LOT-7", revision), "A1", "LOT-7", revision, "stockpile", day("2026-03-31"),
                new BigDecimal(quantity), "kg", Instant.parse("2026-04-02T00:00:00Z"), document, RECEIVED);
    }

    private static ReferencePriceDetermined determined(List<String> facts, String second, String value, List<TraceStep> trace) {
        return new ReferencePriceDetermined(ReferencePriceDetermined.id(RULE, "2026-03", day("2026-03-03"), SHA), RULE,
                "series NDPR-CN; simple mean of pricing days; round 2 HALF_UP", "NDPR-CN", MARCH, day("2026-03-03"), new BigDecimal(value),
                "USD", "kg", List.of(
                        new ReferencePriceDetermined.Observation(day("2026-03-02"), day("2026-03-02"), new BigDecimal("96.40"), facts.get(0),
                                null, null, null, new BigDecimal("96.40"), null, null, null),
                        new ReferencePriceDetermined.Observation(day("2026-03-03"), day("2026-03-03"), new BigDecimal(second), facts.get(1),
                                null, null, null, new BigDecimal(second), null, null, null)),
                facts, SHA, List.of(), trace, SHA);
    }

    private static PeriodSettled settled(int sequence, String kind, String reference, String difference, String topUp, String posted,
                                         List<String> prices, String amount, String debit, String credit) {
        String id = PeriodSettled.id("A1", "2026-03", sequence);
        return new PeriodSettled(id, "A1", 1, "P-EXAMPLE", "O-EXAMPLE", "NdPr oxide", MARCH,
                new PeriodSettled.Run(sequence, kind, "1", 20 + sequence, RECEIVED, day("2026-04-02")),
                new PeriodSettled.Amounts(new BigDecimal("48250.5"), "kg", new BigDecimal("110.00"), new BigDecimal(reference),
                        new BigDecimal(difference), new BigDecimal(topUp), new BigDecimal("0.00"), new BigDecimal(topUp), "USD"),
                new BigDecimal(posted),
                new PeriodSettled.Determination(ReferencePriceDetermined.id(RULE, "2026-03", day("2026-03-03"), SHA), SHA),
                List.of("agreement/A1/v1", DeliveryCertified.id("A1", "LOT-7", 1)), List.of(),
                List.of(new TraceStep("top-up", "round(shortfall × eligible quantity)", List.of(
                        new TraceStep.Input("shortfall", difference, "USD/kg", null),
                        new TraceStep.Input("eligible quantity", "48250.5", "kg", DeliveryCertified.id("A1", "LOT-7", 1))), topUp, "USD", "2 HALF_UP")),
                List.of(new PeriodSettled.Transfer(id + "/1", debit, credit, new BigDecimal(amount), "USD")));
    }

    private static LocalDate day(String date) {
        return LocalDate.parse(date);
    }
}
