package org.pricefloor.settlement.bench;

import java.time.Duration;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Agreements whose rounds fail for a reason of their own: they hold nobody up. Rounds leave them out for a while, twice as long each
 * time, and what is due of them stays due.
 *
 * <p>Where a round of several agreements fails nobody knows whose fault it is: as many rounds as it had agreements take one each. Not for
 * outages: these pass, or are everybody's.
 */
final class SetAside {

    private static final Duration AT_FIRST = Duration.ofSeconds(1);
    private static final Duration AT_MOST = Duration.ofMinutes(10);

    private record Pause(long until, Duration length, String cause) {
    }

    private final Map<String, Pause> pauses = new LinkedHashMap<>();
    private int oneByOne;

    int agreementsAtMost(int otherwise) {
        return oneByOne > 0 ? 1 : otherwise;
    }

    /** Those that a round leaves out. */
    Set<String> at(long nanos) {
        Set<String> aside = new LinkedHashSet<>();
        pauses.forEach((agreement, pause) -> {
            if (pause.until() - nanos > 0) {
                aside.add(agreement);
            }
        });
        return aside;
    }

    /** A round of these failed. */
    void failed(Collection<String> agreements, String cause, long nanos) {
        if (agreements.size() != 1) {
            oneByOne = agreements.size();
            return;
        }
        oneByOne = Math.max(0, oneByOne - 1);
        String agreement = agreements.iterator().next();
        Pause before = pauses.get(agreement);
        Duration length = before == null ? AT_FIRST : before.length().multipliedBy(2);
        length = length.compareTo(AT_MOST) > 0 ? AT_MOST : length;
        pauses.put(agreement, new Pause(nanos + length.toNanos(), length, cause));
    }

    /** A round of these is committed. */
    void passed(Collection<String> agreements) {
        pauses.keySet().removeAll(agreements);
        oneByOne = Math.max(0, oneByOne - 1);
    }

    /** For people: which, and why. */
    List<String> words() {
        return pauses.entrySet().stream().map(each -> each.getKey() + " for " + each.getValue().length().toSeconds() + " s: " + each.getValue().cause()).toList();
    }
}
