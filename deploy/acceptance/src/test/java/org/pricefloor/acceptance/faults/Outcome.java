package org.pricefloor.acceptance.faults;

import java.util.List;
import java.util.Map;

/**
 * What became of a case.
 *
 * @param counts     what was done and seen, by name; may be added to
 * @param violations none where all is well; each in a sentence
 */
public record Outcome(String row, String name, long seed, boolean passed, Map<String, Long> counts, List<String> violations, double seconds, String at) {
}
