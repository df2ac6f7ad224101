package org.pricefloor.translation;

import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.List;
import org.pricefloor.contracts.AgreementDocument;

/** An agreement document with every term in it, all of them in order, for a test to spoil one by one. */
final class Document {

    String agreement = "PPA-1";
    int version = 1;
    String title = "Price protection agreement";
    String producer = "PRODUCER";
    String office = "OFFICE";
    String product = "NdPr oxide";
    String currency = "USD";
    String unit = "kg";
    String timeZone = "America/New_York";
    LocalDate effectiveFrom = LocalDate.of(2025, 10, 1);
    LocalDate effectiveTo = LocalDate.of(2035, 12, 31);
    String period = "quarter";
    Integer closeLagDays = 1;
    String instrument = "floor";
    List<AgreementDocument.PriceStep> floor = List.of(new AgreementDocument.PriceStep(LocalDate.of(2025, 10, 1), new BigDecimal("110.00")));
    BigDecimal threshold = new BigDecimal("110.00");
    BigDecimal share = new BigDecimal("0.30");
    String milestone = "full production";
    LocalDate reachedOn = LocalDate.of(2027, 1, 1);
    String trigger = "next-period";
    String series = "NDPR-CN";
    String averaging = "simple";
    String order = "convert-then-average";
    List<AgreementDocument.VatStep> vat = List.of(new AgreementDocument.VatStep(LocalDate.of(2019, 4, 1), new BigDecimal("0.13")));
    String fxSeries = "USDCNY";
    Integer maxAgeDays = 7;
    String gap = "last-published";
    Integer maxStaleDays = 10;
    Integer minimumObservations = 2;
    List<AgreementDocument.BasketComponent> basket;
    List<AgreementDocument.LadderRung> fallback;
    Integer priceDecimals = 2;
    String priceMode = "HALF_UP";
    String basis = "elected";
    List<String> categories = List.of("stockpile", "affiliate-sale");
    BigDecimal expectedShare = new BigDecimal("0.80");
    Integer amountDecimals = 2;
    String amountMode = "HALF_UP";
    String restate = "immediately";

    AgreementDocument written() {
        return new AgreementDocument(agreement, version, title, producer, office, product, currency, unit, timeZone, effectiveFrom, effectiveTo,
                period, closeLagDays, instrument, floor, new AgreementDocument.Upside(threshold, share, milestone, reachedOn, trigger),
                new AgreementDocument.ReferencePrice(series, averaging,
                        basket != null ? null : new AgreementDocument.Conversion(order, vat, new AgreementDocument.FxTerm(fxSeries, maxAgeDays)),
                        gap == null ? null : new AgreementDocument.Gap(gap, maxStaleDays), minimumObservations,
                        new AgreementDocument.RoundingTerm(priceDecimals, priceMode), basket, fallback),
                new AgreementDocument.QuantityTerms(basis, categories, expectedShare),
                new AgreementDocument.RoundingTerm(amountDecimals, amountMode), restate, "a note");
    }
}
