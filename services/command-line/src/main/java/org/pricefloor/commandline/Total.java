package org.pricefloor.commandline;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.pricefloor.kernel.calendar.RunKind;
import org.pricefloor.kernel.settlement.Amounts;

/**
 * What the periods of an agreement come to together. Accruals stand apart: nobody owes them.
 *
 * @param settled    closed periods
 * @param parked     periods that lack a fact
 * @param net        {@code topUp - upsideShare} of the closed periods
 * @param accruals   open periods with a quantity
 * @param accruedNet of these
 */
record Total(String agreement, String currency, int settled, int parked, BigDecimal topUp, BigDecimal upsideShare, BigDecimal net,
             int accruals, BigDecimal accruedNet) {

    /** Adds up results, one total for each agreement, in the order of their first results. */
    static final class Sums {

        private final Map<String, Total> totals = new LinkedHashMap<>();

        void add(Bench.Result result) {
            String currency = result.terms().currency().getCurrencyCode();
            BigDecimal zero = BigDecimal.ZERO.setScale(Math.max(0, result.terms().currency().getDefaultFractionDigits()));
            Total before = totals.getOrDefault(result.terms().agreement(),
                    new Total(result.terms().agreement(), currency, 0, 0, zero, zero, zero, 0, zero));
            totals.put(before.agreement(), before.plus(result));
        }

        List<Total> totals() {
            return new ArrayList<>(totals.values());
        }
    }

    private Total plus(Bench.Result result) {
        if (result.settled().isEmpty()) {
            return new Total(agreement, currency, settled, parked + 1, topUp, upsideShare, net, accruals, accruedNet);
        }
        Amounts amounts = result.settled().get().amounts();
        if (result.kind() == RunKind.ACCRUAL) {
            return new Total(agreement, currency, settled, parked, topUp, upsideShare, net, accruals + 1,
                    accruedNet.add(amounts.net().amount()));
        }
        return new Total(agreement, currency, settled + 1, parked, topUp.add(amounts.topUp().amount()),
                upsideShare.add(amounts.upsideShare().amount()), net.add(amounts.net().amount()), accruals, accruedNet);
    }
}
