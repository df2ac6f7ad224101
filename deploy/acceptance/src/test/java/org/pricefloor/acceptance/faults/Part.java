package org.pricefloor.acceptance.faults;

import java.util.List;
import java.util.concurrent.Callable;
import java.util.function.Supplier;

/**
 * Cases that run together, within 80 minutes.
 *
 * @param name         after {@code -Dpart=}
 * @param cases        in the order in which they run
 * @param opens        what they run on, opened when the first one needs it
 * @param casesOnOne   after so many cases a new one is opened: what is judged grows with each case
 */
public record Part(String name, Supplier<List<FaultCase>> cases, Callable<CaseRunner> opens, int casesOnOne) {
}
