package org.pricefloor.kernel.journal;

import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Currency;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.pricefloor.kernel.agreement.FundShare;
import org.pricefloor.kernel.calendar.Stage;
import org.pricefloor.kernel.money.Arithmetic;
import org.pricefloor.kernel.money.Money;
import org.pricefloor.kernel.price.Digest;
import org.pricefloor.kernel.settlement.Component;
import org.pricefloor.kernel.settlement.Settled;

/**
 * The balances that a run states for an agreement's period, and the transfers that lead to them (rule 4).
 *
 * <p>An accrual states accrued balances only. From the initial run on the accrued ones are zero and the payable and receivable
 * ones stand (rule 8). Each component is posted gross (rule 20); of several funds each carries its part of the whole, so that a
 * restatement posts the difference of the cumulative parts (rule 10).
 *
 * @param balances what is not zero, by posting rule and fund
 */
public record TargetBalances(Currency currency, SortedMap<Position, Money> balances) {

    /** @param fund empty: one office pays all */
    public record Position(PostingRule rule, String fund) implements Comparable<Position> {

        @Override
        public int compareTo(Position other) {
            return Comparator.comparing(Position::rule).thenComparing(Position::fund).compare(this, other);
        }
    }

    /** What an unsettled period has on the books: nothing. */
    public static TargetBalances none(Currency currency) {
        return new TargetBalances(currency, new TreeMap<>());
    }

    /** Of an agreement whose amounts one office pays, without netting. */
    public static TargetBalances of(Settled settled) {
        return of(settled, List.of(), Money.zero(settled.amounts().topUp().currency()));
    }

    /**
     * @param funds  among which each component is divided; empty: it is not
     * @param offset what is set off between payable and receivable, zero or more
     */
    public static TargetBalances of(Settled settled, List<FundShare> funds, Money offset) {
        SortedMap<Position, Money> balances = new TreeMap<>();
        boolean accrued = settled.stage() == Stage.OPEN;
        for (Map.Entry<Component, Money> each : settled.components().entrySet()) {
            PostingRule rule = PostingRule.of(each.getKey(), accrued);
            if (funds.isEmpty()) {
                balances.merge(new Position(rule, ""), each.getValue(), Money::plus);
                continue;
            }
            List<BigDecimal> weights = funds.stream().map(FundShare::share).toList();
            List<Money> parts = each.getValue().split(weights);
            for (int i = 0; i < parts.size(); i++) {
                if (!parts.get(i).isZero()) {
                    balances.merge(new Position(rule, funds.get(i).fund()), parts.get(i), Money::plus);
                }
            }
        }
        if (!offset.isZero()) {
            balances.put(new Position(PostingRule.OFFSET, ""), offset);
        }
        return new TargetBalances(settled.amounts().topUp().currency(), balances);
    }

    /**
     * What a statement is recognised by: {@link Settled#digest()}, and of several funds the part of each beside it, so that a version
     * that divides the same amounts otherwise makes another statement of them.
     *
     * @param funds empty: the digest is that of what was settled
     */
    public static String digest(Settled settled, List<FundShare> funds) {
        if (funds.isEmpty()) {
            return settled.digest();
        }
        StringBuilder text = new StringBuilder(256).append(settled.digest()).append('\n');
        of(settled, funds, Money.zero(settled.amounts().topUp().currency())).balances().forEach((position, amount) ->
                text.append(position.rule().term()).append(' ').append(position.fund()).append(' ').append(Arithmetic.plain(amount.amount())).append('\n'));
        return Digest.sha256(text.toString().getBytes(StandardCharsets.UTF_8));
    }

    /** The transfers that lead from the balances of the run before to these; none where they are the same. */
    public List<Transfer> transfersFrom(TargetBalances before) {
        SortedMap<Position, Money> positions = new TreeMap<>(before.balances);
        positions.putAll(balances);
        List<Transfer> transfers = new ArrayList<>(4);
        Money zero = Money.zero(currency);
        for (Position position : positions.keySet()) {
            Money difference = balances.getOrDefault(position, zero).minus(before.balances.getOrDefault(position, zero));
            PostingRule rule = position.rule();
            if (difference.isPositive()) {
                transfers.add(new Transfer(rule.debit(), rule.credit(), difference, position.fund()));
            } else if (difference.isNegative()) {
                transfers.add(new Transfer(rule.credit(), rule.debit(), difference.negated(), position.fund()));
            }
        }
        return transfers;
    }

    public Money accruedTopUp() {
        return sum(PostingRule.ACCRUED_TOP_UP);
    }

    public Money accruedUpside() {
        return sum(PostingRule.ACCRUED_UPSIDE);
    }

    /** All that is owed to the producer for a closed period. */
    public Money topUp() {
        return sum(PostingRule.TOP_UP, PostingRule.DEFICIENCY, PostingRule.ADVANCE, PostingRule.TRUE_UP);
    }

    /** All that is owed by the producer for a closed period. */
    public Money upside() {
        return sum(PostingRule.UPSIDE_SHARE, PostingRule.MAKE_UP_CREDIT, PostingRule.ADVANCE_REPAYMENT, PostingRule.EXCESS_SHARE);
    }

    public Money offset() {
        return sum(PostingRule.OFFSET);
    }

    private Money sum(PostingRule... rules) {
        Money sum = Money.zero(currency);
        for (Map.Entry<Position, Money> each : balances.entrySet()) {
            for (PostingRule rule : rules) {
                if (each.getKey().rule() == rule) {
                    sum = sum.plus(each.getValue());
                }
            }
        }
        return sum;
    }
}
