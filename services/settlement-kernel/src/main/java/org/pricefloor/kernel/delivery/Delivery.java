package org.pricefloor.kernel.delivery;

import java.time.LocalDate;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.pricefloor.kernel.money.Quantity;

/**
 * A certified quantity of one lot.
 *
 * @param revision 1, 2, ...; the highest known counts
 * @param fact     id of the fact
 */
public record Delivery(String lot, int revision, String category, LocalDate date, Quantity quantity, String fact) {

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
