package org.pricefloor.contracts;

import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;

/**
 * A run of an agreement's period was posted. Amounts are seen from the office: positive is owed to the producer.
 *
 * @param amounts       the target that this run states, not the difference
 * @param difference    net of this run less net of the run before it
 * @param determination null where no price was needed (no eligible quantity), and where several products have one each
 * @param lines         of an agreement with several products one each, before its annual money caps; null of one product
 * @param components    what the amounts are made of, where that is more than a top-up or an upside share; otherwise null
 * @param funds         the part of each fund in what the run states; null where one office pays all
 * @param yearToDate    what is left to the next period of terms that run over the year; null where the agreement has none
 * @param carriedFrom   id of the run whose {@code yearToDate} this run started from; null: it started from nothing
 * @param netting       null where the agreement has no such term, or the period is open
 * @param facts         ids of the facts used beside those of the determinations: terms, deliveries, measures, index figures
 * @param flags         what a reader must know: stale prices, assumed calendars, previous-day FX
 * @param transfers     the difference, as posted
 */
public record PeriodSettled(
        String eventId,
        String agreement,
        int agreementVersion,
        String producer,
        String office,
        String product,
        Period period,
        Run run,
        Amounts amounts,
        BigDecimal difference,
        @MayBeAbsent Determination determination,
        @MayBeAbsent List<Line> lines,
        @MayBeAbsent List<Component> components,
        @MayBeAbsent List<FundPart> funds,
        @MayBeAbsent YearToDate yearToDate,
        @MayBeAbsent String carriedFrom,
        @MayBeAbsent Netting netting,
        List<String> facts,
        List<String> flags,
        List<TraceStep> trace,
        List<Transfer> transfers) implements Event {

    /** A run of an agreement with one product, one office and no terms that run over the year. */
    public PeriodSettled(String eventId, String agreement, int agreementVersion, String producer, String office, String product, Period period,
            Run run, Amounts amounts, BigDecimal difference, Determination determination, List<String> facts, List<String> flags,
            List<TraceStep> trace, List<Transfer> transfers) {
        this(eventId, agreement, agreementVersion, producer, office, product, period, run, amounts, difference, determination, null, null, null,
                null, null, null, facts, flags, trace, transfers);
    }

    /**
     * @param sequence     1, 2, ... within agreement and period
     * @param kind         {@code accrual}, {@code initial}, {@code restatement}, {@code R1} to {@code R9}, {@code final} or {@code dispute}
     * @param rulesVersion version of the arithmetic
     * @param cutOff       shelf position up to which facts were admitted
     * @param recordedAt   when the run was recorded; monotone over runs
     * @param decision     of a dispute run the id of the fact that ordered it; otherwise null
     */
    public record Run(int sequence, String kind, String rulesVersion, long cutOff, Instant recordedAt, LocalDate accountingDate,
                      @MayBeAbsent String decision) {

        public Run(int sequence, String kind, String rulesVersion, long cutOff, Instant recordedAt, LocalDate accountingDate) {
            this(sequence, kind, rulesVersion, cutOff, recordedAt, accountingDate, null);
        }
    }

    /**
     * @param quantity        eligible quantity, in {@code unit}
     * @param unitDifference  per unit, signed; null without a price
     * @param floorPrice      risen by its escalation; null of several products, and where no product is settled
     * @param topUp           owed to the producer, never negative: all components that are
     * @param upsideShare     owed by the producer, never negative: all components that are
     * @param net             {@code topUp - upsideShare}
     */
    public record Amounts(BigDecimal quantity, String unit, @MayBeAbsent BigDecimal floorPrice, @MayBeAbsent BigDecimal referencePrice,
                          @MayBeAbsent BigDecimal unitDifference,
                          BigDecimal topUp, BigDecimal upsideShare, BigDecimal net, String currency) {
    }

    public record Determination(String id, String digest) {
    }

    /** What one of several products comes to; the members are those of {@link Amounts}. */
    public record Line(String product, BigDecimal quantity, @MayBeAbsent BigDecimal floorPrice, @MayBeAbsent BigDecimal referencePrice,
                       @MayBeAbsent BigDecimal unitDifference, BigDecimal topUp, BigDecimal upsideShare,
                       @MayBeAbsent Determination determination) {
    }

    /**
     * @param component {@code top-up}, {@code upside share}, {@code deficiency}, {@code make-up credit}, {@code margin advance},
     *                  {@code margin true-up}, {@code advance repayment} or {@code excess share}
     * @param amount    above zero
     */
    public record Component(String component, BigDecimal amount) {
    }

    /**
     * @param balance what the part is of: a component, or of an open period {@code accrued top-up} or {@code accrued upside}
     * @param amount  above zero; over all funds they add up to the whole
     */
    public record FundPart(String fund, String balance, BigDecimal amount) {
    }

    /**
     * What a period has left, with those before it in its calendar year, of terms that run over the year.
     *
     * @param taken  eligible quantity before any cap
     * @param makeUp paid for and not yet taken
     */
    public record YearToDate(int year, BigDecimal quantity, BigDecimal topUp, BigDecimal upsideShare, BigDecimal taken, BigDecimal advanced,
                             List<MakeUp> makeUp) {
    }

    /** @param price per unit, at which it was paid */
    public record MakeUp(int year, BigDecimal quantity, BigDecimal price) {
    }

    /**
     * The netting of a closed period; made once, with its initial run.
     *
     * @param carriedBefore owed by the producer and not set off by the netting before
     * @param late          restatements of other periods that no netting took up before, the oldest first, as many as an event can name
     * @param offset        zero or more
     * @param toPay         what remains to be paid to the producer
     * @param carried       owed by the producer and carried to the next netting
     */
    public record Netting(BigDecimal carriedBefore, List<Late> late, BigDecimal offset, BigDecimal toPay, BigDecimal carried) {
    }

    /**
     * @param run    id of the run that restated a period whose netting was closed
     * @param amount its difference, signed: positive favours the producer
     */
    public record Late(String run, BigDecimal amount) {
    }

    /**
     * @param amount above zero
     * @param fund   that carries it; null where one office pays all
     */
    public record Transfer(String id, String debit, String credit, BigDecimal amount, String currency, @MayBeAbsent String fund) {

        public Transfer(String id, String debit, String credit, BigDecimal amount, String currency) {
            this(id, debit, credit, amount, currency, null);
        }
    }

    public static String id(String agreement, String periodLabel, int sequence) {
        return "settled/" + agreement + "/" + periodLabel + "/" + sequence;
    }

    @Override
    public String subject() {
        return agreement;
    }
}
