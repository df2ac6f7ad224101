package org.pricefloor.kernel.settlement;

import java.math.BigDecimal;
import java.util.List;
import java.util.Optional;

/**
 * What the periods of a calendar year have used, so far, of terms that run over the year: each period of an agreement with such
 * terms starts from what the one before it left and states what it leaves. A period whose start changes is settled anew; the chain
 * ends with the year, but for what was paid for and not taken (rule 11). A counter that no term of the agreement asks for stays zero.
 *
 * @param quantity    settled, in the agreement's unit
 * @param topUp       after the annual cap, in its currency
 * @param upsideShare after the annual cap
 * @param taken       eligible quantity before any cap: what counts against a minimum to take
 * @param advanced    advances of a margin guarantee
 * @param makeUp      paid for and not yet taken, oldest first
 */
public record YearToDate(int year, BigDecimal quantity, BigDecimal topUp, BigDecimal upsideShare, BigDecimal taken, BigDecimal advanced,
                         List<MakeUp> makeUp) {

    /**
     * @param year     of the deficiency
     * @param quantity still to be taken
     * @param price    at which it was paid
     */
    public record MakeUp(int year, BigDecimal quantity, BigDecimal price) {
    }

    private static YearToDate beginning(int year, List<MakeUp> makeUp) {
        return new YearToDate(year, BigDecimal.ZERO, BigDecimal.ZERO, BigDecimal.ZERO, BigDecimal.ZERO, BigDecimal.ZERO, makeUp);
    }

    /**
     * What a period of that year starts from: what the period before it left where that lies in the same year, otherwise nothing
     * but the quantities paid for in the last {@code makeUpYears} years.
     *
     * @param before left by the last settled period before this one; absent: there is none
     */
    public static YearToDate startingFrom(Optional<YearToDate> before, int year, int makeUpYears) {
        if (before.isEmpty()) {
            return beginning(year, List.of());
        }
        return before.get().year == year ? before.get()
                : beginning(year, before.get().makeUp.stream().filter(paid -> paid.year + makeUpYears >= year).toList());
    }

    /** Equal by value: 1.0 and 1.00, as a database may hand one back, are the same. */
    public boolean isSameAs(YearToDate other) {
        return other != null && year == other.year && same(quantity, other.quantity) && same(topUp, other.topUp)
                && same(upsideShare, other.upsideShare) && same(taken, other.taken) && same(advanced, other.advanced)
                && hasSameMakeUpAs(other);
    }

    /** Whether a period of a later year would start alike from either. */
    public boolean hasSameMakeUpAs(YearToDate other) {
        if (makeUp.size() != other.makeUp.size()) {
            return false;
        }
        for (int i = 0; i < makeUp.size(); i++) {
            MakeUp mine = makeUp.get(i);
            MakeUp theirs = other.makeUp.get(i);
            if (mine.year != theirs.year || !same(mine.quantity, theirs.quantity) || !same(mine.price, theirs.price)) {
                return false;
            }
        }
        return true;
    }

    private static boolean same(BigDecimal a, BigDecimal b) {
        return a.compareTo(b) == 0;
    }
}
