package org.pricefloor.portal.statement;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.pricefloor.contracts.PeriodSettled;
import org.pricefloor.contracts.TraceStep;

/**
 * What a calendar year has used of a term that runs over it, up to and with the period shown.
 *
 * @param used  as the run left it
 * @param limit the term as the steps of the run name it; null where they name none
 */
public record YearUse(String name, BigDecimal used, String limitName, BigDecimal limit, String unit, boolean money) {

    /** The input that names the limit, by the step of the run's trace that has it. */
    private static final Map<String, String> LIMITS = Map.of("top-up", "annual cap", "upside share", "annual cap",
            "quantity within the annual cap", "annual quantity cap", "deficient quantity", "minimum", "quantity beyond the minimum", "minimum");

    public boolean limited() {
        return limit != null;
    }

    /** What is left of a cap, or is still to be taken up to a minimum: never negative; null without a limit. */
    public BigDecimal left() {
        return limit == null ? null : limit.subtract(used).max(BigDecimal.ZERO);
    }

    /**
     * Those of a run, in the order of computation; what is neither used nor limited is left out. What was taken is
     * another figure than what was settled only under a cap or a minimum.
     */
    static List<YearUse> of(PeriodSettled run) {
        PeriodSettled.YearToDate year = run.yearToDate();
        if (year == null) {
            return List.of();
        }
        String unit = run.amounts().unit();
        String currency = run.amounts().currency();
        List<YearUse> uses = new ArrayList<>();
        add(uses, "settled quantity", year.quantity(), "annual cap", limit(run, "quantity within the annual cap"), unit, false);
        add(uses, "top-up", year.topUp(), "annual cap", limit(run, "top-up"), currency, true);
        add(uses, "upside share", year.upsideShare(), "annual cap", limit(run, "upside share"), currency, true);
        Optional<BigDecimal> minimum = limit(run, "deficient quantity").or(() -> limit(run, "quantity beyond the minimum"));
        if (minimum.isPresent() || year.taken().compareTo(year.quantity()) != 0) {
            add(uses, "taken", year.taken(), "minimum", minimum, unit, false);
        }
        add(uses, "margin advances", year.advanced(), "", Optional.empty(), currency, true);
        return uses;
    }

    private static void add(List<YearUse> uses, String name, BigDecimal used, String limitName, Optional<BigDecimal> limit, String unit, boolean money) {
        if (used.signum() != 0 || limit.isPresent()) {
            uses.add(new YearUse(name, used, limitName, limit.orElse(null), unit, money));
        }
    }

    private static Optional<BigDecimal> limit(PeriodSettled run, String step) {
        return run.trace() == null ? Optional.empty() : run.trace().stream().filter(each -> each.name().equals(step) && each.inputs() != null)
                .flatMap(each -> each.inputs().stream()).filter(input -> input.name().equals(LIMITS.get(step)))
                .map(TraceStep.Input::value).map(BigDecimal::new).findFirst();
    }
}
