package org.pricefloor.frontdoor;

/** The values of a token's {@code groups} claim that mean something here. */
public final class Roles {

    /** Writes calendars, series, price assessments and FX fixes. */
    public static final String MARKET_DATA = "market-data";

    /** Proposes agreement versions, writes deliveries. */
    public static final String REGISTRAR = "registrar";

    /** Approves what another person proposed. */
    public static final String APPROVER = "approver";

    /** The program office: reads everything. */
    public static final String OFFICE = "office";

    /** Reads what belongs to its own party, which the token must name. */
    public static final String PRODUCER = "producer";

    /** Reads everything, writes nothing. */
    public static final String AUDITOR = "auditor";

    /** Sees health in detail and parked events. */
    public static final String OPERATOR = "operator";

    private Roles() {
    }
}
