package org.pricefloor.acceptance.faults;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * A part of the full size: {@code mvn verify -Pfull -Dpart=broker}. Not one of the tests of {@code mvn verify}.
 *
 * <p>{@code -Donly=} runs only the cases in whose {@code row / name / seed} the regular expression is found.
 */
class FullCampaign {

    @Test
    void everyCaseOfThePartPasses() throws Exception {
        String part = System.getProperty("pricefloor.part", "");
        assumeFalse(Parts.isElsewhere(part), part + " runs in another module");
        List<Outcome> outcomes = new Campaign(Parts.named(part)).run(System.getProperty("pricefloor.fault.only", ""));
        assertEquals(List.of(), outcomes.stream().filter(outcome -> !outcome.passed()).map(outcome -> outcome.row() + " / " + outcome.name() + " / "
                + outcome.seed() + ": " + outcome.violations()).toList());
    }
}
