package org.pricefloor.settlement.bench;

import java.time.LocalDate;
import java.util.List;
import org.pricefloor.kernel.agreement.AgreementTerms;
import org.pricefloor.kernel.calendar.RunKind;
import org.pricefloor.kernel.calendar.SettlementPeriod;
import org.pricefloor.kernel.money.Money;
import org.pricefloor.kernel.price.Missing;
import org.pricefloor.kernel.settlement.Amounts;
import org.pricefloor.settlement.books.Standing;

/**
 * A period as it stands on the books, and as it would be. Without workings: of ten years of days nobody reads them all.
 *
 * @param terms    those that govern the period
 * @param standing null: it has no run
 * @param amounts  what a run would state; null where the period would be parked and nothing would be stated
 * @param digest   of the statement, as a run would bear it; null without amounts
 * @param missing  what keeps it from being settled; empty: nothing
 * @param when     how the difference would be posted
 * @param run      kind of the run that would post it; null where none would
 * @param on       the day of a scheduled run that would post it; null otherwise
 * @param facts    ids of the facts a run would use, where they were asked for
 */
public record Rehearsed(AgreementTerms terms, SettlementPeriod period, Standing standing, Amounts amounts, String digest, List<Missing> missing,
                        When when, RunKind run, LocalDate on, List<String> facts) {

    /** How a difference gets on the books. */
    public enum When {

        /** There is nothing to post. */
        NOTHING("nothing"),
        /** As soon as it is known. */
        IMMEDIATELY("immediately"),
        /** The agreement gathers differences for its next scheduled run. */
        AT_NEXT_RUN("at-next-run"),
        /** Its last run has been made: what is recorded now is kept and listed, and only a dispute run admits it (rule 5). */
        KNOWN_NOT_USED("known-not-used");

        private final String term;

        When(String term) {
            this.term = term;
        }

        public String term() {
            return term;
        }

        /** Whether the books will say it without anybody's decision. */
        public boolean isPosted() {
            return this == IMMEDIATELY || this == AT_NEXT_RUN;
        }
    }

    /** Net on the books; zero without a run. */
    public Money stands() {
        return standing == null ? Money.zero(terms.currency()) : standing.net();
    }

    /** What would be stated less what stands, {@code +} in the producer's favour; zero where the period stays as it is. */
    public Money difference() {
        return amounts == null ? Money.zero(terms.currency()) : amounts.net().minus(stands());
    }

    /** What the statement is recognised by: two rehearsals of a period with the same mark say the same of it. */
    String mark() {
        return digest + missing;
    }
}
