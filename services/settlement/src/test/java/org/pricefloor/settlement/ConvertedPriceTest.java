package org.pricefloor.settlement;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.networknt.schema.InputFormat;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.DayOfWeek;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.pricefloor.contracts.AgreementDocument;
import org.pricefloor.contracts.AgreementVersionRegistered;
import org.pricefloor.contracts.ReferencePriceDetermined;
import org.pricefloor.contracts.SeriesRegistered;
import org.pricefloor.kernel.agreement.AgreementTerms;
import org.pricefloor.kernel.agreement.Resolution;
import org.pricefloor.kernel.agreement.TermsRefused;
import org.pricefloor.kernel.calendar.PricingCalendar;
import org.pricefloor.kernel.price.Determination;
import org.pricefloor.kernel.price.DeterminationOutcome;
import org.pricefloor.kernel.price.PriceSeries;
import org.pricefloor.kernel.price.Publications;
import org.pricefloor.kernel.price.PublishedFigure;
import org.pricefloor.kernel.price.ReferenceData;
import org.pricefloor.messaging.EventJson;
import org.pricefloor.translation.AgreementTranslation;
import org.pricefloor.translation.FactTranslation;
import org.pricefloor.translation.SettlementTranslation;

/** Whatever the kernel may compute of facts that are let in can be written, read again and is valid by its schema. */
class ConvertedPriceTest {

    private static final Path SCHEMA = Path.of("..", "..", "contracts", "events", "settlement", "reference-price-determined.v1.schema.json");
    private static final LocalDate DAY = LocalDate.of(2026, 3, 2);
    private static final Instant RECEIVED = Instant.parse("2026-03-03T00:00:00Z");

    @Test
    void aConvertedPriceOfATinyFigureIsReadAsItWasWritten() throws TermsRefused, IOException {
        // 1e-10 / 1.13 / 7: the first of its 34 digits stands 11 places behind the point.
        assertEquals(44, readAsWritten("0.0000000001", "7").scale());
    }

    @Test
    void theSmallestConvertedPriceThatFactsAllowIsReadAsItWasWritten() throws TermsRefused, IOException {
        // 18 decimals, and a rate of 18 digits: no fact has more.
        assertEquals(70, readAsWritten("0.000000000000000001", "999999999999999999").scale());
    }

    @Test
    void theDeterminationOfAQuarterOfFourConvertedSeriesFitsIntoAnEvent() throws TermsRefused {
        Map<String, PriceSeries> prices = new HashMap<>();
        Map<String, Publications> published = new HashMap<>();
        List<AgreementDocument.BasketComponent> basket = new ArrayList<>();
        AgreementDocument.Conversion conversion = new AgreementDocument.Conversion(null,
                List.of(new AgreementDocument.VatStep(LocalDate.of(2019, 4, 1), new BigDecimal("0.13"))), new AgreementDocument.FxTerm("FED-H10-CNY-PER-USD", 7));
        List<LocalDate> weekdays = LocalDate.of(2026, 7, 1).datesUntil(LocalDate.of(2026, 10, 1)).filter(day -> day.getDayOfWeek().getValue() < 6).toList();
        for (String element : List.of("NEODYMIUM", "PRASEODYMIUM", "DYSPROSIUM", "TERBIUM")) {
            String id = "SMM-" + element + "-OXIDE-CN";
            prices.put(id, FactTranslation.priceSeries(series(id, "price", "CNY", "t", "including-vat")));
            published.put(id, new Publications(weekdays.stream().map(day -> new PublishedFigure(day, BigDecimal.valueOf(600_000 + day.getDayOfYear()), 1,
                    "assessment/" + id + "/" + day + "/r1")).toList()));
            basket.add(new AgreementDocument.BasketComponent(new BigDecimal("0.25"), id, conversion, null));
        }
        published.put("FED-H10-CNY-PER-USD", new Publications(weekdays.stream().map(day -> new PublishedFigure(day, BigDecimal.valueOf(70_000 + day.getDayOfYear(), 4), 1,
                "fx/FED-H10-CNY-PER-USD/" + day + "/r1")).toList()));
        AgreementTerms terms = AgreementTranslation.terms(new AgreementDocument("A-1", 1, "a quarter", "MINE", "US-DOW", "oxides", "USD", "kg", "UTC",
                LocalDate.of(2026, 7, 1), LocalDate.of(2026, 9, 30), "quarter", null, "floor",
                List.of(new AgreementDocument.PriceStep(LocalDate.of(2026, 7, 1), new BigDecimal("110.00"))), null,
                new AgreementDocument.ReferencePrice(null, null, null, null, 1, null, basket, null), null, null, null, null));
        PricingCalendar days = new PricingCalendar("EVERY-DAY", "calendar/EVERY-DAY/v1", LocalDate.of(2025, 1, 1), LocalDate.of(2027, 12, 31),
                Set.of(DayOfWeek.SATURDAY, DayOfWeek.SUNDAY), List.of(), false);
        Resolution.Resolved resolved = (Resolution.Resolved) terms.resolve(new ReferenceData(prices,
                Map.of("FED-H10-CNY-PER-USD", FactTranslation.fxSeries(series("FED-H10-CNY-PER-USD", "fx", "CNY", "USD", "not-applicable"))),
                Map.of("EVERY-DAY", days), Map.of()));
        Determination price = ((DeterminationOutcome.Determined) resolved.agreement().prices().get(0).determine(terms.periodOf(LocalDate.of(2026, 7, 1)),
                published::get)).determination();
        assertEquals(4 * 66, price.observations().size());
        int bytes = EventJson.write(SettlementTranslation.event(price)).length;
        assertTrue(bytes < 256 * 1024, "the event is " + bytes + " bytes long");
    }

    private static BigDecimal readAsWritten(String price, String rate) throws TermsRefused, IOException {
        AgreementTerms terms = AgreementTranslation.terms(agreement());
        ReferenceData references = new ReferenceData(
                Map.of("PRICE-CN", FactTranslation.priceSeries(series("PRICE-CN", "price", "CNY", "kg", "including-vat"))),
                Map.of("FX-CN", FactTranslation.fxSeries(series("FX-CN", "fx", "CNY", "USD", "not-applicable"))),
                Map.of("EVERY-DAY", FactTranslation.calendar(Upstream.everyDay("EVERY-DAY"))), Map.of());
        Resolution.Resolved resolved = (Resolution.Resolved) terms.resolve(references);
        DeterminationOutcome outcome = resolved.agreement().prices().get(0).determine(terms.periodOf(DAY), Map.of(
                "PRICE-CN", new Publications(List.of(new PublishedFigure(DAY, new BigDecimal(price), 1, "assessment/PRICE-CN/2026-03-02/r1"))),
                "FX-CN", new Publications(List.of(new PublishedFigure(DAY, new BigDecimal(rate), 1, "fx/FX-CN/2026-03-02/r1"))))::get);
        Determination determination = ((DeterminationOutcome.Determined) outcome).determination();
        ReferencePriceDetermined event = SettlementTranslation.event(determination);
        BigDecimal converted = event.observations().get(0).converted();
        assertTrue(converted.precision() >= 33, "carried to 34 digits: " + converted);

        byte[] body = EventJson.write(event);
        assertEquals(event, EventJson.read(body, ReferencePriceDetermined.class));
        assertEquals(List.of(), SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12).getSchema(Files.readString(SCHEMA))
                .validate(new String(body, StandardCharsets.UTF_8), InputFormat.JSON));
        return converted;
    }

    private static AgreementVersionRegistered agreement() {
        AgreementDocument document = AgreementTranslation.complete(new AgreementDocument("A-1", 1, "Test agreement", "MINE", "US-DOW",
                "NdPr oxide", "USD", "kg", "UTC", LocalDate.of(2026, 1, 1), LocalDate.of(2026, 12, 31), "day", null, "floor",
                List.of(new AgreementDocument.PriceStep(LocalDate.of(2026, 1, 1), new BigDecimal("110.00"))), null,
                new AgreementDocument.ReferencePrice("PRICE-CN", null, new AgreementDocument.Conversion(null,
                        List.of(new AgreementDocument.VatStep(LocalDate.of(2019, 4, 1), new BigDecimal("0.13"))),
                        new AgreementDocument.FxTerm("FX-CN", null)), new AgreementDocument.Gap("none", null), 1, null, null, null), null, null, null, null));
        return new AgreementVersionRegistered(AgreementVersionRegistered.id("A-1", 1), document, "0".repeat(64), "registrar", "approver", RECEIVED, null, RECEIVED);
    }

    private static SeriesRegistered series(String series, String kind, String currency, String per, String taxBasis) {
        return new SeriesRegistered(SeriesRegistered.id(series, 1), series, 1, kind, "Test publisher", null, currency, per, taxBasis,
                "EVERY-DAY", "test", RECEIVED);
    }
}
