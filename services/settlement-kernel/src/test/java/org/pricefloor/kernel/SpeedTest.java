package org.pricefloor.kernel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.management.ManagementFactory;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.pricefloor.kernel.agreement.ResolvedAgreement;
import org.pricefloor.kernel.calendar.PeriodLength;
import org.pricefloor.kernel.calendar.SettlementPeriod;
import org.pricefloor.kernel.calendar.Stage;
import org.pricefloor.kernel.delivery.Delivery;
import org.pricefloor.kernel.journal.TargetBalances;
import org.pricefloor.kernel.money.Money;
import org.pricefloor.kernel.money.Quantity;
import org.pricefloor.kernel.money.QuantityUnit;
import org.pricefloor.kernel.price.Publications;
import org.pricefloor.kernel.settlement.PeriodFacts;
import org.pricefloor.kernel.settlement.Settled;
import org.pricefloor.kernel.settlement.Settlement;

/**
 * How fast one thread settles, in its processor time: the machine may be busy. The figure is printed. Each line is
 * computed whole: its own determination, workings, digest and transfers, nothing remembered from the line before.
 */
class SpeedTest {

    private static final int AGREEMENTS = 100;
    private static final int DAYS = 2_000;

    @Test
    void twoHundredThousandDailyLinesSettleInSeconds() {
        Terms terms = Terms.strikeOf("114.62").every(PeriodLength.DAY);
        Market market = Market.ofPower();
        LocalDate first = LocalDate.of(2020, 1, 1);
        for (int day = 0; day < DAYS; day++) {
            market.figure("NDPR", first.plusDays(day), BigDecimal.valueOf(40_000 + 7919L * day % 120_000, 3).toPlainString());
        }
        ResolvedAgreement agreement = market.resolve(terms);
        Publications prices = market.publications("NDPR");
        List<Delivery> readings = new ArrayList<>();
        for (int day = 0; day < DAYS; day++) {
            readings.add(new Delivery("M" + day, 1, "metered", first.plusDays(day),
                    new Quantity(BigDecimal.valueOf(500_000 + 104_729L * day % 900_000, 3), QuantityUnit.MEGAWATT_HOUR),
                    "delivery/A1/M" + day + "/r1"));
        }
        long best = Long.MAX_VALUE;
        for (int round = 0; round < 2; round++) {
            best = Math.min(best, settleAll(agreement, prices, readings, first));
        }
        System.out.printf("Settled daily lines in memory lines=%d best-ms=%d lines-per-second=%d%n", AGREEMENTS * DAYS, best / 1_000_000,
                AGREEMENTS * DAYS * 1_000_000_000L / best);
        assertTrue(best < Duration.ofSeconds(30).toNanos(), "200,000 lines took " + Duration.ofNanos(best));
    }

    private static long settleAll(ResolvedAgreement agreement, Publications prices, List<Delivery> readings, LocalDate first) {
        long start = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
        TargetBalances none = TargetBalances.none(agreement.terms().currency());
        int transfers = 0;
        long digits = 0;
        for (int each = 0; each < AGREEMENTS; each++) {
            for (int day = 0; day < DAYS; day++) {
                SettlementPeriod period = SettlementPeriod.containing(agreement.terms().periodLength(), first.plusDays(day));
                Settled settled = (Settled) Settlement.settle(agreement, new PeriodFacts(period, Stage.CLOSED, List.of(readings.get(day)),
                        () -> agreement.prices().get(0).determine(period, series -> prices)));
                transfers += TargetBalances.of(settled).transfersFrom(none).size();
                digits += settled.digest().length();
            }
        }
        assertEquals(64L * AGREEMENTS * DAYS, digits);
        assertTrue(transfers > AGREEMENTS * DAYS / 2, "only " + transfers + " transfers");
        return ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime() - start;
    }
}
