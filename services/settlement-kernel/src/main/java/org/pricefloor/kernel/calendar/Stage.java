package org.pricefloor.kernel.calendar;

/** Where a period stands when it is settled. */
public enum Stage {

    /** Not closed: what is computed is an accrual over the pricing days and quantities to date, payable to nobody (rule 8). */
    OPEN,

    /** Closed: what is computed is owed. */
    CLOSED
}
