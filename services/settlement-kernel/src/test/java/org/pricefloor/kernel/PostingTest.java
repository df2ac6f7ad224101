package org.pricefloor.kernel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.Currency;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.pricefloor.kernel.agreement.FundShare;
import org.pricefloor.kernel.agreement.Netting;
import org.pricefloor.kernel.agreement.Netting.Receipts;
import org.pricefloor.kernel.calendar.PeriodLength;
import org.pricefloor.kernel.calendar.SettlementPeriod;
import org.pricefloor.kernel.calendar.Stage;
import org.pricefloor.kernel.journal.Account;
import org.pricefloor.kernel.journal.Offset;
import org.pricefloor.kernel.journal.PostingRule;
import org.pricefloor.kernel.journal.TargetBalances;
import org.pricefloor.kernel.journal.Transfer;
import org.pricefloor.kernel.money.Money;
import org.pricefloor.kernel.money.Quantity;
import org.pricefloor.kernel.money.QuantityUnit;
import org.pricefloor.kernel.settlement.Amounts;
import org.pricefloor.kernel.settlement.Component;
import org.pricefloor.kernel.settlement.Settled;

/** What is posted for a statement, by whom it is carried, and what is set off. */
class PostingTest {

    private static final Currency USD = Currency.getInstance("USD");
    private static final TargetBalances NOTHING = TargetBalances.none(USD);
    private static final List<FundShare> THREE_FUNDS = List.of(new FundShare("F1", "P1", new BigDecimal("0.60")), new FundShare("F2", "P2", new BigDecimal("0.25")),
            new FundShare("F3", "P3", new BigDecimal("0.15")));

    private static Money usd(String amount) {
        return Money.of(amount, "USD");
    }

    /** A statement of these components, each followed by its amount. */
    private static Settled statement(Stage stage, Object... components) {
        TreeMap<Component, Money> amounts = new TreeMap<>();
        for (int i = 0; i < components.length; i += 2) {
            amounts.put((Component) components[i], usd((String) components[i + 1]));
        }
        SettlementPeriod march = SettlementPeriod.containing(PeriodLength.MONTH, LocalDate.of(2026, 3, 1));
        return new Settled(march, stage, new Amounts(Quantity.zero(QuantityUnit.KILOGRAM), Optional.empty(), Optional.empty(), Optional.empty(), usd("0.00"), usd("0.00")),
                List.of(), amounts, Optional.empty(), List.of(), List.of(), List.of());
    }

    private static List<String> posted(TargetBalances stated, TargetBalances before) {
        return stated.transfersFrom(before).stream().map(each -> each.debit().term() + " to " + each.credit().term() + " " + each.amount()
                + (each.fund().isEmpty() ? "" : " of " + each.fund())).toList();
    }

    // ---- accounts

    @Test
    void everyComponentOfAClosedPeriodHasItsAccounts() {
        TargetBalances stated = TargetBalances.of(statement(Stage.CLOSED, Component.TOP_UP, "1.00", Component.UPSIDE_SHARE, "2.00", Component.DEFICIENCY, "3.00",
                Component.MAKE_UP_CREDIT, "4.00", Component.ADVANCE, "5.00", Component.TRUE_UP, "6.00", Component.ADVANCE_REPAYMENT, "7.00",
                Component.EXCESS_SHARE, "8.00"));
        assertEquals(List.of("top-up expense to top-up payable 1.00 USD", "upside receivable to upside income 2.00 USD",
                "deficiency expense to top-up payable 3.00 USD", "upside receivable to deficiency recovered 4.00 USD", "margin expense to top-up payable 5.00 USD",
                "margin expense to top-up payable 6.00 USD", "upside receivable to margin recovered 7.00 USD", "upside receivable to upside income 8.00 USD"),
                posted(stated, NOTHING));
        // Owed to the producer 1 + 3 + 5 + 6 = 15, by it 2 + 4 + 7 + 8 = 21
        assertEquals("15.00 USD", stated.topUp().toString());
        assertEquals("21.00 USD", stated.upside().toString());
        assertEquals("0.00 USD", stated.accruedTopUp().toString());
        assertEquals("0.00 USD", stated.offset().toString());
    }

    @Test
    void whileAPeriodIsOpenAllThatIsOwedToEachSideIsOneAccrual() {
        TargetBalances stated = TargetBalances.of(statement(Stage.OPEN, Component.TOP_UP, "1.00", Component.UPSIDE_SHARE, "2.00", Component.DEFICIENCY, "3.00"));
        assertEquals(List.of("accrued top-up expense to accrued top-up 4.00 USD", "accrued upside to accrued upside income 2.00 USD"), posted(stated, NOTHING));
        assertEquals("4.00 USD", stated.accruedTopUp().toString());
        assertEquals("2.00 USD", stated.accruedUpside().toString());
        assertEquals("0.00 USD", stated.topUp().toString());
        assertEquals("0.00 USD", stated.upside().toString());
    }

    @Test
    void theInitialRunTakesTheAccrualBackAndARestatementPostsTheDifference() {
        TargetBalances accrued = TargetBalances.of(statement(Stage.OPEN, Component.TOP_UP, "4.00"));
        TargetBalances initial = TargetBalances.of(statement(Stage.CLOSED, Component.TOP_UP, "5.00"));
        TargetBalances restated = TargetBalances.of(statement(Stage.CLOSED, Component.TOP_UP, "3.00"));
        assertEquals(List.of("accrued top-up to accrued top-up expense 4.00 USD", "top-up expense to top-up payable 5.00 USD"), posted(initial, accrued));
        assertEquals(List.of("top-up payable to top-up expense 2.00 USD"), posted(restated, initial));
        assertEquals(List.of(), posted(initial, initial));
        assertEquals(List.of("top-up payable to top-up expense 5.00 USD"), posted(NOTHING, initial));
    }

    @Test
    void aRuleIsFoundByItsNameAndNoOther() {
        for (PostingRule rule : PostingRule.values()) {
            assertEquals(rule, PostingRule.ofTerm(rule.term()));
        }
        assertEquals("offset", PostingRule.OFFSET.term());
        assertThrows(IllegalArgumentException.class, () -> PostingRule.ofTerm("loan"));
        for (Component component : Component.values()) {
            assertEquals(component, Component.ofTerm(component.term()));
            assertEquals(component.term(), PostingRule.of(component, false).term());
        }
        assertThrows(IllegalArgumentException.class, () -> Component.ofTerm("loan"));
    }

    @Test
    void aTransferMovesMoreThanZeroBetweenTwoAccounts() {
        assertThrows(IllegalArgumentException.class, () -> new Transfer(Account.TOP_UP_EXPENSE, Account.TOP_UP_PAYABLE, usd("0.00"), ""));
        assertThrows(IllegalArgumentException.class, () -> new Transfer(Account.TOP_UP_EXPENSE, Account.TOP_UP_PAYABLE, usd("-0.01"), ""));
        assertThrows(IllegalArgumentException.class, () -> new Transfer(Account.TOP_UP_EXPENSE, Account.TOP_UP_EXPENSE, usd("0.01"), ""));
    }

    // ---- funds

    @Test
    void eachFundCarriesItsPartAndARestatementTheDifferenceOfTheParts() {
        // 654,276.78 at 60, 25 and 15%: 392,566.07, 163,569.19, 98,141.52; of 641,731.65: 385,038.99, 160,432.9125 and
        // 96,259.7475, the cent left over goes to the third; the differences are 7,527.08, 3,136.28 and 1,881.77
        TargetBalances first = TargetBalances.of(statement(Stage.CLOSED, Component.TOP_UP, "654276.78"), THREE_FUNDS, usd("0.00"));
        assertEquals(List.of("top-up expense to top-up payable 392566.07 USD of F1", "top-up expense to top-up payable 163569.19 USD of F2",
                "top-up expense to top-up payable 98141.52 USD of F3"), posted(first, NOTHING));
        TargetBalances second = TargetBalances.of(statement(Stage.CLOSED, Component.TOP_UP, "641731.65"), THREE_FUNDS, usd("0.00"));
        assertEquals(List.of("top-up payable to top-up expense 7527.08 USD of F1", "top-up payable to top-up expense 3136.28 USD of F2",
                "top-up payable to top-up expense 1881.77 USD of F3"), posted(second, first));
        assertEquals("641731.65 USD", second.topUp().toString());
    }

    @Test
    void aFundWhosePartIsZeroHasNoBalance() {
        TargetBalances cent = TargetBalances.of(statement(Stage.CLOSED, Component.TOP_UP, "0.01"), THREE_FUNDS, usd("0.00"));
        assertEquals(List.of("top-up expense to top-up payable 0.01 USD of F1"), posted(cent, NOTHING));
        assertEquals(1, cent.balances().size());
    }

    // ---- netting

    @Test
    void whatIsSetOffIsAnEntryOfItsOwn() {
        TargetBalances stated = TargetBalances.of(statement(Stage.CLOSED, Component.TOP_UP, "5.00", Component.UPSIDE_SHARE, "3.00"), List.of(), usd("3.00"));
        assertEquals(List.of("top-up expense to top-up payable 5.00 USD", "upside receivable to upside income 3.00 USD",
                "top-up payable to upside receivable 3.00 USD"), posted(stated, NOTHING));
        assertEquals("3.00 USD", stated.offset().toString());
        assertEquals("5.00 USD", stated.topUp().toString());
    }

    private static final Netting CARRYING = new Netting(Receipts.CREDITED_TO_THE_FUND, true);
    private static final Netting INVOICING = new Netting(Receipts.CREDITED_TO_THE_FUND, false);
    private static final Netting OF_THE_TREASURY = new Netting(Receipts.GENERAL_FUND, true);

    private static String offset(Netting netting, String topUp, String upside, String carriedBefore, String lateProducer, String lateOffice) {
        Offset offset = Offset.of(netting, usd(topUp), usd(upside), usd(carriedBefore), usd(lateProducer), usd(lateOffice));
        return "set off " + offset.offset().amount() + ", to pay " + offset.toPay().amount() + ", carried " + offset.carried().amount();
    }

    @Test
    void theSmallerOfPayableAndReceivableIsSetOff() {
        assertEquals("set off 30.00, to pay 70.00, carried 0.00", offset(CARRYING, "100.00", "30.00", "0.00", "0.00", "0.00"));
        assertEquals("set off 100.00, to pay 0.00, carried 20.00", offset(CARRYING, "100.00", "120.00", "0.00", "0.00", "0.00"));
        assertEquals("set off 100.00, to pay 0.00, carried 0.00", offset(CARRYING, "100.00", "100.00", "0.00", "0.00", "0.00"));
    }

    @Test
    void whatWasCarriedAndWhatCameLateEntersTheNextNetting() {
        // Payable 100 + 5 = 105; receivable 30 + 40 + 2 = 72
        assertEquals("set off 72.00, to pay 33.00, carried 0.00", offset(CARRYING, "100.00", "30.00", "40.00", "5.00", "2.00"));
        // Payable 5, receivable 72
        assertEquals("set off 5.00, to pay 0.00, carried 67.00", offset(CARRYING, "0.00", "30.00", "40.00", "5.00", "2.00"));
    }

    @Test
    void withoutCarryForwardTheRestIsInvoiced() {
        assertEquals("set off 100.00, to pay 0.00, carried 0.00", offset(INVOICING, "100.00", "120.00", "0.00", "0.00", "0.00"));
    }

    @Test
    void moneyOfTheTreasuryIsNotSetOff() {
        assertEquals("set off 0.00, to pay 100.00, carried 30.00", offset(OF_THE_TREASURY, "100.00", "30.00", "0.00", "0.00", "0.00"));
        assertTrue(CARRYING.setsOff() && !OF_THE_TREASURY.setsOff());
    }
}
