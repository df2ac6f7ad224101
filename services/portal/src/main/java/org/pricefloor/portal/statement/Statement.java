package org.pricefloor.portal.statement;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.pricefloor.contracts.Period;
import org.pricefloor.contracts.PeriodParked;
import org.pricefloor.contracts.PeriodSettled;
import org.pricefloor.contracts.ReferencePriceDetermined;
import org.pricefloor.contracts.TraceStep;
import org.pricefloor.portal.page.Figures;
import org.pricefloor.portal.page.Words;

/**
 * One run of a period as a reader sees it, with what stands around it.
 *
 * @param shown     the run, exactly as it was posted
 * @param runs      all runs of the period, oldest first
 * @param prices    the reference prices that it was computed with, each once; none where no price was needed
 * @param netted    the netting of the period as far as the run shown knows it; null where there is none
 * @param enteredBy id of the run whose netting took this one's difference; null where none has
 * @param parked    set while the period can not be computed at present
 */
public record Statement(PeriodSettled shown, List<Run> runs, List<ReferencePrice> prices, Netted netted, String enteredBy, PeriodParked parked) {

    private static final String ELIGIBLE_QUANTITY = "eligible quantity";
    private static final String REFERENCE_PRICE = "reference price";
    private static final String FLOOR_PRICE = "floor price";
    private static final String UNIT_DIFFERENCE = "unit difference";
    private static final String TOP_UP = "top-up";
    private static final String UPSIDE_SHARE = "upside share";
    private static final String NET = "net";
    private static final String STRIKE_PRICE = "strike price";
    private static final String EXCESS = "excess";
    private static final String DIFFERENCE_AMOUNT = "difference amount";
    private static final String BEFORE_THE_CAP = " before the cap";
    private static final String TRUE_UP = "margin true-up";
    private static final String ADVANCE_REPAYMENT = "advance repayment";
    private static final String OWED_TO = "owed to the producer";
    private static final String OWED_BY = "owed by the producer";
    private static final List<String> AMOUNTS =
            List.of(ELIGIBLE_QUANTITY, REFERENCE_PRICE, FLOOR_PRICE, UNIT_DIFFERENCE, TOP_UP, UPSIDE_SHARE, NET);
    private static final List<String> COMPONENTS = List.of(TOP_UP, UPSIDE_SHARE, "deficiency", "make-up credit", "margin advance", TRUE_UP,
            ADVANCE_REPAYMENT, "excess share");
    private static final Set<String> OWED_BY_PRODUCER = Set.of(UPSIDE_SHARE, "make-up credit", ADVANCE_REPAYMENT, "excess share");

    /** A line of the history of a period. Only a dispute run has a decision. */
    public record Run(int sequence, String kind, Instant recordedAt, long cutOff, BigDecimal net, BigDecimal difference, String currency,
                      String decision) {
    }

    /**
     * An amount with the steps that led to it, printed below it.
     *
     * @param name    the glossary's word
     * @param label   as the page calls it
     * @param origin  said where no step led to it; may be empty
     * @param product of several; null of an amount of the whole agreement
     * @param days    where on the page the pricing days stand; empty where there are none
     */
    public record Line(String name, String label, BigDecimal value, boolean money, String unit, List<DerivationStep> steps, String origin,
                       String product, String days) {

        /** With its unit, as it stands in the table. */
        public String figure() {
            return value == null ? "none needed" : (money ? Figures.money(value) : Figures.plain(value)) + " " + unit;
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

    /** The determination of an agreement with one product; null where no price was needed, and while it is on its way. */
    public ReferencePriceDetermined determination() {
        return shown.determination() == null ? null : prices.stream().map(ReferencePrice::determined).filter(Objects::nonNull).findFirst().orElse(null);
    }

    /** A price without a determination in hand: the page says that its derivation is on its way. */
    public boolean derivationOnItsWay() {
        return prices.stream().anyMatch(ReferencePrice::onItsWay);
    }

    public boolean severalProducts() {
        return shown.lines() != null && !shown.lines().isEmpty();
    }

    /** Flags of the run and of its reference price, each once. */
    public List<String> flags() {
        List<String> all = new ArrayList<>(nothingForNull(shown.flags()));
        prices.stream().filter(price -> !price.onItsWay()).forEach(price -> all.addAll(nothingForNull(price.determined().flags())));
        return all.stream().distinct().toList();
    }

    public List<String> facts() {
        return nothingForNull(shown.facts());
    }

    public List<PeriodSettled.Transfer> transfers() {
        return nothingForNull(shown.transfers());
    }

    // ---- the amounts

    /** The lines of a product, or of all of them. */
    public record Group(String title, List<Line> lines) {
    }

    /** The amounts under the product that they are of; of a single product one group without a title. */
    public List<Group> groups() {
        Map<String, List<Line>> groups = new LinkedHashMap<>();
        lines().forEach(line -> groups.computeIfAbsent(line.product() == null ? "" : line.product(), unseen -> new ArrayList<>()).add(line));
        return groups.entrySet().stream()
                .map(each -> new Group(!severalProducts() ? "" : each.getKey().isEmpty() ? "All products" : each.getKey(), each.getValue())).toList();
    }

    /**
     * The amounts in the order in which they are computed (rule 10), each with the steps that led to it: those that bear
     * its name, and the intermediate results before them.
     */
    public List<Line> lines() {
        Map<String, List<DerivationStep>> steps = stepsByAmount();
        List<Line> lines = new ArrayList<>();
        PeriodSettled.Amounts amounts = shown.amounts();
        if (severalProducts()) {
            for (PeriodSettled.Line line : shown.lines()) {
                priced(lines, steps, line.product(), line.quantity(), line.floorPrice(), line.referencePrice(), line.unitDifference());
                lines.add(money(steps, TOP_UP, line.product(), line.topUp(), line.topUp().signum() == 0 ? "nothing is due from the office for this product" : ""));
                lines.add(money(steps, UPSIDE_SHARE, line.product(), line.upsideShare(), line.upsideShare().signum() == 0 ? "nothing is due to the office for this product" : ""));
            }
        } else if (amounts.floorPrice() != null || amounts.referencePrice() != null || !steps.get(ELIGIBLE_QUANTITY).isEmpty()) {
            priced(lines, steps, null, amounts.quantity(), amounts.floorPrice(), amounts.referencePrice(), amounts.unitDifference());
        }
        if (composed()) {
            shown.components().forEach(part -> lines.add(money(steps, part.component(), null, part.amount(), "")));
        } else {
            lines.add(money(steps, TOP_UP, null, amounts.topUp(), amounts.topUp().signum() == 0 ? "nothing is due from the office for this period" : ""));
            lines.add(money(steps, UPSIDE_SHARE, null, amounts.upsideShare(), amounts.upsideShare().signum() == 0 ? "nothing is due to the office for this period" : ""));
        }
        // A component that came to nothing is shown where steps led to it: that nothing is due has to be explained too.
        COMPONENTS.stream().filter(name -> !steps.get(name).isEmpty() && lines.stream().noneMatch(line -> line.product() == null && line.name().equals(name)))
                .forEach(name -> lines.add(money(steps, name, null, zero(), "")));
        if (composed()) {
            lines.add(money(steps, OWED_TO, null, amounts.topUp(), "all components that are owed to the producer"));
            lines.add(money(steps, OWED_BY, null, amounts.upsideShare(), "all components that are owed by the producer"));
        }
        lines.add(money(steps, NET, null, amounts.net(), ""));
        return lines;
    }

    private void priced(List<Line> lines, Map<String, List<DerivationStep>> steps, String product, BigDecimal quantity, BigDecimal floorPrice,
                        BigDecimal referencePrice, BigDecimal unitDifference) {
        String unit = shown.amounts().unit();
        String price = shown.amounts().currency() + "/" + unit;
        Optional<ReferencePrice> determined = prices.stream().filter(each -> product == null || each.products().contains(product)).findFirst();
        List<DerivationStep> ofReference = steps(steps, REFERENCE_PRICE, product);
        if (ofReference.isEmpty()) {
            ofReference = determined.map(ReferencePrice::steps).orElse(List.of());
        }
        boolean strike = steps(steps, UNIT_DIFFERENCE, product).stream().flatMap(step -> step.inputs().stream())
                .anyMatch(input -> input.name().equals(STRIKE_PRICE));
        List<DerivationStep> ofFloor = steps(steps, FLOOR_PRICE, product).isEmpty() ? steps(steps, STRIKE_PRICE, product) : steps(steps, FLOOR_PRICE, product);
        String unsaidPrice = referencePrice == null ? "no eligible quantity, so no price is needed"
                : determined.map(ReferencePrice::onItsWay).orElse(false) ? "derivation on its way" : "";
        lines.add(new Line(ELIGIBLE_QUANTITY, "Eligible quantity", quantity, false, unit, steps(steps, ELIGIBLE_QUANTITY, product), "", product, ""));
        lines.add(new Line(REFERENCE_PRICE, "Reference price", referencePrice, false, price, ofReference, unsaidPrice, product,
                determined.filter(each -> !each.days().isEmpty()).map(ReferencePrice::anchor).orElse("")));
        lines.add(new Line(FLOOR_PRICE, strike ? "Strike price" : "Floor price", floorPrice, false, price, ofFloor,
                floorPrice == null ? "no eligible quantity, so its index is not needed" : "a term of the agreement, version " + shown.agreementVersion(),
                product, ""));
        lines.add(new Line(UNIT_DIFFERENCE, "Unit difference", unitDifference, false, price, steps(steps, UNIT_DIFFERENCE, product), "", product, ""));
    }

    private Line money(Map<String, List<DerivationStep>> steps, String name, String product, BigDecimal amount, String origin) {
        return new Line(name, Words.term(name), amount, true, shown.amounts().currency(), steps(steps, name, product), origin, product, "");
    }

    private static List<DerivationStep> steps(Map<String, List<DerivationStep>> steps, String amount, String product) {
        return steps.getOrDefault(product == null ? amount : amount + " of " + product, List.of());
    }

    private BigDecimal zero() {
        return BigDecimal.ZERO.setScale(shown.amounts().net().scale());
    }

    /** Whether the amounts are more than a top-up and an upside share. */
    private boolean composed() {
        return shown.components() != null && !shown.components().isEmpty();
    }

    private Map<String, List<DerivationStep>> stepsByAmount() {
        Map<String, List<DerivationStep>> steps = new HashMap<>();
        AMOUNTS.forEach(amount -> steps.put(amount, new ArrayList<>()));
        COMPONENTS.forEach(amount -> steps.put(amount, new ArrayList<>()));
        nothingForNull(shown.lines()).forEach(line -> AMOUNTS.forEach(amount -> steps.put(amount + " of " + line.product(), new ArrayList<>())));
        List<DerivationStep> intermediate = new ArrayList<>();
        for (DerivationStep step : steps(shown.trace())) {
            intermediate.add(step);
            String amount = amountOf(step.name(), steps);
            if (amount != null) {
                steps.get(amount).addAll(intermediate);
                intermediate.clear();
            }
        }
        // What is left ends in the one component that no step bears the name of, or of a period without any in the net.
        String last = COMPONENTS.stream().filter(name -> component(name).signum() > 0 && steps.get(name).isEmpty()).findFirst().orElse(NET);
        steps.get(last).addAll(intermediate);
        if (steps.get(NET).stream().noneMatch(step -> step.name().equals(NET))) {
            String owedTo = composed() ? OWED_TO : TOP_UP;
            String owedBy = composed() ? OWED_BY : UPSIDE_SHARE;
            PeriodSettled.Amounts amounts = shown.amounts();
            steps.get(NET).add(new DerivationStep(new TraceStep(NET, owedTo + " - " + owedBy, List.of(
                    new TraceStep.Input(owedTo, amounts.topUp().toPlainString(), amounts.currency(), null),
                    new TraceStep.Input(owedBy, amounts.upsideShare().toPlainString(), amounts.currency(), null)),
                    amounts.net().toPlainString(), amounts.currency(), null)));
        }
        return steps;
    }

    /** The amount that a step ends in; null of an intermediate result. A line's amount before a cap belongs to the capped one. */
    private String amountOf(String step, Map<String, List<DerivationStep>> steps) {
        String bare = step.endsWith(BEFORE_THE_CAP) ? step.substring(0, step.length() - BEFORE_THE_CAP.length()) : step;
        if (steps.containsKey(bare)) {
            return bare;
        }
        if (bare.equals(STRIKE_PRICE)) {
            return FLOOR_PRICE;
        }
        if (bare.equals("true-up")) {
            return component(ADVANCE_REPAYMENT).signum() > 0 ? ADVANCE_REPAYMENT : TRUE_UP;
        }
        for (PeriodSettled.Line line : nothingForNull(shown.lines())) {
            // Where it is zero no further step follows, and the next step is of another product.
            if (bare.equals(EXCESS + " of " + line.product())) {
                return UPSIDE_SHARE + " of " + line.product();
            }
            if (bare.equals(STRIKE_PRICE + " of " + line.product())) {
                return FLOOR_PRICE + " of " + line.product();
            }
            // A two-way difference ends in one signed amount, which is the top-up or the upside share by its sign.
            if (bare.equals(DIFFERENCE_AMOUNT + " of " + line.product())) {
                return (line.upsideShare().signum() > 0 ? UPSIDE_SHARE : TOP_UP) + " of " + line.product();
            }
        }
        return bare.equals(DIFFERENCE_AMOUNT) ? shown.amounts().topUp().signum() > 0 ? TOP_UP : shown.amounts().upsideShare().signum() > 0 ? UPSIDE_SHARE : NET : null;
    }

    /** What a component comes to; zero where it is none of this run's. */
    private BigDecimal component(String name) {
        if (!composed()) {
            return name.equals(TOP_UP) ? shown.amounts().topUp() : name.equals(UPSIDE_SHARE) ? shown.amounts().upsideShare() : BigDecimal.ZERO;
        }
        return shown.components().stream().filter(part -> part.component().equals(name)).map(PeriodSettled.Component::amount).findFirst().orElse(BigDecimal.ZERO);
    }

    // ---- what the amounts are made of, and who pays them

    /** A component in the column of the side that it is owed to; the other is null. */
    public record Part(String label, BigDecimal owedTo, BigDecimal owedBy) {
    }

    /** The components where they are more than a top-up and an upside share; they add up to the two sides, and those to the net. */
    public List<Part> parts() {
        return !composed() ? List.of() : shown.components().stream()
                .map(part -> OWED_BY_PRODUCER.contains(part.component()) ? new Part(Words.term(part.component()), null, part.amount())
                        : new Part(Words.term(part.component()), part.amount(), null))
                .toList();
    }

    /** What a fund carries of each balance, in the order of {@link #fundBalances()}; null where nothing. */
    public record FundShare(String fund, List<BigDecimal> parts, BigDecimal net) {
    }

    /** What funds divide: components, or of an open period the accrued sides. */
    public List<String> fundBalances() {
        return nothingForNull(shown.funds()).stream().map(PeriodSettled.FundPart::balance).distinct().toList();
    }

    /** Each fund with its parts, and in the last row the whole. */
    public List<FundShare> fundShares() {
        List<FundShare> shares = new ArrayList<>();
        nothingForNull(shown.funds()).stream().map(PeriodSettled.FundPart::fund).distinct().forEach(fund -> shares.add(fundShare(fund,
                shown.funds().stream().filter(part -> part.fund().equals(fund)).toList())));
        return shares;
    }

    public FundShare wholeOfFunds() {
        return fundShare("", nothingForNull(shown.funds()));
    }

    private FundShare fundShare(String fund, List<PeriodSettled.FundPart> parts) {
        List<BigDecimal> columns = fundBalances().stream().map(balance -> parts.stream().filter(part -> part.balance().equals(balance))
                .map(PeriodSettled.FundPart::amount).reduce(BigDecimal::add).orElse(null)).toList();
        BigDecimal net = parts.stream().map(part -> owedByProducer(part.balance()) ? part.amount().negate() : part.amount()).reduce(zero(), BigDecimal::add);
        return new FundShare(fund, columns, net);
    }

    private static boolean owedByProducer(String balance) {
        return OWED_BY_PRODUCER.contains(balance) || balance.equals("accrued upside");
    }

    public boolean fundsAreNamed() {
        return transfers().stream().anyMatch(transfer -> transfer.fund() != null);
    }

    /** What the calendar year has used up to and with this period. */
    public List<YearUse> yearUses() {
        return YearUse.of(shown);
    }

    public List<PeriodSettled.MakeUp> makeUp() {
        return shown.yearToDate() == null ? List.of() : nothingForNull(shown.yearToDate().makeUp());
    }

    /** Sums over the products, before any cap of the agreement. */
    public BigDecimal topUpOfLines() {
        return shown.lines().stream().map(PeriodSettled.Line::topUp).reduce(BigDecimal.ZERO, BigDecimal::add);
    }

    public BigDecimal upsideShareOfLines() {
        return shown.lines().stream().map(PeriodSettled.Line::upsideShare).reduce(BigDecimal.ZERO, BigDecimal::add);
    }
    static List<DerivationStep> steps(List<TraceStep> trace) {
        return nothingForNull(trace).stream().map(DerivationStep::new).toList();
    }

    private static <T> List<T> nothingForNull(List<T> list) {
        return list == null ? List.of() : list;
    }
}
