package org.pricefloor.registry;

import java.time.Instant;
import java.time.ZoneOffset;

/** When somebody says that something was certified, elected or decided: a claim, which is kept as it is made. */
public final class ClaimedTime {

    private static final int FIRST_YEAR = 1900;
    private static final int LAST_YEAR = 2199;

    private ClaimedTime() {
    }

    /** Years further away are slips of the pen; files of certificates are held to the same. */
    public static boolean isPlausible(Instant claimed) {
        int year = claimed.atOffset(ZoneOffset.UTC).getYear();
        return year >= FIRST_YEAR && year <= LAST_YEAR;
    }
}
