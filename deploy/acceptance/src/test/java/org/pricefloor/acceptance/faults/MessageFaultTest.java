package org.pricefloor.acceptance.faults;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.api.Test;

/** One seed of the part {@code messages}: mixed within 100 records, up to five times, 45 days late, among poison of every kind. */
class MessageFaultTest {

    private static final long SEED = Long.getLong("pricefloor.message.seed", 8L);

    @Test
    void theTwinWhoseMessagesWereDisturbedHasTheBooksOfTheCalmOne() throws Exception {
        try (MessageMill mill = new MessageMill("fault-messages")) {
            Outcome outcome = mill.run(MessageFaults.disorder(SEED));
            System.out.println("Messages: seed " + SEED + ", " + outcome.counts());
            assertEquals(List.of(), outcome.violations(), "seed " + SEED);
        }
    }
}
