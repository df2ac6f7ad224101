package org.pricefloor.settlement.whatif;

import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.pricefloor.contracts.PeriodParked;
import org.pricefloor.kernel.money.UnitPrice;
import org.pricefloor.kernel.settlement.Amounts;
import org.pricefloor.settlement.bench.Rehearsed;
import org.pricefloor.settlement.books.Standing;
import org.pricefloor.translation.SettlementTranslation;

/** The parts of answers: what is stated of a period, on the books or in a rehearsal. */
final class Stated {

    private Stated() {
    }

    /**
     * The last run of a period.
     *
     * @param topUp       owed to the producer; of an accrual what is expected
     * @param upsideShare owed by the producer
     * @param net         {@code topUp − upsideShare}
     * @param digest      of its statement
     */
    @Schema(name = "StandingStatement")
    public record OnTheBooks(int sequence, String kind, BigDecimal topUp, BigDecimal upsideShare, BigDecimal net, String digest) {

        static OnTheBooks of(Standing standing) {
            return standing == null ? null : new OnTheBooks(standing.sequence(), standing.kind().term(),
                    standing.balances().accruedTopUp().plus(standing.balances().topUp()).amount(),
                    standing.balances().accruedUpside().plus(standing.balances().upside()).amount(), standing.net().amount(), standing.digest());
        }
    }

    /**
     * What a run would state.
     *
     * @param digest of the statement: that of the run which states exactly this
     */
    @Schema(name = "RehearsedStatement")
    public record Would(BigDecimal quantity, String unit, BigDecimal floorPrice, BigDecimal referencePrice, BigDecimal topUp, BigDecimal upsideShare, BigDecimal net,
                        String digest) {

        static Would of(Rehearsed rehearsed) {
            Amounts amounts = rehearsed.amounts();
            return amounts == null ? null : new Would(amounts.quantity().amount(), amounts.quantity().unit().symbol(), price(amounts.floorPrice().orElse(null)),
                    price(amounts.referencePrice().orElse(null)), amounts.topUp().amount(), amounts.upsideShare().amount(), amounts.net().amount(), rehearsed.digest());
        }

        private static BigDecimal price(UnitPrice price) {
            return price == null ? null : price.amount();
        }
    }

    /**
     * A period of an agreement.
     *
     * @param standing   absent: it has no run
     * @param wouldBe    absent: it would be parked, and what stands goes on standing
     * @param missing    what would keep it parked; absent: nothing
     * @param difference {@code wouldBe.net − standing.net}; zero without either
     * @param posted     {@code nothing}, {@code immediately}, {@code at-next-run} or {@code known-not-used}
     * @param run        kind of the run that would post the difference
     * @param on         day of a scheduled run that would post it
     */
    @Schema(name = "RehearsedPeriod")
    public record OfPeriod(String agreement, String period, LocalDate from, LocalDate to, OnTheBooks standing, Would wouldBe, List<PeriodParked.Missing> missing,
                           BigDecimal difference, String posted, String run, LocalDate on) {

        static OfPeriod of(Rehearsed rehearsed) {
            return new OfPeriod(rehearsed.terms().agreement(), rehearsed.period().label(), rehearsed.period().from(), rehearsed.period().to(),
                    OnTheBooks.of(rehearsed.standing()), Would.of(rehearsed),
                    rehearsed.missing().isEmpty() ? null : SettlementTranslation.missing(rehearsed.missing()), rehearsed.difference().amount(),
                    rehearsed.when().term(), rehearsed.run() == null ? null : rehearsed.run().term(), rehearsed.on());
        }
    }

    /**
     * Sums over periods of one currency.
     *
     * @param periods      how many
     * @param parked       of them would be parked
     * @param standing     net on the books
     * @param difference   that would be posted, at once or at the next run
     * @param wouldBe      {@code standing + difference}
     * @param knownNotUsed differences that only dispute runs would post
     */
    @Schema(name = "RehearsedTotal")
    public record Total(String currency, int periods, int parked, BigDecimal standing, BigDecimal difference, BigDecimal wouldBe, BigDecimal knownNotUsed) {

        static Total of(String currency, List<Rehearsed> periods) {
            BigDecimal standing = BigDecimal.ZERO;
            BigDecimal difference = BigDecimal.ZERO;
            BigDecimal knownNotUsed = BigDecimal.ZERO;
            int parked = 0;
            for (Rehearsed each : periods) {
                standing = standing.add(each.stands().amount());
                parked += each.missing().isEmpty() ? 0 : 1;
                if (each.when().isPosted()) {
                    difference = difference.add(each.difference().amount());
                } else if (each.when() == Rehearsed.When.KNOWN_NOT_USED) {
                    knownNotUsed = knownNotUsed.add(each.difference().amount());
                }
            }
            return new Total(currency, periods.size(), parked, standing, difference, standing.add(difference), knownNotUsed);
        }
    }
}
