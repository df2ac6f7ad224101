package org.pricefloor.portal;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.time.DayOfWeek;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import org.pricefloor.contracts.Period;
import org.pricefloor.contracts.PeriodParked;
import org.pricefloor.contracts.PeriodSettled;
import org.pricefloor.contracts.PeriodSettled.Transfer;
import org.pricefloor.contracts.ReferencePriceDetermined;
import org.pricefloor.contracts.ReferencePriceDetermined.Observation;
import org.pricefloor.contracts.TraceStep;
import org.pricefloor.contracts.TraceStep.Input;

/** Events as settlement publishes them, written by hand: what a test tells the portal. */
final class Ledger {

    static final Instant APRIL_2 = Instant.parse("2026-04-02T06:00:00Z");
    static final Period MARCH = new Period("2026-03", "month", LocalDate.parse("2026-03-01"), LocalDate.parse("2026-03-31"));
    static final Period Q4 = new Period("2025-Q4", "quarter", LocalDate.parse("2025-10-01"), LocalDate.parse("2025-12-31"));
    static final Period Q1 = new Period("2026-Q1", "quarter", LocalDate.parse("2026-01-01"), LocalDate.parse("2026-03-31"));

    private Ledger() {
    }

    /** Two pricing days, 96.40 and a second one: the worked example of the design. */
    static ReferencePriceDetermined march(String series, String second, String value) {
        String rule = "rule-" + Integer.toHexString(series.hashCode());
        List<String> facts = List.of("assessed/" + series + "/2026-03-02/1", "assessed/" + series + "/2026-03-03/" + (second.equals("97.00") ? 2 : 1));
        String digest = digest(facts.toString());
        BigDecimal mean = new BigDecimal("96.40").add(new BigDecimal(second)).divide(BigDecimal.valueOf(2));
        return new ReferencePriceDetermined(ReferencePriceDetermined.id(rule, "2026-03", MARCH.to(), digest), rule,
                "mean of pricing days of " + series + " in USD/kg; no gap filled; at least 2 published; rounded 2 HALF_UP", series, MARCH,
                LocalDate.parse("2026-03-31"), new BigDecimal(value), "USD", "kg",
                List.of(new Observation(LocalDate.parse("2026-03-02"), LocalDate.parse("2026-03-02"), new BigDecimal("96.40"), facts.get(0), null, null, null, new BigDecimal("96.40"), null, null, null),
                        new Observation(LocalDate.parse("2026-03-03"), LocalDate.parse("2026-03-03"), new BigDecimal(second), facts.get(1), null, null, null, new BigDecimal(second), null, null, null)),
                facts, digest, List.of(),
                List.of(new TraceStep("mean", "sum of converted prices / pricing days",
                                List.of(new Input("sum of converted prices", mean.multiply(BigDecimal.valueOf(2)).toPlainString(), "USD/kg", null),
                                        new Input("pricing days", "2", "days", null)), mean.toPlainString(), "USD/kg", null),
                        new TraceStep("reference price", "round(mean)", List.of(new Input("mean", mean.toPlainString(), "USD/kg", null)), value, "USD/kg", "2 HALF_UP")),
                digest("determined" + digest));
    }

    /** A run of a floor agreement for March: floor 110.00 USD/kg on 48,250.5 kg. */
    static PeriodSettled march(String agreement, String producer, int sequence, String kind, String reference, String topUp, String difference,
                               ReferencePriceDetermined determined, Instant recordedAt, Transfer... transfers) {
        BigDecimal unit = new BigDecimal("110.00").subtract(new BigDecimal(reference));
        return new PeriodSettled(PeriodSettled.id(agreement, "2026-03", sequence), agreement, 1, producer, "US-DOW", "NdPr oxide", MARCH,
                new PeriodSettled.Run(sequence, kind, "1", 40 + sequence, recordedAt, LocalDate.parse("2026-04-02")),
                new PeriodSettled.Amounts(new BigDecimal("48250.5"), "kg", new BigDecimal("110.00"), new BigDecimal(reference), unit,
                        new BigDecimal(topUp), new BigDecimal("0.00"), new BigDecimal(topUp), "USD"),
                new BigDecimal(difference), new PeriodSettled.Determination(determined.eventId(), determined.digest()),
                List.of("agreement/" + agreement + "/1", "delivered/" + agreement + "/LOT-7/1"), List.of(),
                List.of(new TraceStep("eligible quantity", "sum of lots", List.of(new Input("lot LOT-7", "48250.5", "kg", "delivered/" + agreement + "/LOT-7/1")), "48250.5", "kg", null),
                        new TraceStep("unit difference", "max(0, floor price - reference price)", List.of(new Input("floor price", "110.00", "USD/kg", null),
                                new Input("reference price", reference, "USD/kg", null)), unit.toPlainString(), "USD/kg", null),
                        new TraceStep("top-up", "round(unit difference x quantity)", List.of(new Input("unit difference", unit.toPlainString(), "USD/kg", null),
                                new Input("quantity", "48250.5", "kg", null)), topUp, "USD", "2 HALF_UP")),
                List.of(transfers));
    }

    static Transfer transfer(String id, String debit, String credit, String amount) {
        return new Transfer(id, debit, credit, new BigDecimal(amount), "USD");
    }

    /** The rare-earth quarter: sparse published points, carried on, converted from CNY/t with VAT. Quantities are illustrative. */
    static ReferencePriceDetermined fourthQuarter() {
        NavigableMap<LocalDate, BigDecimal> points = new TreeMap<>(Map.of(
                LocalDate.parse("2025-09-25"), new BigDecimal("571500"), LocalDate.parse("2025-10-23"), new BigDecimal("553500"),
                LocalDate.parse("2025-11-12"), new BigDecimal("560000"), LocalDate.parse("2025-12-12"), new BigDecimal("583500"),
                LocalDate.parse("2025-12-25"), new BigDecimal("593500"), LocalDate.parse("2025-12-31"), new BigDecimal("606500")));
        List<Observation> days = new ArrayList<>();
        List<TraceStep> trace = new ArrayList<>();
        List<String> facts = new ArrayList<>();
        BigDecimal sum = BigDecimal.ZERO;
        for (LocalDate day = Q4.from(); !day.isAfter(Q4.to()); day = day.plusDays(1)) {
            boolean holiday = day.getDayOfWeek().getValue() >= DayOfWeek.SATURDAY.getValue() || (day.getMonthValue() == 10 && day.getDayOfMonth() <= 8);
            if (holiday) {
                continue;
            }
            LocalDate assessed = points.floorKey(day);
            LocalDate fixed = day.equals(LocalDate.parse("2025-12-25")) ? day.minusDays(1) : day;
            BigDecimal rate = new BigDecimal("7.1200").subtract(new BigDecimal("0.0018").multiply(BigDecimal.valueOf(days.size())));
            BigDecimal converted = points.get(assessed).divide(new BigDecimal("1.13"), MathContext.DECIMAL128).divide(rate, MathContext.DECIMAL128)
                    .divide(BigDecimal.valueOf(1000), MathContext.DECIMAL128);
            String price = "assessed/SMM-NDPR-OXIDE-CN/" + assessed + "/1";
            String fix = "fixed/FED-H10-CNY-PER-USD/" + fixed + "/1";
            days.add(new Observation(day, assessed, points.get(assessed), price, fixed, rate, fix, converted, null, null, null));
            trace.add(new TraceStep("converted price of " + day, "price / (1 + vat) / fx / units", List.of(
                    new Input("price", points.get(assessed).toPlainString(), "CNY/t", price), new Input("vat", "0.13", "1", null),
                    new Input("fx", rate.toPlainString(), "CNY/USD", fix), new Input("units", "1000", "kg/t", null)),
                    converted.toPlainString(), "USD/kg", null));
            facts.add(price);
            facts.add(fix);
            sum = sum.add(converted, MathContext.DECIMAL128);
        }
        BigDecimal mean = sum.divide(BigDecimal.valueOf(days.size()), MathContext.DECIMAL128);
        BigDecimal value = mean.setScale(2, RoundingMode.HALF_UP);
        trace.add(new TraceStep("mean", "sum of converted prices / pricing days", List.of(new Input("sum of converted prices", sum.toPlainString(), "USD/kg", null),
                new Input("pricing days", Integer.toString(days.size()), "days", null)), mean.toPlainString(), "USD/kg", null));
        trace.add(new TraceStep("reference price", "round(mean)", List.of(new Input("mean", mean.toPlainString(), "USD/kg", null)), value.toPlainString(), "USD/kg", "2 HALF_UP"));
        String digest = digest(facts.toString());
        long stale = days.stream().filter(day -> !day.assessedOn().equals(day.pricingDate())).count();
        return new ReferencePriceDetermined(ReferencePriceDetermined.id("rule-5d1c0b7e2f9a4c11", "2025-Q4", Q4.to(), digest), "rule-5d1c0b7e2f9a4c11",
                "mean of pricing days of SMM-NDPR-OXIDE-CN in USD/kg; convert-then-average; vat 0.13 from 2019-04-01; fx FED-H10-CNY-PER-USD at most 7 days old; "
                        + "last published at most 25 pricing days old; at least 5 published; rounded 2 HALF_UP",
                "SMM-NDPR-OXIDE-CN", Q4, Q4.to(), value, "USD", "kg", days, facts.stream().distinct().toList(), digest,
                List.of("STALE_PRICE " + stale + " of " + days.size() + " pricing days used the last published price",
                        "PREVIOUS_FX_FIX 1 of " + days.size() + " pricing days used the previous fix",
                        "ASSUMED_CALENDAR CN-PRICING was inferred, not read from its publisher"),
                trace, digest("determined" + digest));
    }

    static PeriodSettled fourthQuarter(ReferencePriceDetermined determined) {
        BigDecimal quantity = new BigDecimal("600000");
        BigDecimal difference = new BigDecimal("110.00").subtract(determined.value());
        BigDecimal topUp = difference.multiply(quantity).setScale(2, RoundingMode.HALF_UP);
        return new PeriodSettled(PeriodSettled.id("NDPR-PPA", "2025-Q4", 1), "NDPR-PPA", 1, "MP-MATERIALS", "US-DOW", "NdPr oxide", Q4,
                new PeriodSettled.Run(1, "initial", "1", 12_904, Instant.parse("2026-01-02T05:00:01.250Z"), LocalDate.parse("2026-01-02")),
                new PeriodSettled.Amounts(quantity, "kg", new BigDecimal("110.00"), determined.value(), difference, topUp, new BigDecimal("0.00"), topUp, "USD"),
                topUp, new PeriodSettled.Determination(determined.eventId(), determined.digest()),
                List.of("agreement/NDPR-PPA/1", "delivered/NDPR-PPA/Q4-STOCK-1/1", "delivered/NDPR-PPA/Q4-AFFILIATE-1/1"), determined.flags(),
                List.of(new TraceStep("eligible quantity", "sum of lots", List.of(new Input("lot Q4-STOCK-1", "420000", "kg", "delivered/NDPR-PPA/Q4-STOCK-1/1"),
                                new Input("lot Q4-AFFILIATE-1", "180000", "kg", "delivered/NDPR-PPA/Q4-AFFILIATE-1/1")), "600000", "kg", null),
                        new TraceStep("unit difference", "max(0, floor price - reference price)", List.of(new Input("floor price", "110.00", "USD/kg", null),
                                new Input("reference price", determined.value().toPlainString(), "USD/kg", null)), difference.toPlainString(), "USD/kg", null),
                        new TraceStep("top-up", "round(unit difference x quantity)", List.of(new Input("unit difference", difference.toPlainString(), "USD/kg", null),
                                new Input("quantity", "600000", "kg", null)), topUp.toPlainString(), "USD", "2 HALF_UP")),
                List.of(new Transfer("settled/NDPR-PPA/2025-Q4/1/1", "top-up expense", "top-up payable", topUp, "USD")));
    }

    /** A day of a two-way difference in which the producer owes. */
    static PeriodSettled windyDay(String agreement, String producer) {
        Period day = new Period("2026-03-05", "day", LocalDate.parse("2026-03-05"), LocalDate.parse("2026-03-05"));
        return new PeriodSettled(PeriodSettled.id(agreement, "2026-03-05", 1), agreement, 3, producer, "LCCC", "electricity", day,
                new PeriodSettled.Run(1, "initial", "1", 77, APRIL_2, LocalDate.parse("2026-03-06")),
                new PeriodSettled.Amounts(new BigDecimal("1204.552"), "MWh", new BigDecimal("61.20"), new BigDecimal("74.913"), new BigDecimal("-13.713"),
                        new BigDecimal("0.00"), new BigDecimal("16518.02"), new BigDecimal("-16518.02"), "GBP"),
                new BigDecimal("-16518.02"), null, List.of("agreement/" + agreement + "/3"), List.of(),
                List.of(new TraceStep("unit difference", "min(strike price - reference price, strike price)", List.of(new Input("strike price", "61.20", "GBP/MWh", null),
                                new Input("reference price", "74.913", "GBP/MWh", null)), "-13.713", "GBP/MWh", null),
                        new TraceStep("difference amount", "round(unit difference x quantity)", List.of(new Input("unit difference", "-13.713", "GBP/MWh", null),
                                new Input("quantity", "1204.552", "MWh", null)), "-16518.02", "GBP", "2 HALF_UP")),
                List.of(new Transfer("settled/" + agreement + "/2026-03-05/1/1", "upside receivable", "upside income", new BigDecimal("16518.02"), "GBP")));
    }

    static PeriodParked parked(String agreement, String producer, Period period, int number) {
        return new PeriodParked(PeriodParked.id(agreement, period.label(), number), agreement, 1, producer, "US-DOW", period, number, 15_000,
                Instant.parse("2026-04-02T04:00:00Z"), List.of(new PeriodParked.Missing("MINIMUM_OBSERVATIONS",
                "series SMM-NDPR-OXIDE-CN has 3 published days in " + period.label() + ", the agreement asks for 5",
                "publish at least 2 more assessments of SMM-NDPR-OXIDE-CN in the period"),
                new PeriodParked.Missing("PRICING_DAY_MUST_HAVE_AN_ASSESSMENT", "series SMM-NDPR-OXIDE-CN has no assessment for 9 (first 2026-03-19, last 2026-03-31) of 56 pricing days",
                        "publish the assessments of SMM-NDPR-OXIDE-CN for these days")));
    }

    static String digest(String text) {
        try {
            return java.util.HexFormat.of().formatHex(java.security.MessageDigest.getInstance("SHA-256").digest(text.getBytes(java.nio.charset.StandardCharsets.UTF_8)));
        } catch (java.security.NoSuchAlgorithmException absent) {
            throw new IllegalStateException(absent);
        }
    }
}
