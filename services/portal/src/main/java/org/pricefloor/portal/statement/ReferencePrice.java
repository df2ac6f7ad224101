package org.pricefloor.portal.statement;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.pricefloor.contracts.PeriodSettled;
import org.pricefloor.contracts.ReferencePriceDetermined;
import org.pricefloor.contracts.TraceStep;
import org.pricefloor.portal.page.Words;

/**
 * A reference price that a run was computed with, and its workings.
 *
 * @param products   those that are priced with it; empty of an agreement with one product
 * @param named      as the run names it
 * @param determined null while its event is on its way: it travels on another partition
 */
public record ReferencePrice(List<String> products, PeriodSettled.Determination named, ReferencePriceDetermined determined) {

    private static final String PRIMARY = "primary";
    private static final String LAST_PUBLISHED = "last-published";

    /** What one pricing day contributed, with what a reader must notice. */
    public record Day(ReferencePriceDetermined.Observation observation, Optional<DerivationStep> step) {

        /** The conversion of this day with its figures put in; empty where the price was taken as printed. */
        public String calculation() {
            return step.map(DerivationStep::withFigures).orElse("");
        }

        /** The rung of the ladder of sources; where the event does not name it, the day of the assessment says it. */
        public String rung() {
            return observation.rung() != null ? observation.rung()
                    : observation.assessedOn().equals(observation.pricingDate()) ? PRIMARY : LAST_PUBLISHED;
        }

        public boolean stale() {
            return rung().equals(LAST_PUBLISHED);
        }

        /** Taken from elsewhere than the series itself. */
        public boolean otherSource() {
            return !rung().equals(PRIMARY) && !stale();
        }

        public boolean earlierFix() {
            return observation.fxDate() != null && !observation.fxDate().equals(observation.pricingDate());
        }

        public String remark() {
            List<String> remarks = new ArrayList<>();
            if (!rung().equals(PRIMARY)) {
                remarks.add(Words.rung(rung()));
            }
            if (earlierFix()) {
                remarks.add("previous FX fix");
            }
            return String.join(", ", remarks);
        }
    }

    /** {@code Nd, Pr}; empty of an agreement with one product. */
    public String productsInWords() {
        return String.join(", ", products);
    }

    public String title() {
        return products.isEmpty() ? "Reference price" : "Reference price of " + productsInWords();
    }

    /** Where the page has its section. */
    public String anchor() {
        return products.isEmpty() ? "reference-price" : "reference-price-" + productsInWords().replaceAll("[^A-Za-z0-9]+", "-");
    }

    /** The page says that the derivation is on its way. */
    public boolean onItsWay() {
        return determined == null;
    }

    public List<Day> days() {
        if (determined == null) {
            return List.of();
        }
        List<DerivationStep> steps = Statement.steps(determined.trace());
        return determined.observations().stream()
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

    /** Whether days are of more than the one series, so that each says of which. */
    public boolean severalSeries() {
        return days().stream().anyMatch(day -> day.observation().series() != null);
    }

    public boolean weighted() {
        return days().stream().anyMatch(day -> day.observation().volume() != null);
    }

    /** The unit of the published price; that of the reference price where prices are taken as printed. */
    public String priceUnit() {
        return unitOfInput("price").orElse(determined.currency() + "/" + determined.unit());
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

    public long daysFromOtherSources() {
        return days().stream().filter(Day::otherSource).count();
    }

    public long daysWithEarlierFix() {
        return days().stream().filter(Day::earlierFix).count();
    }

    /** The steps but for those of single days, which stand in the table of days. */
    public List<DerivationStep> steps() {
        if (determined == null) {
            return List.of();
        }
        return Statement.steps(determined.trace()).stream()
                .filter(step -> determined.observations().stream().noneMatch(seen -> isOf(step, seen)))
                .toList();
    }

    /** Null while the derivation is on its way. */
    public BigDecimal value() {
        return determined == null ? null : determined.value();
    }
}
