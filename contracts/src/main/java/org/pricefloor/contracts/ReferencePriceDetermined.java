package org.pricefloor.contracts;

import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.List;

/**
 * The reference price of a rule for a period and a set of facts (rule 27). Computed once, it serves every agreement that
 * uses the same rule. It carries no clock: the same facts give the same bytes.
 *
 * @param rule        digest-based id of the reference price rule
 * @param ruleText    the rule in words and terms, canonical; its SHA-256 makes {@code rule}
 * @param series      of a basket the primary series of all components, joined by {@code +}
 * @param through     last pricing day that was averaged: the period's last, or of an accrual the newest assessed one
 * @param value       per {@code unit} in {@code currency}, rounded as agreed
 * @param factsDigest SHA-256 over the ids of the facts used, sorted
 * @param digest      SHA-256 over rule, period, value, observations and flags: what a settlement names
 */
public record ReferencePriceDetermined(
        String eventId,
        String rule,
        String ruleText,
        String series,
        Period period,
        LocalDate through,
        BigDecimal value,
        String currency,
        String unit,
        List<Observation> observations,
        List<String> facts,
        String factsDigest,
        List<String> flags,
        List<TraceStep> trace,
        String digest) implements Event {

    /**
     * What one pricing day contributed.
     *
     * @param pricingDate the day averaged over
     * @param assessedOn  the day whose assessment was used; earlier than {@code pricingDate} where it is stale
     * @param fxDate      null without conversion of currency
     * @param converted   in the agreement's currency and unit, before rounding; null under average-then-convert
     * @param series      the series that the price is of; null: the determination's {@code series}
     * @param rung        {@code primary}, {@code secondary}, {@code last-published}, {@code agreed} or {@code expert}; null beside a
     *                    null {@code series}: primary, or last-published where {@code assessedOn} is earlier than the day
     * @param volume      by which the day is weighted, in the unit of the primary series; null under simple averaging
     */
    public record Observation(LocalDate pricingDate, LocalDate assessedOn, BigDecimal price, String priceFact,
                              @MayBeAbsent LocalDate fxDate, @MayBeAbsent BigDecimal fxRate, @MayBeAbsent String fxFact,
                              @MayBeAbsent BigDecimal converted, @MayBeAbsent String series, @MayBeAbsent String rung,
                              @MayBeAbsent BigDecimal volume) {
    }

    public static String id(String rule, String periodLabel, LocalDate through, String factsDigest) {
        return "determined/" + rule + "/" + periodLabel + "/" + through + "/" + factsDigest.substring(0, 16);
    }

    @Override
    public String subject() {
        return rule;
    }
}
