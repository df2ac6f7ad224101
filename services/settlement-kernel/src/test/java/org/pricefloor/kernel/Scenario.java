package org.pricefloor.kernel;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.pricefloor.kernel.agreement.Instrument;
import org.pricefloor.kernel.agreement.QuantityTerms;
import org.pricefloor.kernel.agreement.UpsideShare.Trigger;
import org.pricefloor.kernel.calendar.PeriodLength;
import org.pricefloor.kernel.calendar.SettlementPeriod;
import org.pricefloor.kernel.calendar.Stage;
import org.pricefloor.kernel.delivery.Delivery;
import org.pricefloor.kernel.money.QuantityUnit;
import org.pricefloor.kernel.money.Rounding;
import org.pricefloor.kernel.price.ReferencePriceRule.ConversionOrder;
import org.pricefloor.kernel.settlement.Settled;
import org.pricefloor.kernel.settlement.SettlementOutcome;

/**
 * Reads a scenario line by line and does what it says. The words are explained in {@code scenarios/README.md}; phrases are set
 * apart by two blanks or more, and what follows {@code #} is a remark.
 */
final class Scenario {

    private final Market market = new Market().calendar("WEEKDAYS", Market.WEEKEND).calendar("ALL-DAYS", Market.NEVER_CLOSED);
    private final Map<String, Terms> agreements = new HashMap<>();
    private final Map<String, Book> books = new HashMap<>();
    private final Map<String, List<Delivery>> deliveries = new HashMap<>();
    private final Set<String> closed = new HashSet<>();
    private String line;

    void run(List<String> lines) {
        for (int number = 1; number <= lines.size(); number++) {
            line = lines.get(number - 1).replaceAll("#.*", "").strip();
            if (line.isEmpty()) {
                continue;
            }
            try {
                follow(new ArrayList<>(Arrays.asList(line.split("\\s{2,}"))));
            } catch (RuntimeException | AssertionError e) {
                throw new AssertionError("line " + number + ": " + line + "\n  " + e.getMessage(), e);
            }
        }
    }

    private void follow(List<String> phrases) {
        String verb = phrases.remove(0);
        switch (verb) {
            case "calendar" -> market.calendarOfOnly(phrases.get(0), phrases.get(1).split(" "));
            case "series" -> series(phrases);
            case "agreement" -> agreement(phrases);
            case "assessed", "revised", "fixed" -> market.figure(phrases.get(0), LocalDate.parse(phrases.get(1)), phrases.get(2));
            case "delivered", "recertified" -> delivered(phrases);
            case "closes" -> closed.add(phrases.get(0) + " " + phrases.get(1));
            case "accrues" -> settles(phrases, Stage.OPEN);
            case "settle" -> settles(phrases, Stage.CLOSED);
            case "parked" -> parked(phrases);
            default -> throw new IllegalArgumentException("no line begins with " + verb);
        }
    }

    private void series(List<String> phrases) {
        String id = phrases.get(0);
        String[] quoted = phrases.get(1).split("/");
        if (phrases.contains("fx")) {
            market.fxSeries(id, quoted[0], quoted[1], phrases.get(phrases.size() - 1));
        } else {
            market.series(id, quoted[0], unit(quoted[1]), phrases.contains("including-vat"), phrases.get(phrases.size() - 1));
        }
    }

    private void agreement(List<String> phrases) {
        Terms terms = new Terms();
        terms.agreement = phrases.remove(0);
        for (String phrase : phrases) {
            String[] words = phrase.split(" ");
            switch (words[0]) {
                case "floor", "strike" -> {
                    String[] perUnit = words[2].split("/");
                    terms.floor(words[1]).in(perUnit[0], unit(perUnit[1]));
                    terms.instrument = words[0].equals("floor") ? Instrument.FLOOR : Instrument.TWO_WAY_DIFFERENCE;
                }
                case "then" -> terms.floor.put(LocalDate.parse(words[3]), new BigDecimal(words[1]));
                case "series" -> terms.series = words[1];
                case "mean-of-pricing-days" -> terms.order = ConversionOrder.CONVERT_THEN_AVERAGE;
                case "average-then-convert" -> terms.order = ConversionOrder.AVERAGE_THEN_CONVERT;
                case "minimum-observations" -> terms.minimumObservations = Integer.parseInt(words[1]);
                case "round" -> terms.priceRounding = new Rounding(Integer.parseInt(words[1]),
                        RoundingMode.HALF_UP);
                case "every" -> terms.period = PeriodLength.ofTerm(words[1]).orElseThrow();
                case "last-published" -> terms.lastPublished(Integer.parseInt(words[1]));
                case "vat" -> terms.vat(words[3], words[1]);
                case "fx" -> terms.fx(words[1], Integer.parseInt(words[2]));
                case "upside" -> terms.upside(words[1], words[3]);
                case "milestone" -> terms.milestone(words[1].equals("not-reached") ? null : words[1],
                        words.length > 2 ? Trigger.ofTerm(words[2]).orElseThrow() : Trigger.NEXT_PERIOD);
                case "metered" -> terms.basis = QuantityTerms.Basis.METERED;
                case "categories" -> terms.categories = Set.of(words[1].split(","));
                case "expected-share" -> terms.expectedShare = new BigDecimal(words[1]);
                default -> throw new IllegalArgumentException("no term begins with " + words[0]);
            }
        }
        // A series that no line introduced is in the agreement's own currency and unit, without tax, from Monday to Friday.
        if (!market.priceSeries.containsKey(terms.series)) {
            market.series(terms.series, terms.currency.getCurrencyCode(), terms.unit, false, "WEEKDAYS");
        }
        agreements.put(terms.agreement, terms);
        books.putIfAbsent(terms.agreement, new Book());
    }

    private void delivered(List<String> phrases) {
        String[] quantity = phrases.get(2).split(" ");
        String lot = phrases.size() > 3 ? phrases.get(3) : "L" + (1 + of(phrases).size());
        String category = phrases.size() > 4 ? phrases.get(4) : "stockpile";
        LocalDate day = phrases.get(1).length() == 10 ? LocalDate.parse(phrases.get(1)) : period(phrases).from();
        market.deliveries.clear();
        market.deliveries.addAll(of(phrases));
        market.delivered(lot, day.toString(), quantity[0], unit(quantity[1]), category);
        deliveries.put(phrases.get(0), List.copyOf(market.deliveries));
    }

    private List<Delivery> of(List<String> phrases) {
        return deliveries.getOrDefault(phrases.get(0), List.of());
    }

    /** {@code A1  2026-03  top-up 654276.78 USD  restated -12545.13 USD  flagged STALE_PRICE}: in any order, zero unless named. */
    private void settles(List<String> phrases, Stage stage) {
        boolean isClosed = closed.contains(phrases.get(0) + " " + phrases.get(1));
        if (stage == Stage.OPEN && isClosed) {
            throw new IllegalArgumentException("the period is closed and accrues no more");
        }
        if (stage == Stage.CLOSED) {
            closed.add(phrases.get(0) + " " + phrases.get(1));
        }
        SettlementOutcome outcome = outcome(phrases, stage);
        if (!(outcome instanceof Settled settled)) {
            throw new AssertionError("parked: " + outcome);
        }
        Book.Run run = books.get(phrases.get(0)).post(settled);
        for (String phrase : phrases.subList(2, phrases.size())) {
            String[] words = phrase.split(" ", 2);
            String found = switch (words[0]) {
                case "top-up" -> settled.amounts().topUp().toString();
                case "upside" -> settled.amounts().upsideShare().toString();
                case "restated" -> run.change().toString();
                case "reference" -> settled.amounts().referencePrice().map(Object::toString).orElse("none");
                case "posts" -> run.posted().size() + (run.posted().size() == 1 ? " transfer" : " transfers");
                case "kind" -> run.kind().term();
                case "flagged" -> String.join(" ", settled.flags().stream().map(flag -> flag.split(" ")[0]).toList());
                default -> throw new IllegalArgumentException("nothing is expected by " + words[0]);
            };
            assertEquals(words[1], found, words[0]);
        }
    }

    private void parked(List<String> phrases) {
        boolean isClosed = closed.contains(phrases.get(0) + " " + phrases.get(1));
        SettlementOutcome outcome = outcome(phrases, isClosed ? Stage.CLOSED : Stage.OPEN);
        if (!(outcome instanceof SettlementOutcome.Parked parked)) {
            throw new AssertionError("not parked: " + outcome);
        }
        assertEquals(phrases.subList(2, phrases.size()), parked.missing().stream().map(missing -> missing.rule().name()).toList());
    }

    private SettlementOutcome outcome(List<String> phrases, Stage stage) {
        market.deliveries.clear();
        market.deliveries.addAll(of(phrases));
        return market.settle(agreements.get(phrases.get(0)), period(phrases), stage);
    }

    /** {@code 2026-03-05}, {@code 2026-03} or {@code 2025-Q4}. */
    private SettlementPeriod period(List<String> phrases) {
        String label = phrases.get(1);
        LocalDate day = label.contains("Q")
                ? LocalDate.of(Integer.parseInt(label.substring(0, 4)), 3 * Integer.parseInt(label.substring(6)) - 2, 1)
                : LocalDate.parse(label.length() == 7 ? label + "-01" : label);
        return SettlementPeriod.containing(agreements.get(phrases.get(0)).period, day);
    }

    private static QuantityUnit unit(String symbol) {
        return QuantityUnit.ofSymbol(symbol).orElseThrow(() -> new IllegalArgumentException("no unit is called " + symbol));
    }
}
