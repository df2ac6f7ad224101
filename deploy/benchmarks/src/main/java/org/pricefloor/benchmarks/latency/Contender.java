package org.pricefloor.benchmarks.latency;

import java.math.BigDecimal;
import java.sql.SQLException;
import java.util.Map;

/** One of those who are measured: takes a price, makes the lines of all agreements of it, and tells the {@link Sightings} when they can be seen. */
interface Contender extends AutoCloseable {

    String name();

    /** Takes the first prices of all days, not measured. */
    void begin(Ground ground) throws Exception;

    /** Sends a price and returns at once. */
    void post(Quote quote);

    Sightings sightings();

    /**
     * The amount of each line by "agreement day", as it stands, where its differences add up to it.
     *
     * @throws IllegalStateException if the differences of a line do not add up to its amount
     */
    Map<String, BigDecimal> lines() throws SQLException;

    @Override
    void close();
}
