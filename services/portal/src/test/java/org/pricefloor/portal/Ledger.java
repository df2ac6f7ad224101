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

    /** A run as a decision orders it. */
    static PeriodSettled ordered(String decision, PeriodSettled run) {
        PeriodSettled.Run was = run.run();
        return new PeriodSettled(run.eventId(), run.agreement(), run.agreementVersion(), run.producer(), run.office(), run.product(), run.period(),
                new PeriodSettled.Run(was.sequence(), was.kind(), was.rulesVersion(), was.cutOff(), was.recordedAt(), was.accountingDate(), decision),
                run.amounts(), run.difference(), run.determination(), run.lines(), run.components(), run.funds(), run.yearToDate(), run.carriedFrom(),
                run.netting(), run.facts(), run.flags(), run.trace(), run.transfers());
    }

    /** The third 400,000 kg of a year at 178.00: 670,000.00 are left of the cap, and two funds divide them 60 to 40. */
    static PeriodSettled cappedShare(String agreement, String producer, String oneFund, String otherFund) {
        String lot = "delivered/" + agreement + "/LOT-3/1";
        return new PeriodSettled(PeriodSettled.id(agreement, "2026-03", 1), agreement, 2, producer, "OFFICE-JP", "NdPr oxide", MARCH,
                new PeriodSettled.Run(1, "initial", "1", 61, APRIL_2, LocalDate.parse("2026-04-02")),
                new PeriodSettled.Amounts(amount("400000"), "kg", amount("110.00"), amount("178.00"), amount("0.00"), amount("0.00"), amount("670000.00"),
                        amount("-670000.00"), "USD"),
                amount("-670000.00"), null, null, null,
                List.of(new PeriodSettled.FundPart(oneFund, "upside share", amount("402000.00")), new PeriodSettled.FundPart(otherFund, "upside share", amount("268000.00"))),
                new PeriodSettled.YearToDate(2026, amount("1200000"), amount("0.00"), amount("10000000.00"), amount("1200000"), amount("0"), List.of()),
                PeriodSettled.id(agreement, "2026-02", 1), null, List.of("agreement/" + agreement + "/2", lot), List.of(),
                List.of(step("eligible quantity", "sum of lots", "400000", "kg", null, new Input("lot LOT-3", "400000", "kg", lot)),
                        step("unit difference", "max(0, floor price - reference price)", "0.00", "USD/kg", null, term("floor price", "110.00", "USD/kg"),
                                term("reference price", "178.00", "USD/kg")),
                        step("top-up", "round(unit difference x quantity)", "0.00", "USD", "2 HALF_UP", term("unit difference", "0.00", "USD/kg"), term("quantity", "400000", "kg")),
                        step("excess", "max(0, reference price - upside threshold)", "28.00", "USD/kg", null, term("reference price", "178.00", "USD/kg"),
                                term("upside threshold", "150.00", "USD/kg")),
                        step("quantity sharing the upside", "sum of lots", "400000", "kg", null, new Input("lot LOT-3", "400000", "kg", lot)),
                        step("excess amount", "round(excess x quantity)", "11200000.00", "USD", "2 HALF_UP", term("excess", "28.00", "USD/kg"), term("quantity", "400000", "kg")),
                        step("upside share before the cap", "round(share x excess amount)", "3360000.00", "USD", "2 HALF_UP", term("share", "0.30", "1"),
                                term("excess amount", "11200000.00", "USD")),
                        step("upside share", "min(upside share before the cap, max(0, annual cap - upside share before))", "670000.00", "USD", "2 HALF_UP",
                                term("upside share before the cap", "3360000.00", "USD"), term("annual cap", "10000000.00", "USD"),
                                term("upside share before", "9330000.00", "USD"))),
                List.of(new Transfer("settled/" + agreement + "/2026-03/1/1", "upside receivable", "upside income", amount("402000.00"), "USD", oneFund),
                        new Transfer("settled/" + agreement + "/2026-03/1/2", "upside receivable", "upside income", amount("268000.00"), "USD", otherFund)));
    }

    /** Two days of a thin market: one from another series, one from the expert. */
    static ReferencePriceDetermined dysprosium(String series) {
        String rule = "rule-" + Integer.toHexString(series.hashCode());
        List<String> facts = List.of("assessed/" + series + "-EU/2026-03-02/1", "assessed/" + series + "-EXPERT/2026-03-01/1");
        return new ReferencePriceDetermined(ReferencePriceDetermined.id(rule, "2026-03", MARCH.to(), digest(facts.toString())), rule,
                "mean of pricing days of " + series + " in USD/kg; then " + series + "-EU; then the expert; rounded 2 HALF_UP", series, MARCH, MARCH.to(),
                amount("390.00"), "USD", "kg",
                List.of(new Observation(LocalDate.parse("2026-03-02"), LocalDate.parse("2026-03-02"), amount("388.00"), facts.get(0), null, null, null, amount("388.00"),
                                series + "-EU", "secondary", null),
                        new Observation(LocalDate.parse("2026-03-03"), LocalDate.parse("2026-03-01"), amount("392.00"), facts.get(1), null, null, null, amount("392.00"),
                                series + "-EXPERT", "expert", null)),
                facts, digest(facts.toString()), List.of(),
                List.of(step("mean", "sum of converted prices / pricing days", "390.00", "USD/kg", null, term("sum of converted prices", "780.00", "USD/kg"),
                                term("pricing days", "2", "days")),
                        step("reference price", "round(mean)", "390.00", "USD/kg", "2 HALF_UP", term("mean", "390.00", "USD/kg"))),
                digest("determined" + facts));
    }

    /** Nd and Pr at one reference price, Dy at its own and with a floor that has risen once. */
    static PeriodSettled threeProducts(String agreement, String producer, ReferencePriceDetermined light, ReferencePriceDetermined heavy) {
        List<TraceStep> trace = new ArrayList<>();
        List<PeriodSettled.Line> lines = new ArrayList<>();
        List<String> facts = new ArrayList<>(List.of("agreement/" + agreement + "/1"));
        product(agreement, "Nd", "1000", "110.00", light, "13.56", "13560.00", trace, lines, facts);
        product(agreement, "Pr", "500", "105.00", light, "8.56", "4280.00", trace, lines, facts);
        product(agreement, "Dy", "20", "402.00", heavy, "12.00", "240.00", trace, lines, facts);
        trace.add(step("top-up", "top-up of Nd + top-up of Pr + top-up of Dy", "18080.00", "USD", "2 HALF_UP", term("top-up of Nd", "13560.00", "USD"),
                term("top-up of Pr", "4280.00", "USD"), term("top-up of Dy", "240.00", "USD")));
        trace.add(step("upside share", "upside share of Nd + upside share of Pr + upside share of Dy", "0.00", "USD", "2 HALF_UP",
                term("upside share of Nd", "0.00", "USD"), term("upside share of Pr", "0.00", "USD"), term("upside share of Dy", "0.00", "USD")));
        return new PeriodSettled(PeriodSettled.id(agreement, "2026-03", 1), agreement, 1, producer, "US-DOW", "Nd, Pr, Dy", MARCH,
                new PeriodSettled.Run(1, "initial", "1", 70, APRIL_2, LocalDate.parse("2026-04-02")),
                new PeriodSettled.Amounts(amount("1520"), "kg", null, null, null, amount("18080.00"), amount("0.00"), amount("18080.00"), "USD"),
                amount("18080.00"), null, lines, null, null, null, null, null, facts, List.of(), trace,
                List.of(transfer("settled/" + agreement + "/2026-03/1/1", "top-up expense", "top-up payable", "18080.00")));
    }

    private static void product(String agreement, String product, String quantity, String floor, ReferencePriceDetermined price, String difference, String topUp,
                                List<TraceStep> trace, List<PeriodSettled.Line> lines, List<String> facts) {
        String lot = "delivered/" + agreement + "/LOT-" + product + "/1";
        facts.add(lot);
        trace.add(step("eligible quantity of " + product, "sum of lots", quantity, "kg", null, new Input("lot LOT-" + product, quantity, "kg", lot)));
        if (product.equals("Dy")) {
            trace.add(step("floor price of Dy", "round(agreed price x (1 + rate) ^ anniversaries)", floor, "USD/kg", "2 HALF_UP", term("agreed price", "400.00", "USD/kg"),
                    term("rate", "0.005", "1"), term("anniversaries", "1", "1")));
        }
        trace.add(step("unit difference of " + product, "max(0, floor price - reference price)", difference, "USD/kg", null, term("floor price", floor, "USD/kg"),
                term("reference price", price.value().toPlainString(), "USD/kg")));
        trace.add(step("top-up of " + product, "round(unit difference x quantity)", topUp, "USD", "2 HALF_UP", term("unit difference", difference, "USD/kg"),
                term("quantity", quantity, "kg")));
        lines.add(new PeriodSettled.Line(product, amount(quantity), amount(floor), price.value(), amount(difference), amount(topUp), amount("0.00"),
                new PeriodSettled.Determination(price.eventId(), price.digest())));
    }

    /** Rule 15: the last quarter of a year with EBITDA 100m, threshold 140m and four advances of 35m. */
    static PeriodSettled marginTrueUp(String agreement, String producer) {
        Period quarter = new Period("2026-Q4", "quarter", LocalDate.parse("2026-10-01"), LocalDate.parse("2026-12-31"));
        String certificate = "certified/" + agreement + "/EBITDA/2026-12-31/1";
        return new PeriodSettled(PeriodSettled.id(agreement, "2026-Q4", 1), agreement, 1, producer, "OFFICE-US", "magnets", quarter,
                new PeriodSettled.Run(1, "initial", "1", 80, APRIL_2, LocalDate.parse("2027-02-01")),
                new PeriodSettled.Amounts(amount("0"), "kg", null, null, null, amount("35000000.00"), amount("100000000.00"), amount("-65000000.00"), "USD"),
                amount("-65000000.00"), null, null,
                List.of(new PeriodSettled.Component("margin advance", amount("35000000.00")), new PeriodSettled.Component("advance repayment", amount("100000000.00"))),
                null, new PeriodSettled.YearToDate(2026, amount("0"), amount("0"), amount("0"), amount("0"), amount("140000000.00"), List.of()),
                PeriodSettled.id(agreement, "2026-Q3", 1), null, List.of("agreement/" + agreement + "/1", certificate), List.of(),
                List.of(step("threshold EBITDA", "round(first threshold x (1 + growth) ^ (year - 1))", "140000000.00", "USD", "2 HALF_UP",
                                term("first threshold", "140000000", "USD"), term("growth", "0.02", "1"), term("year", "1", "1")),
                        step("margin advance", "round(threshold EBITDA x advance share)", "35000000.00", "USD", "2 HALF_UP", term("threshold EBITDA", "140000000.00", "USD"),
                                term("advance share", "0.25", "1")),
                        step("EBITDA", "certified EBITDA", "100000000.00", "USD", "2 HALF_UP", new Input("certified EBITDA", "100000000", "USD", certificate)),
                        step("true-up", "max(0, threshold EBITDA - EBITDA) - advances of the year", "-100000000.00", "USD", "2 HALF_UP",
                                term("threshold EBITDA", "140000000.00", "USD"), term("EBITDA", "100000000.00", "USD"), term("advances of the year", "140000000.00", "USD"))),
                List.of(transfer("settled/" + agreement + "/2026-Q4/1/1", "margin expense", "top-up payable", "35000000.00"),
                        transfer("settled/" + agreement + "/2026-Q4/1/2", "upside receivable", "margin recovered", "100000000.00")));
    }

    /** A first quarter in which 250,000.00 are owed to the office and carried, its restatement, and a second that nets them. */
    static PeriodSettled[] netted(String agreement, String producer) {
        Period second = new Period("2026-Q2", "quarter", LocalDate.parse("2026-04-01"), LocalDate.parse("2026-06-30"));
        return new PeriodSettled[] {
            quarter(agreement, producer, Q1, 1, "initial", "0.00", "250000.00", "-250000.00",
                    new PeriodSettled.Netting(amount("0.00"), List.of(), amount("0.00"), amount("0.00"), amount("250000.00")),
                    transfer("settled/" + agreement + "/2026-Q1/1/1", "upside receivable", "upside income", "250000.00")),
            quarter(agreement, producer, Q1, 2, "restatement", "0.00", "262545.13", "-12545.13", null,
                    transfer("settled/" + agreement + "/2026-Q1/2/1", "upside receivable", "upside income", "12545.13")),
            quarter(agreement, producer, second, 1, "initial", "100000.00", "0.00", "100000.00",
                    new PeriodSettled.Netting(amount("250000.00"), List.of(new PeriodSettled.Late("settled/" + agreement + "/2026-Q1/2", amount("-12545.13")),
                            new PeriodSettled.Late("settled/" + agreement + "/2025-Q4/2", amount("2000.00"))), amount("102000.00"), amount("0.00"), amount("160545.13")),
                    transfer("settled/" + agreement + "/2026-Q2/1/1", "top-up expense", "top-up payable", "100000.00"),
                    transfer("settled/" + agreement + "/2026-Q2/1/2", "top-up payable", "upside receivable", "102000.00"))};
    }

    private static PeriodSettled quarter(String agreement, String producer, Period period, int sequence, String kind, String topUp, String upsideShare, String difference,
                                         PeriodSettled.Netting netting, Transfer... transfers) {
        boolean below = amount(topUp).signum() > 0;
        return new PeriodSettled(PeriodSettled.id(agreement, period.label(), sequence), agreement, 1, producer, "US-DOW", "NdPr oxide", period,
                new PeriodSettled.Run(sequence, kind, "1", 90 + sequence, APRIL_2.plusSeconds(sequence), period.to().plusDays(2)),
                new PeriodSettled.Amounts(amount("50000"), "kg", amount("110.00"), amount(below ? "108.00" : "175.00"), amount(below ? "2.00" : "0.00"), amount(topUp), amount(upsideShare),
                        amount(topUp).subtract(amount(upsideShare)), "USD"),
                amount(difference), null, null, null, null, null, null, netting, List.of("agreement/" + agreement + "/1"), List.of(), List.of(), List.of(transfers));
    }

    private static BigDecimal amount(String text) {
        return new BigDecimal(text);
    }

    private static TraceStep step(String name, String formula, String result, String unit, String rounding, Input... inputs) {
        return new TraceStep(name, formula, List.of(inputs), result, unit, rounding);
    }

    private static Input term(String name, String value, String unit) {
        return new Input(name, value, unit, null);
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
