package org.pricefloor.commandline;

import java.io.PrintWriter;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.pricefloor.contracts.PeriodParked;
import org.pricefloor.contracts.PeriodSettled;
import org.pricefloor.contracts.ReferencePriceDetermined;
import org.pricefloor.contracts.TraceStep;
import org.pricefloor.kernel.agreement.AgreementTerms;
import org.pricefloor.kernel.agreement.FundShare;
import org.pricefloor.kernel.calendar.SettlementPeriod;
import org.pricefloor.kernel.money.Arithmetic;
import org.pricefloor.kernel.settlement.Component;
import org.pricefloor.messaging.EventJson;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Prints how one amount came about, so that a person can follow it with a pocket calculator. */
@Command(name = "explain", mixinStandardHelpOptions = true, sortOptions = false,
        description = "Prints the derivation of one period: every step with its formula, the numbers put in, the result and the facts.",
        footerHeading = "%nExample, with the sample data:%n",
        footer = {"  S=deploy/dev-stack/src/main/resources/samples",
                "  deploy/pricefloor explain NDPR-PPA 2025-Q4 --agreements $S \\",
                "    --assessments $S/assessments-smm-ndpr-oxide.csv --fx $S/fx-h10-cny-per-usd.csv \\",
                "    --deliveries $S/deliveries-ndpr-ppa-illustrative.csv"})
final class ExplainCommand implements Callable<Integer> {

    @Spec
    private CommandSpec spec;

    @Parameters(index = "0", paramLabel = "AGREEMENT", description = "Id of the agreement.")
    private String agreement;

    @Parameters(index = "1", paramLabel = "PERIOD", description = "2025-Q4, 2026-03 or 2026-03-05, by the agreement's periods.")
    private String period;

    @Mixin
    private Inputs inputs = new Inputs();

    @Option(names = "--json", description = "The settlement with its trace as JSON.")
    private boolean json;

    @Override
    public Integer call() {
        PrintWriter out = spec.commandLine().getOut();
        Terms terms = Terms.read(inputs.agreements);
        Versions chosen = terms.agreements(List.of(agreement)).get(agreement);
        SettlementPeriod wanted = period(chosen, period);
        Facts facts = Facts.read(inputs, terms, spec.commandLine().getErr());
        Bench.Result result = new Bench(terms, facts, inputs.asOf()).settle(chosen, wanted);
        SettlementLine line = SettlementLine.whole(result);
        if (json) {
            out.println(EventJson.text(line));
        } else {
            print(line, result.terms(), out);
        }
        return ExitCode.OK.number();
    }

    private static SettlementPeriod period(Versions versions, String label) {
        for (SettlementPeriod period = versions.first(); period.compareTo(versions.last()) <= 0; period = period.next()) {
            if (period.label().equals(label) && versions.isInTerm(period.from())) {
                return period;
            }
        }
        throw new CommandStopped(ExitCode.USAGE, "Agreement " + versions.agreement() + " has no period " + label + ": its periods are "
                + versions.newest().periodLength().term() + "s from " + versions.first().label() + " to " + versions.last().label() + ".");
    }

    private static void print(SettlementLine line, AgreementTerms terms, PrintWriter out) {
        out.println("Agreement " + line.agreement() + ", version " + line.agreementVersion() + ", " + line.producer() + " and " + line.office());
        out.println("Period " + line.period().label() + ", " + line.period().from() + " to " + line.period().to());
        if (line.amounts() == null) {
            out.println("Parked: it can not be computed yet.");
            for (PeriodParked.Missing missing : line.missing()) {
                out.println();
                out.println("  " + missing.rule());
                out.println("    " + missing.what());
                out.println("    To end it: " + missing.fix());
            }
            return;
        }
        out.println(verdict(line));
        line.flags().forEach(flag -> out.println("Note: " + flag));
        int number = 1;
        for (ReferencePriceDetermined price : prices(line)) {
            out.println();
            out.println("Rule of the reference price" + ofProducts(line, price) + ": " + price.ruleText());
            out.println();
            observations(price, out);
            for (TraceStep step : price.trace()) {
                print(number++, step, out);
            }
        }
        for (TraceStep step : line.trace()) {
            print(number++, step, out);
        }
        out.println();
        net(line, out);
        if (line.funds() != null) {
            funds(line, terms.funds(), out);
        }
        if (line.yearToDate() != null) {
            left(line.yearToDate(), terms, out);
        }
    }

    private static List<ReferencePriceDetermined> prices(SettlementLine line) {
        return line.referencePrices() != null ? line.referencePrices() : line.referencePrice() == null ? List.of() : List.of(line.referencePrice());
    }

    /** Of several products those whose lines use the price. */
    private static String ofProducts(SettlementLine line, ReferencePriceDetermined price) {
        return line.lines() == null ? "" : " of " + line.lines().stream()
                .filter(each -> each.determination() != null && each.determination().id().equals(price.eventId()))
                .map(PeriodSettled.Line::product).collect(Collectors.joining(", "));
    }

    private static void net(SettlementLine line, PrintWriter out) {
        StringBuilder names = new StringBuilder();
        StringBuilder figures = new StringBuilder();
        if (line.components() == null) {
            names.append("top-up - upside");
            figures.append(Figures.grouped(line.amounts().topUp())).append(" - ").append(Figures.grouped(line.amounts().upsideShare()));
        } else {
            for (PeriodSettled.Component each : line.components()) {
                boolean owedToProducer = Component.ofTerm(each.component()).isOwedToProducer();
                String sign = owedToProducer ? names.isEmpty() ? "" : " + " : names.isEmpty() ? "-" : " - ";
                names.append(sign).append(each.component());
                figures.append(sign).append(Figures.grouped(each.amount()));
            }
        }
        out.println("Net = " + names + " = " + (line.components() != null && line.components().size() == 1 ? "" : figures + " = ")
                + Figures.grouped(line.amounts().net()) + " " + line.amounts().currency());
    }

    /** Each component is split by itself, so that the parts of each add up to it. */
    private static void funds(SettlementLine line, List<FundShare> funds, PrintWriter out) {
        out.println();
        out.println("Funds, each with its share cut to the cent; the cents left over go to the largest remainders, ties to the fund named first:");
        for (String balance : line.funds().stream().map(PeriodSettled.FundPart::balance).distinct().toList()) {
            List<PeriodSettled.FundPart> parts = line.funds().stream().filter(part -> part.balance().equals(balance)).toList();
            BigDecimal whole = parts.stream().map(PeriodSettled.FundPart::amount).reduce(BigDecimal.ZERO, BigDecimal::add);
            out.println("  " + balance + " " + Figures.grouped(whole) + " " + line.amounts().currency());
            for (FundShare fund : funds) {
                BigDecimal part = parts.stream().filter(each -> each.fund().equals(fund.fund())).map(PeriodSettled.FundPart::amount).findFirst()
                        .orElse(BigDecimal.ZERO.setScale(whole.scale()));
                out.println("    " + fund.fund() + " of " + fund.party() + ": " + whole.toPlainString() + " x " + fund.share().toPlainString() + " = "
                        + Arithmetic.plain(whole.multiply(fund.share())) + ", carries " + Figures.grouped(part));
            }
        }
    }

    /** What some term of the agreement counts over the year. */
    private static void left(PeriodSettled.YearToDate left, AgreementTerms terms, PrintWriter out) {
        String currency = " " + terms.currency().getCurrencyCode();
        String unit = " " + terms.unit().symbol();
        List<String> counted = new ArrayList<>();
        terms.caps().quantity().ifPresent(cap -> counted.add("settled " + Arithmetic.plain(left.quantity()) + " of " + Arithmetic.plain(cap) + unit));
        terms.caps().topUp().ifPresent(cap -> counted.add("top-up " + Figures.grouped(left.topUp()) + " of " + Figures.grouped(cap) + currency));
        terms.caps().upsideShare().ifPresent(cap -> counted.add("upside share " + Figures.grouped(left.upsideShare()) + " of " + Figures.grouped(cap) + currency));
        terms.takeOrPay().ifPresent(minimum -> counted.add("taken " + Arithmetic.plain(left.taken()) + " of "
                + Arithmetic.plain(minimum.minimumPerYear()) + unit));
        terms.marginGuarantee().ifPresent(guarantee -> counted.add("advanced " + Figures.grouped(left.advanced()) + currency));
        left.makeUp().forEach(paid -> counted.add("paid for in " + paid.year() + " and not yet taken " + Arithmetic.plain(paid.quantity()) + unit
                + " at " + paid.price().toPlainString() + currency + "/" + terms.unit().symbol()));
        out.println();
        out.println("Left of " + left.year() + " to its next period: " + String.join("; ", counted));
    }

    private static String verdict(SettlementLine line) {
        String amount = Figures.grouped(line.amounts().net().abs()) + " " + line.amounts().currency();
        String who = switch (line.amounts().net().signum()) {
            case 1 -> amount + " owed to " + line.producer();
            case -1 -> amount + " owed by " + line.producer();
            default -> "nothing owed by either side";
        };
        return line.kind().equals("accrual") ? "Accrual of an open period, payable to nobody yet: " + who : "Result: " + who;
    }

    private static void observations(ReferencePriceDetermined price, PrintWriter out) {
        boolean fx = price.observations().stream().anyMatch(seen -> seen.fxDate() != null);
        boolean converted = price.observations().stream().anyMatch(seen -> seen.converted() != null);
        // Of a basket, or weighted by volume, the steps below add up; the sum of all days would mean nothing.
        boolean summed = converted && price.observations().size() > 1
                && price.observations().stream().allMatch(seen -> seen.series() == null && seen.volume() == null && seen.converted() != null);
        out.println("Pricing days, " + price.observations().size() + ":");
        out.printf("  %-11s  %-11s  %14s%s%s  %s%n", "day", "assessed on", "price", fx ? "  fx of day        fx" : "",
                converted ? String.format("  %18s", price.currency() + "/" + price.unit()) : "", "facts");
        for (ReferencePriceDetermined.Observation seen : price.observations()) {
            String fxPart = !fx ? "" : String.format("  %-10s  %7s", seen.fxDate() == null ? "" : seen.fxDate(),
                    seen.fxRate() == null ? "" : seen.fxRate().toPlainString());
            String from = seen.series() == null ? "" : ", " + seen.rung() + " " + seen.series();
            String convertedPart = converted ? String.format("  %18s", seen.converted() == null ? "" : Figures.shown(seen.converted())) : "";
            out.printf("  %-11s  %-11s  %14s%s%s  %s%s%s%s%n", seen.pricingDate(),
                    seen.assessedOn().equals(seen.pricingDate()) ? "same day" : seen.assessedOn(), seen.price().toPlainString(), fxPart,
                    convertedPart, seen.priceFact(), seen.fxFact() == null ? "" : ", " + seen.fxFact(),
                    seen.volume() == null ? "" : ", volume " + seen.volume().toPlainString(), from);
        }
        if (summed) {
            BigDecimal sum = price.observations().stream().map(ReferencePriceDetermined.Observation::converted)
                    .reduce(BigDecimal.ZERO, BigDecimal::add);
            out.printf("  %-41s%s  %18s%n", "sum", fx ? "                   " : "", Figures.shown(sum));
        }
    }

    private static void print(int number, TraceStep step, PrintWriter out) {
        out.println();
        out.printf("%2d. %s = %s%n", number, step.name(), step.formula());
        String numbers = step.formula().startsWith("no ") ? step.formula() : numbersPutIn(step);
        if (!numbers.equals(step.formula())) {
            out.println("      = " + numbers);
        }
        out.println("      = " + Figures.shown(step.result()) + " " + step.unit()
                + (step.rounding() == null ? "" : "   rounded to " + step.rounding().replaceFirst(" ", " decimals, ")));
        for (TraceStep.Input input : step.inputs()) {
            if (input.fact() != null) {
                out.println("      " + input.name() + ": " + Figures.shown(input.value()) + " " + input.unit() + ", " + input.fact());
            }
        }
    }

    /** The formula with each name replaced by its value; the longest name first, so that none is found inside another. */
    static String numbersPutIn(TraceStep step) {
        Map<String, String> values = step.inputs().stream()
                .collect(Collectors.toMap(TraceStep.Input::name, input -> Figures.shown(input.value()), (a, b) -> a));
        if (step.formula().startsWith("sum of lots")) {
            String sum = step.inputs().stream().filter(input -> input.name().startsWith("lot ")).map(input -> Figures.shown(input.value()))
                    .collect(Collectors.joining(" + "));
            values.put("sum of lots", sum.contains("+") && !step.formula().equals("sum of lots") ? "(" + sum + ")" : sum);
        }
        String names = values.keySet().stream().sorted(Comparator.comparingInt(String::length).reversed()).map(Pattern::quote)
                .collect(Collectors.joining("|"));
        if (names.isEmpty()) {
            return step.formula();
        }
        Matcher found = Pattern.compile("\\b(?:" + names + ")\\b").matcher(step.formula());
        return found.replaceAll(match -> Matcher.quoteReplacement(values.get(match.group())));
    }
}
