package org.pricefloor.settlement.books;

import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.Currency;
import java.util.SortedMap;
import java.util.TreeMap;
import org.pricefloor.kernel.journal.PostingRule;
import org.pricefloor.kernel.journal.TargetBalances;
import org.pricefloor.kernel.money.Money;
import org.pricefloor.messaging.EventJson;

/**
 * Balances as a run row keeps them: where they are more than a top-up and an upside share of one office, as a JSON list; otherwise
 * the row's four amounts say it all, and the list is null.
 */
public final class BalancesText {

    private record Balance(String rule, String fund, BigDecimal amount) {
    }

    private BalancesText() {
    }

    static String write(TargetBalances target) {
        boolean simple = target.balances().keySet().stream().allMatch(position -> position.fund().isEmpty() && isSimple(position.rule()));
        return simple ? null : EventJson.text(target.balances().entrySet().stream()
                .map(each -> new Balance(each.getKey().rule().term(), each.getKey().fund(), each.getValue().amount())).toArray(Balance[]::new));
    }

    /** @param json null: the four amounts are all there is */
    public static TargetBalances read(Currency currency, String json, BigDecimal accruedTopUp, BigDecimal accruedUpside, BigDecimal topUp,
                                      BigDecimal upside) {
        SortedMap<TargetBalances.Position, Money> balances = new TreeMap<>();
        if (json == null) {
            put(balances, PostingRule.ACCRUED_TOP_UP, accruedTopUp, currency);
            put(balances, PostingRule.ACCRUED_UPSIDE, accruedUpside, currency);
            put(balances, PostingRule.TOP_UP, topUp, currency);
            put(balances, PostingRule.UPSIDE_SHARE, upside, currency);
        } else {
            for (Balance each : EventJson.read(json.getBytes(StandardCharsets.UTF_8), Balance[].class)) {
                balances.put(new TargetBalances.Position(PostingRule.ofTerm(each.rule()), each.fund()), new Money(each.amount(), currency));
            }
        }
        return new TargetBalances(currency, balances);
    }

    private static void put(SortedMap<TargetBalances.Position, Money> balances, PostingRule rule, BigDecimal amount, Currency currency) {
        if (amount.signum() != 0) {
            balances.put(new TargetBalances.Position(rule, ""), new Money(amount, currency));
        }
    }

    private static boolean isSimple(PostingRule rule) {
        return switch (rule) {
            case ACCRUED_TOP_UP, ACCRUED_UPSIDE, TOP_UP, UPSIDE_SHARE -> true;
            default -> false;
        };
    }
}
