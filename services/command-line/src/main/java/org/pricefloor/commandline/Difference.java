package org.pricefloor.commandline;

import java.lang.reflect.RecordComponent;
import java.math.BigDecimal;
import java.util.List;
import java.util.Optional;
import org.pricefloor.contracts.MayBeAbsent;

/**
 * Where what was posted and what follows from the facts part ways.
 *
 * @param event id of the posted event
 * @param field path into its body, for instance {@code amounts.topUp}
 */
@MayBeAbsent
record Difference(String event, String field, String posted, String rederived) {

    /** The first difference between two records of the same type, in the order of their components; decimals by value. */
    static Optional<Difference> between(String event, Record posted, Record rederived) {
        return compare(event, "", posted, rederived);
    }

    /** The first difference between two members of a record, either of which may be absent. */
    static Optional<Difference> between(String event, String field, Object posted, Object rederived) {
        return compare(event, field, posted, rederived);
    }

    private static Optional<Difference> compare(String event, String path, Object posted, Object rederived) {
        if (posted == null || rederived == null) {
            return posted == rederived ? Optional.empty() : Optional.of(new Difference(event, path, text(posted), text(rederived)));
        }
        if (posted instanceof BigDecimal a && rederived instanceof BigDecimal b) {
            return a.compareTo(b) == 0 ? Optional.empty() : Optional.of(new Difference(event, path, text(posted), text(rederived)));
        }
        if (posted instanceof List<?> a && rederived instanceof List<?> b) {
            for (int i = 0; i < Math.min(a.size(), b.size()); i++) {
                Optional<Difference> found = compare(event, path + "[" + i + "]", a.get(i), b.get(i));
                if (found.isPresent()) {
                    return found;
                }
            }
            return a.size() == b.size() ? Optional.empty()
                    : Optional.of(new Difference(event, path + ".size", String.valueOf(a.size()), String.valueOf(b.size())));
        }
        if (posted instanceof Record && posted.getClass() == rederived.getClass()) {
            for (RecordComponent component : posted.getClass().getRecordComponents()) {
                String name = path.isEmpty() ? component.getName() : path + "." + component.getName();
                Optional<Difference> found = compare(event, name, value(component, posted), value(component, rederived));
                if (found.isPresent()) {
                    return found;
                }
            }
            return Optional.empty();
        }
        return posted.equals(rederived) ? Optional.empty() : Optional.of(new Difference(event, path, text(posted), text(rederived)));
    }

    private static Object value(RecordComponent component, Object owner) {
        try {
            return component.getAccessor().invoke(owner);
        } catch (ReflectiveOperationException unreadable) {
            throw new IllegalStateException("Can not read " + component, unreadable);
        }
    }

    private static String text(Object value) {
        return value == null ? "absent" : value instanceof BigDecimal number ? number.toPlainString() : value.toString();
    }

    @Override
    public String toString() {
        return event + ", " + field + ": posted " + posted + ", re-derived " + rederived;
    }
}
