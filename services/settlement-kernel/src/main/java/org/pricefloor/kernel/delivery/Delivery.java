package org.pricefloor.kernel.delivery;

import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.pricefloor.kernel.money.Quantity;

/**
 * A certified quantity of one lot.
 *
 * @param revision 1, 2, ...; the highest known counts
 * @param quantity of a concentrate the dry mass
 * @param fact     id of the fact
 * @param product  the product of the agreement that was delivered; empty: the only one
 * @param form     {@code concentrate}, {@code oxide} or {@code metal}; empty: the quantity is what is settled
 * @param assay    what a concentrate contains
 * @param hourly   the quantity of each hour of the date, in the unit of the quantity, from its first hour on; they add up to the
 *                 quantity. Empty where hours are not known
 */
public record Delivery(String lot, int revision, String category, LocalDate date, Quantity quantity, String fact,
                       Optional<String> product, Optional<String> form, Optional<Assay> assay, List<BigDecimal> hourly) {

    public Delivery {
        hourly = List.copyOf(hourly);
        if (!hourly.isEmpty() && hourly.stream().reduce(BigDecimal.ZERO, BigDecimal::add).compareTo(quantity.amount()) != 0) {
            throw new IllegalArgumentException("the hours of " + lot + " do not add up to " + quantity);
        }
    }

    /** A quantity alone. */
    public Delivery(String lot, int revision, String category, LocalDate date, Quantity quantity, String fact) {
        this(lot, revision, category, date, quantity, fact, Optional.empty(), Optional.empty(), Optional.empty(), List.of());
    }

    /** The highest revision of each lot, in the order (delivery date, lot) in which caps are consumed (rule 11). */
    public static List<Delivery> newestOfEachLot(Collection<Delivery> deliveries) {
        if (deliveries.size() == 1) {
            return List.copyOf(deliveries);
        }
        Map<String, Delivery> newest = new HashMap<>();
        for (Delivery delivery : deliveries) {
            newest.merge(delivery.lot(), delivery, (a, b) -> b.revision() > a.revision() ? b : a);
        }
        return newest.values().stream().sorted(Comparator.comparing(Delivery::date).thenComparing(Delivery::lot)).toList();
    }
}
