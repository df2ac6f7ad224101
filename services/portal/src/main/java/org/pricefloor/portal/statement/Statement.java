package org.pricefloor.portal.statement;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.pricefloor.contracts.Period;
import org.pricefloor.contracts.PeriodParked;
import org.pricefloor.contracts.PeriodSettled;
import org.pricefloor.contracts.ReferencePriceDetermined;
import org.pricefloor.contracts.TraceStep;
import org.pricefloor.portal.page.Figures;

/**
 * One run of a period as a reader sees it, with what stands around it.
 *
 * @param shown         the run, exactly as it was posted
 * @param runs          all runs of the period, oldest first
 * @param determination the reference price with its observations; null where no price was needed, and null as well while
 *                      its event is on its way (it travels on another partition)
 * @param parked        set while the period can not be computed at present
 */
public record Statement(PeriodSettled shown, List<Run> runs, ReferencePriceDetermined determination, PeriodParked parked) {

    private static final String ELIGIBLE_QUANTITY = "eligible quantity";
    private static final String REFERENCE_PRICE = "reference price";
    private static final String FLOOR_PRICE = "floor price";
    private static final String UNIT_DIFFERENCE = "unit difference";
    private static final String TOP_UP = "top-up";
    private static final String UPSIDE_SHARE = "upside share";
    private static final String NET = "net";
    private static final List<String> AMOUNTS =
            List.of(ELIGIBLE_QUANTITY, REFERENCE_PRICE, FLOOR_PRICE, UNIT_DIFFERENCE, TOP_UP, UPSIDE_SHARE, NET);

    /** A line of the history of a period. */
    public record Run(int sequence, String kind, Instant recordedAt, long cutOff, BigDecimal net, BigDecimal difference, String currency) {
    }

    /**
     * An amount with the steps that led to it, printed below it.
     *
     * @param name   the glossary's word
     * @param label  as the page calls it
     * @param origin said where no step led to it; may be empty
     */
    public record Line(String name, String label, BigDecimal value, boolean money, String unit, List<DerivationStep> steps, String origin) {

        /** With its unit, as it stands in the table. */
        public String figure() {
            return value == null ? "none needed" : (money ? Figures.money(value) : Figures.plain(value)) + " " + unit;
        }
    }

    /** What one pricing day contributed, with what a reader must notice. */
    public record Day(ReferencePriceDetermined.Observation observation, Optional<DerivationStep> step) {

        /** The conversion of this day with its figures put in; empty where the price was taken as printed. */
        public String calculation() {
            return step.map(DerivationStep::withFigures).orElse("");
        }

        public boolean stale() {
            return !observation.assessedOn().equals(observation.pricingDate())
                    && (observation.rung() == null || observation.rung().equals("last-published"));
        }

        public boolean earlierFix() {
            return observation.fxDate() != null && !observation.fxDate().equals(observation.pricingDate());
        }

        public String remark() {
            List<String> remarks = new ArrayList<>();
            if (observation.series() != null) {
                remarks.add(observation.rung() + " " + observation.series());
            }
            if (observation.volume() != null) {
                remarks.add("volume " + observation.volume().toPlainString());
            }
            if (stale()) {
                remarks.add("last published price");
            }
            if (earlierFix()) {
                remarks.add("previous FX fix");
            }
            return String.join(", ", remarks);
        }
    }

    public Period period() {
        return shown.period();
    }

    public boolean accrual() {
        return shown.run().kind().equals("accrual");
    }

    /** Whether the run shown is the newest. An earlier one says so at its top. */
    public boolean newest() {
        return shown.run().sequence() == newestSequence();
    }

    public int newestSequence() {
        return runs.get(runs.size() - 1).sequence();
    }

    /** Net of the run before this one; zero for the first. */
    public BigDecimal previousNet() {
        return shown.amounts().net().subtract(shown.difference());
    }

    /** Who owes, in words; positive is owed to the producer. */
    public String meaning() {
        return switch (shown.amounts().net().signum()) {
            case 1 -> accrual() ? "accrued in favour of " + shown.producer() : shown.office() + " owes " + shown.producer();
            case -1 -> accrual() ? "accrued in favour of " + shown.office() : shown.producer() + " owes " + shown.office();
            default -> "Nothing is owed either way";
        };
    }

    public String netWithoutSign() {
        return Figures.money(shown.amounts().net().abs());
    }

    /** A price without a determination in hand: the page says that its derivation is on its way. */
    public boolean derivationOnItsWay() {
        return shown.determination() != null && determination == null;
    }

    public List<Day> days() {
        if (determination == null) {
            return List.of();
        }
        List<DerivationStep> steps = steps(determination.trace());
        return determination.observations().stream()
                .map(seen -> new Day(seen, steps.stream().filter(step -> isOf(step, seen)).findFirst()))
                .toList();
    }

    private static boolean isOf(DerivationStep step, ReferencePriceDetermined.Observation seen) {
        return step.name().endsWith(" " + seen.pricingDate()) && (seen.series() == null || step.name().contains(" of " + seen.series() + ", "));
    }

    /** How a day is converted, in the names of the inputs; empty where prices are taken as printed. */
    public String conversionFormula() {
        return days().stream().flatMap(day -> day.step().stream()).map(DerivationStep::formula).findFirst().orElse("");
    }

    /** Whether a day's price was turned into something else before it was averaged. */
    public boolean converted() {
        return days().stream().map(Day::observation).anyMatch(seen -> seen.converted() != null && seen.converted().compareTo(seen.price()) != 0);
    }

    /** Whether a day's price was turned into another currency. */
    public boolean foreignExchange() {
        return days().stream().anyMatch(day -> day.observation().fxRate() != null);
    }

    /** The unit of the published price; that of the reference price where prices are taken as printed. */
    public String priceUnit() {
        return unitOfInput("price").orElse(determination.currency() + "/" + determination.unit());
    }

    /** The unit of the FX rates, empty where it is not said. */
    public String fxUnit() {
        return unitOfInput("fx").orElse("");
    }

    private Optional<String> unitOfInput(String name) {
        return days().stream().flatMap(day -> day.step().stream()).flatMap(step -> step.inputs().stream())
                .filter(input -> input.name().equals(name) && input.unit() != null).map(TraceStep.Input::unit).findFirst();
    }

    /** The terms in the conversion of the days, each value once: {@code vat = 0.13, units = 1000 kg/t}. */
    public String conversionTerms() {
        return days().stream().flatMap(day -> day.step().stream()).flatMap(step -> step.inputs().stream())
                .filter(input -> input.fact() == null)
                .map(input -> input.name() + " = " + input.value() + (input.unit() == null || input.unit().equals("1") ? "" : " " + input.unit()))
                .distinct().collect(Collectors.joining(", "));
    }

    /** How often a kind of remark occurs, so that nobody has to count the rows. */
    public long staleDays() {
        return days().stream().filter(Day::stale).count();
    }

    public long daysWithEarlierFix() {
        return days().stream().filter(Day::earlierFix).count();
    }

    /** The steps of the reference price but for those of single days, which stand in the table of days. */
    public List<DerivationStep> determinationSteps() {
        if (determination == null) {
            return List.of();
        }
        return steps(determination.trace()).stream()
                .filter(step -> determination.observations().stream().noneMatch(seen -> isOf(step, seen)))
                .toList();
    }

    /** Flags of the run and of its reference price, each once. */
    public List<String> flags() {
        List<String> all = new ArrayList<>(nothingForNull(shown.flags()));
        if (determination != null) {
            all.addAll(nothingForNull(determination.flags()));
        }
        return all.stream().distinct().toList();
    }

    public List<String> facts() {
        return nothingForNull(shown.facts());
    }

    public List<PeriodSettled.Transfer> transfers() {
        return nothingForNull(shown.transfers());
    }

    /**
     * The amounts in the order in which they are computed (rule 10), each with the steps that led to it: those that bear
     * its name, and the intermediate results before them.
     */
    public List<Line> lines() {
        PeriodSettled.Amounts amounts = shown.amounts();
        String price = amounts.currency() + "/" + amounts.unit();
        Map<String, List<DerivationStep>> steps = stepsByAmount();
        if (steps.get(REFERENCE_PRICE).isEmpty()) {
            steps.put(REFERENCE_PRICE, determinationSteps());
        }
        if (steps.get(NET).stream().noneMatch(step -> step.name().equals(NET))) {
            steps.get(NET).add(new DerivationStep(new TraceStep(NET, "top-up - upside share", List.of(
                    new TraceStep.Input(TOP_UP, amounts.topUp().toPlainString(), amounts.currency(), null),
                    new TraceStep.Input(UPSIDE_SHARE, amounts.upsideShare().toPlainString(), amounts.currency(), null)),
                    amounts.net().toPlainString(), amounts.currency(), null)));
        }
        boolean strike = steps.get(UNIT_DIFFERENCE).stream().flatMap(step -> step.inputs().stream()).anyMatch(input -> input.name().equals("strike price"));
        String unsaidPrice = amounts.referencePrice() == null ? "no eligible quantity, so no price is needed" : derivationOnItsWay() ? "derivation on its way" : "";
        return List.of(
                new Line(ELIGIBLE_QUANTITY, "Eligible quantity", amounts.quantity(), false, amounts.unit(), steps.get(ELIGIBLE_QUANTITY), ""),
                new Line(REFERENCE_PRICE, "Reference price", amounts.referencePrice(), false, price, steps.get(REFERENCE_PRICE), unsaidPrice),
                new Line(FLOOR_PRICE, strike ? "Strike price" : "Floor price", amounts.floorPrice(), false, price, steps.get(FLOOR_PRICE),
                        "a term of the agreement, version " + shown.agreementVersion()),
                new Line(UNIT_DIFFERENCE, "Unit difference", amounts.unitDifference(), false, price, steps.get(UNIT_DIFFERENCE), ""),
                new Line(TOP_UP, "Top-up", amounts.topUp(), true, amounts.currency(), steps.get(TOP_UP), "nothing is due from the office for this period"),
                new Line(UPSIDE_SHARE, "Upside share", amounts.upsideShare(), true, amounts.currency(), steps.get(UPSIDE_SHARE), "nothing is due to the office for this period"),
                new Line(NET, "Net", amounts.net(), true, amounts.currency(), steps.get(NET), ""));
    }

    private Map<String, List<DerivationStep>> stepsByAmount() {
        Map<String, List<DerivationStep>> steps = new HashMap<>();
        AMOUNTS.forEach(amount -> steps.put(amount, new ArrayList<>()));
        List<DerivationStep> intermediate = new ArrayList<>();
        for (DerivationStep step : steps(shown.trace())) {
            intermediate.add(step);
            if (steps.containsKey(step.name())) {
                steps.get(step.name()).addAll(intermediate);
                intermediate.clear();
            }
        }
        // A two-way difference ends in one signed amount, which is the top-up or the upside share by its sign.
        String last = shown.amounts().topUp().signum() > 0 ? TOP_UP : shown.amounts().upsideShare().signum() > 0 ? UPSIDE_SHARE : NET;
        steps.get(last).addAll(intermediate);
        return steps;
    }

    private static List<DerivationStep> steps(List<TraceStep> trace) {
        return nothingForNull(trace).stream().map(DerivationStep::new).toList();
    }

    private static <T> List<T> nothingForNull(List<T> list) {
        return list == null ? List.of() : list;
    }
}
