package org.pricefloor.kernel.settlement;

/** The version of the arithmetic, which every run names (rule 9). A correction is a new version; a released one stays runnable. */
public final class Rules {

    public static final String VERSION = "1";

    private Rules() {
    }
}
