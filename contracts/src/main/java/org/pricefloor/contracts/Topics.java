package org.pricefloor.contracts;

import java.util.List;

/** The topics on which the services meet. All are kept for ever and created explicitly; nothing is compacted. */
public final class Topics {

    /** Series, pricing calendars, price assessments and FX fixes; key: series or calendar id. Written by price-ingestion. */
    public static final String MARKET_DATA = "pricefloor.market-data";

    /** Agreement versions; key: agreement. Written by contract-registry. */
    public static final String AGREEMENTS = "pricefloor.agreements";

    /** Certified deliveries and measures, and decisions; key: agreement. Written by contract-registry. */
    public static final String DELIVERIES = "pricefloor.deliveries";

    /** Determinations, settled and parked periods; key: agreement, or rule for a determination. Written by settlement. */
    public static final String SETTLEMENTS = "pricefloor.settlements";

    public static final List<String> ALL = List.of(MARKET_DATA, AGREEMENTS, DELIVERIES, SETTLEMENTS);

    /** Partitions per topic; a key stays on one partition, so this number is decided once. */
    public static final int PARTITIONS = 3;

    private Topics() {
    }
}
