package org.pricefloor.lookout;

/**
 * A number that a service reads in its database, or one for each label.
 *
 * <p>The query must not cost in proportion to history: it reads an index from its end, a table of totals, or stops counting at a
 * bound. Its column {@code value} is the number, every other column a label of that name. A parameter {@code ?}, at most one, is the
 * time by the service's clock.
 *
 * @param name        with the unit as its last word: {@code pricefloor_due_oldest_seconds}
 * @param description what it says, and what it does not
 * @param counts      true: it only grows, and the name ends in {@code _total}
 */
public record Reading(String name, String description, boolean counts, String query) {

    public static Reading gauge(String name, String description, String query) {
        return new Reading(name, description, false, query);
    }

    public static Reading counter(String name, String description, String query) {
        return new Reading(name, description, true, query);
    }
}
