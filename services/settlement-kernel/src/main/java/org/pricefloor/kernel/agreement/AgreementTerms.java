package org.pricefloor.kernel.agreement;

import java.math.BigDecimal;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Currency;
import java.util.List;
import java.util.Optional;
import org.pricefloor.kernel.calendar.PeriodLength;
import org.pricefloor.kernel.calendar.Schedule;
import org.pricefloor.kernel.calendar.SettlementPeriod;
import org.pricefloor.kernel.money.QuantityUnit;
import org.pricefloor.kernel.money.Rounding;
import org.pricefloor.kernel.price.Missing;
import org.pricefloor.kernel.price.ReferenceData;
import org.pricefloor.kernel.price.ReferencePriceRule;
import org.pricefloor.kernel.price.ResolvedRule;

/**
 * One version of an agreement: what was signed.
 *
 * @param fact           id of the fact that registered this version
 * @param zone           the zone in which the agreement's days begin and end (rule 3)
 * @param effectiveFrom  first day, the first of a period
 * @param effectiveTo    last day, included, the last of a period
 * @param closeLagDays   days between a period's end and its close
 * @param floor          floor or strike price, in {@code currency} per {@code unit}, by the day from which it counts
 * @param amountRounding of line amounts and shares
 */
public record AgreementTerms(
        String agreement,
        int version,
        String fact,
        String producer,
        String office,
        String product,
        Currency currency,
        QuantityUnit unit,
        ZoneId zone,
        LocalDate effectiveFrom,
        LocalDate effectiveTo,
        PeriodLength periodLength,
        int closeLagDays,
        Instrument instrument,
        Schedule<BigDecimal> floor,
        Optional<UpsideShare> upside,
        ReferencePriceRule referencePrice,
        QuantityTerms quantity,
        Rounding amountRounding) {

    public boolean isInTerm(LocalDate day) {
        return !day.isBefore(effectiveFrom) && !day.isAfter(effectiveTo);
    }

    public SettlementPeriod periodOf(LocalDate day) {
        return SettlementPeriod.containing(periodLength, day);
    }

    /**
     * Joins the terms with the series and calendars they name.
     *
     * @return the resolved agreement, or every series and calendar that is not known yet
     */
    public Resolution resolve(ReferenceData reference) {
        List<Missing> missing = new ArrayList<>();
        Optional<ResolvedRule> price = referencePrice.resolve(reference, currency, unit, missing);
        return missing.isEmpty()
                ? new Resolution.Resolved(new ResolvedAgreement(this, price.orElseThrow()))
                : new Resolution.Unresolved(missing);
    }
}
