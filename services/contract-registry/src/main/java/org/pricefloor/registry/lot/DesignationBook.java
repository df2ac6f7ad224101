package org.pricefloor.registry.lot;

import jakarta.enterprise.context.ApplicationScoped;
import java.math.BigDecimal;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jboss.logging.Logger;
import org.pricefloor.contracts.AgreementDocument;
import org.pricefloor.frontdoor.PlainText;
import org.pricefloor.frontdoor.Refusal;
import org.pricefloor.frontdoor.Refused;
import org.pricefloor.kernel.calendar.PeriodLength;
import org.pricefloor.kernel.calendar.SettlementPeriod;
import org.pricefloor.messaging.Outbox;
import org.pricefloor.registry.ClaimedTime;
import org.pricefloor.registry.Transaction;
import org.pricefloor.registry.agreement.LockedAgreements;
import org.pricefloor.registry.delivery.DeliveryRows;
import org.pricefloor.registry.lot.DesignationResource.Election;

/** Where designations are written, one transaction each, under the head of the agreement and the locks of the lots that hang together. */
@ApplicationScoped
class DesignationBook {

    private static final Logger LOG = Logger.getLogger(DesignationBook.class);
    private static final String SOURCE = "/contract-registry";
    private static final int LONGEST_TEXT = 200;
    /** Such documents are the ledger's own: what a lot's new document makes of its designations. */
    private static final String OF_THE_LEDGER = "lot/";

    private final Transaction transaction;
    private final Clock clock;

    DesignationBook(Transaction transaction, Clock clock) {
        this.transaction = transaction;
        this.clock = clock;
    }

    /** @param added false: the document elected so before, and this is its first answer */
    record Entry(boolean added, Designation designation) {
    }

    /**
     * Elects contained kilograms of a lot.
     *
     * @throws Refused 404 for an agreement that is not registered, 409 when the document elected something else before, 422 for a broken rule
     */
    Entry designate(String agreement, Election given) {
        refuseUnlessWhole(given);
        return transaction.run(connection -> {
            LotLedger ledger = LotLedger.lock(connection, agreement, List.of(given.lot()));
            AgreementDocument terms = ledger.terms().get(agreement);
            if (terms == null) {
                throw Refused.of(404, "AGREEMENT_MUST_BE_REGISTERED", "No agreement " + agreement + " is registered.", "Register the agreement first, or correct its code.");
            }
            SettlementPeriod period = SettlementPeriod.containing(PeriodLength.ofTerm(terms.period()).orElseThrow(), given.day());
            Designation before = LotLedger.electedBy(connection, agreement, given.lot(), period.from(), given.category(), given.product(),
                    given.document());
            if (before != null) {
                return firstAnswer(given, before);
            }
            RegisteredLot lot = newest(connection, given, terms);
            refuseOtherTerms(given, terms, period, lot);
            refuseAfterTheDeadline(given, terms, period);
            Designation next = next(connection, agreement, given, period, lot, ledger);
            refuseWhatIsNotFree(given, ledger, next);
            LotLedger.insert(connection, List.of(next), terms.producer());
            Outbox.append(connection, SOURCE, next.event());
            LOG.infof("Designated agreement=%s lot=%s period=%s category=%s revision=%d contained=%skg", agreement, next.lot(), next.period(), next.category(),
                    next.revision(), next.contained().toPlainString());
            return new Entry(true, next);
        });
    }

    private static void refuseUnlessWhole(Election given) {
        refuseIf(given.lot() == null || given.lot().isEmpty() || given.lot().indexOf('\0') >= 0, "LOT_MUST_BE_NAMED", "lot", given.lot(), "Name the lot.");
        refuseIf(given.day() == null, "DAY_MUST_BE_GIVEN", "day", null, "Write any day of the period for which the lot is elected.");
        refuseIf(!PlainText.isPlain(given.category(), LONGEST_TEXT), "CATEGORY_MUST_BE_ELIGIBLE", "category", given.category(), "Name a category of the agreement.");
        refuseIf(given.product() != null && !PlainText.isPlain(given.product(), LONGEST_TEXT), "PRODUCT_MUST_BE_OF_THE_AGREEMENT", "product", given.product(),
                "Name a product of the agreement.");
        refuseIf(given.contained() == null || given.contained().signum() < 0, "CONTAINED_MUST_NOT_BE_NEGATIVE", "contained", given.contained(),
                "Write contained kilograms, zero or more; zero withdraws the election.");
        refuseIf(given.contained().precision() - given.contained().scale() > 12 || given.contained().scale() > 3, "CONTAINED_MUST_FIT_12_AND_3_DIGITS", "contained",
                given.contained().toPlainString(), "At most 12 digits before and 3 after the point: kilograms to the gram.");
        refuseIf(given.electedAt() == null, "ELECTED_AT_MUST_BE_GIVEN", "electedAt", null, "Write when the producer elected, for instance 2026-04-02T09:00:00Z.");
        refuseIf(!ClaimedTime.isPlausible(given.electedAt()), "ELECTED_AT_MUST_LIE_BETWEEN_1900_AND_2199", "electedAt", given.electedAt(), "Check the year.");
        refuseIf(!PlainText.isPlain(given.document(), LONGEST_TEXT) || given.document().startsWith(OF_THE_LEDGER), "DOCUMENT_MUST_BE_GIVEN", "document",
                given.document(), "Name the document of the election in 1 to 200 printable characters that do not begin with " + OF_THE_LEDGER
                        + "; it is the key under which a repetition is recognised.");
    }

    private static Entry firstAnswer(Election given, Designation before) {
        if (before.elected().compareTo(given.contained()) != 0 || !before.electedAt().equals(given.electedAt().truncatedTo(ChronoUnit.MICROS))) {
            throw Refused.conflict("DOCUMENT_ALREADY_USED", "Document " + given.document() + " elected " + before.elected().toPlainString() + " kg of lot " + given.lot() + " as "
                    + before.category() + " for " + before.period() + " before.", "Name the new document that corrects it.");
        }
        return new Entry(false, before);
    }

    private static RegisteredLot newest(Connection connection, Election given, AgreementDocument terms) throws SQLException {
        List<RegisteredLot> revisions = LotLedger.revisions(connection, given.lot());
        refuseIf(revisions.isEmpty(), "LOT_MUST_BE_REGISTERED", "lot", given.lot(), "Register the lot first, or correct its name.");
        RegisteredLot lot = revisions.get(revisions.size() - 1);
        refuseIf(!lot.producer().equals(terms.producer()), "LOT_MUST_BE_OF_THE_AGREEMENTS_PRODUCER", "lot", given.lot(), "Elect a lot of " + terms.producer() + ".");
        return lot;
    }

    private static void refuseOtherTerms(Election given, AgreementDocument terms, SettlementPeriod period, RegisteredLot lot) {
        List<String> categories = terms.quantity().categories();
        refuseIf(!terms.unit().equals(Designation.UNIT), "AGREEMENT_MUST_SETTLE_KILOGRAMS", "agreement", terms.unit(),
                "Contained kilograms are elected under agreements in kg; certify a delivery in " + terms.unit() + " instead.");
        refuseIf(!categories.isEmpty() && !categories.contains(given.category()), "CATEGORY_MUST_BE_ELIGIBLE", "category", given.category(),
                "Use one of " + String.join(", ", categories) + ".");
        List<String> products = LockedAgreements.productsOf(terms);
        refuseIf(given.product() == null && products.size() > 1, "PRODUCT_MUST_BE_NAMED", "product", null,
                "The agreement settles several: name one of " + String.join(", ", products) + ".");
        refuseIf(given.product() != null && !products.contains(given.product()), "PRODUCT_MUST_BE_OF_THE_AGREEMENT", "product", given.product(),
                "Use one of " + String.join(", ", products) + (products.size() == 1 ? ", or leave it out." : "."));
        refuseIf(lot.producedOn().isAfter(period.to()), "LOT_MUST_BE_PRODUCED_BY_THE_END_OF_THE_PERIOD", "day", given.day(),
                "The lot was produced on " + lot.producedOn() + ": elect it for that period or a later one.");
        LocalDate date = deliveryDate(period, lot);
        refuseIf(date.isBefore(terms.effectiveFrom()) || date.isAfter(terms.effectiveTo()), "PERIOD_MUST_LIE_IN_TERM", "day", given.day(),
                "The agreement runs from " + terms.effectiveFrom() + " to " + terms.effectiveTo() + ".");
    }

    /** No election by the deadline means zero: there is no way to elect later. */
    private void refuseAfterTheDeadline(Election given, AgreementDocument terms, SettlementPeriod period) {
        int days = terms.quantity().electionDeadlineDays();
        Instant deadline = period.closesAt(ZoneId.of(terms.timeZone()), days);
        refuseIf(!clock.instant().isBefore(deadline), "ELECTION_MUST_MEET_THE_DEADLINE", "day", given.day(),
                "Lots of " + period + " were elected until " + period.to().plusDays(days) + "; what was not elected counts as zero. Elect the lot for a later period.");
    }

    private Designation next(Connection connection, String agreement, Election given, SettlementPeriod period, RegisteredLot lot, LotLedger ledger) throws SQLException {
        List<Designation> ofAgreement = ledger.designations().stream().filter(each -> each.agreement().equals(agreement) && each.lot().equals(given.lot())).toList();
        Optional<Designation> same = ofAgreement.stream().filter(each -> each.periodFrom().equals(period.from()) && each.category().equals(given.category())
                && Objects.equals(each.product(), given.product())).findFirst();
        int number = same.map(Designation::number).orElse(ofAgreement.size() + 1);
        String delivery = number == 1 ? given.lot() : given.lot() + "/" + number;
        refuseIf(same.isEmpty() && DeliveryRows.isCertified(connection, agreement, delivery), "LOT_MUST_NOT_BE_CERTIFIED_BEFORE", "lot", given.lot(),
                "A delivery of this name was certified under the agreement by itself: register the lot under another name.");
        refuseIf(lot.contained().signum() == 0, "KILOGRAM_MUST_BE_DESIGNATED_ONCE", "contained", given.contained().toPlainString(),
                "0 kg of lot " + given.lot() + " are still free: it contains nothing.");
        return new Designation(agreement, given.lot(), number, same.map(Designation::revision).orElse(0) + 1, period.label(), period.from(), given.category(), given.product(), delivery,
                same.map(Designation::deliveryDate).orElse(deliveryDate(period, lot)), given.contained(), lot.contained(), given.contained(), Designation.BY_ELECTION,
                given.document(), given.electedAt().truncatedTo(ChronoUnit.MICROS), clock.instant().truncatedTo(ChronoUnit.MICROS));
    }

    private static LocalDate deliveryDate(SettlementPeriod period, RegisteredLot lot) {
        return period.contains(lot.producedOn()) ? lot.producedOn() : period.to();
    }

    private static void refuseWhatIsNotFree(Election given, LotLedger ledger, Designation next) {
        BigDecimal own = ledger.designations().stream().filter(each -> each.agreement().equals(next.agreement()) && each.lot().equals(next.lot()) && each.number() == next.number())
                .map(Designation::contained).reduce(BigDecimal.ZERO, BigDecimal::add);
        BigDecimal free = ledger.ancestry().withDesignated(next.lot(), ledger.ancestry().designatedOf(next.lot()).subtract(own)).freeOf(next.lot());
        refuseIf(next.contained().compareTo(free) > 0, "KILOGRAM_MUST_BE_DESIGNATED_ONCE", "contained", given.contained().toPlainString(),
                free.stripTrailingZeros().toPlainString() + " kg of lot " + next.lot() + " are still free: the others are designated, of this lot or of lots that hang together with it.");
    }

    private static void refuseIf(boolean broken, String rule, String field, Object found, String fix) {
        if (broken) {
            String text = found == null ? "absent" : found.toString();
            throw Refused.rule("The election breaks a rule.", Refusal.of(rule, field, text.length() > 80 ? text.substring(0, 80) : text, fix));
        }
    }
}
