package org.pricefloor.commandline;

import java.io.PrintWriter;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.pricefloor.contracts.PeriodParked;
import org.pricefloor.contracts.ReferencePriceDetermined;
import org.pricefloor.contracts.TraceStep;
import org.pricefloor.kernel.agreement.AgreementTerms;
import org.pricefloor.kernel.calendar.SettlementPeriod;
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
        AgreementTerms chosen = terms.agreements(List.of(agreement)).get(agreement);
        SettlementPeriod wanted = period(chosen, period);
        Facts facts = Facts.read(inputs, terms, spec.commandLine().getErr());
        SettlementLine line = SettlementLine.whole(new Bench(terms, facts, inputs.asOf()).settle(chosen, wanted));
        if (json) {
            out.println(new String(EventJson.write(line), StandardCharsets.UTF_8));
        } else {
            print(line, out);
        }
        return ExitCode.OK.number();
    }

    private static SettlementPeriod period(AgreementTerms terms, String label) {
        SettlementPeriod period = terms.periodOf(terms.effectiveFrom());
        while (terms.isInTerm(period.from())) {
            if (period.label().equals(label)) {
                return period;
            }
            period = period.next();
        }
        throw new CommandStopped(ExitCode.USAGE, "Agreement " + terms.agreement() + " has no period " + label + ": its periods are "
                + terms.periodLength().term() + "s from " + terms.periodOf(terms.effectiveFrom()).label() + " to "
                + terms.periodOf(terms.effectiveTo()).label() + ".");
    }

    private static void print(SettlementLine line, PrintWriter out) {
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
        ReferencePriceDetermined price = line.referencePrice();
        if (price != null) {
            out.println();
            out.println("Rule of the reference price: " + price.ruleText());
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
        out.println("Net = top-up - upside = " + Figures.grouped(line.amounts().topUp()) + " - " + Figures.grouped(line.amounts().upsideShare())
                + " = " + Figures.grouped(line.amounts().net()) + " " + line.amounts().currency());
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
        String numbers = numbersPutIn(step);
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
