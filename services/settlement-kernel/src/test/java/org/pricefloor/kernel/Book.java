package org.pricefloor.kernel;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.pricefloor.kernel.calendar.RunKind;
import org.pricefloor.kernel.calendar.SettlementPeriod;
import org.pricefloor.kernel.journal.Account;
import org.pricefloor.kernel.journal.TargetBalances;
import org.pricefloor.kernel.journal.Transfer;
import org.pricefloor.kernel.money.Money;
import org.pricefloor.kernel.settlement.Settled;

/** The books of one agreement, as small as they can be: runs post the difference to the run before, nothing is ever edited. */
final class Book {

    record Run(RunKind kind, TargetBalances stated, Money net, Money change, List<Transfer> posted) {
    }

    private final Map<SettlementPeriod, List<Run>> runs = new HashMap<>();

    Run post(Settled settled) {
        List<Run> before = runs.computeIfAbsent(settled.period(), none -> new ArrayList<>());
        Run last = before.isEmpty() ? null : before.get(before.size() - 1);
        Money zero = Money.zero(settled.amounts().net().currency());
        TargetBalances target = TargetBalances.of(settled);
        Run run = new Run(RunKind.of(settled.stage(), last == null ? null : last.kind()), target, settled.amounts().net(),
                settled.amounts().net().minus(last == null ? zero : last.net()),
                target.transfersFrom(last == null ? TargetBalances.none(zero.currency()) : last.stated()));
        before.add(run);
        return run;
    }

    List<Run> runs(SettlementPeriod period) {
        return runs.getOrDefault(period, List.of());
    }

    /** Debits less credits of each account that ever moved, added up from the transfers; zero balances are left out. */
    Map<Account, BigDecimal> balances(SettlementPeriod period) {
        Map<Account, BigDecimal> balances = new EnumMap<>(Account.class);
        for (Run run : runs(period)) {
            for (Transfer transfer : run.posted()) {
                balances.merge(transfer.debit(), transfer.amount().amount(), BigDecimal::add);
                balances.merge(transfer.credit(), transfer.amount().amount().negate(), BigDecimal::add);
            }
        }
        balances.values().removeIf(balance -> balance.signum() == 0);
        balances.replaceAll((account, balance) -> balance.stripTrailingZeros());
        return balances;
    }
}
