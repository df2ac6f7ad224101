package org.pricefloor.reading;

/** A rule about one row; the enums that implement it are in order of precedence. */
public interface RowRule {

    String name();

    /** What to do about it. */
    String fix();
}
