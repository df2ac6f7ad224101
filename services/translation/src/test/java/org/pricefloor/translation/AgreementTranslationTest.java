package org.pricefloor.translation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.pricefloor.contracts.AgreementDocument;
import org.pricefloor.contracts.AgreementDocument.BasketComponent;
import org.pricefloor.contracts.AgreementDocument.Conversion;
import org.pricefloor.contracts.AgreementDocument.LadderRung;
import org.pricefloor.contracts.AgreementDocument.PriceStep;
import org.pricefloor.contracts.AgreementDocument.VatStep;
import org.pricefloor.kernel.agreement.AgreementTerms;
import org.pricefloor.kernel.agreement.Instrument;
import org.pricefloor.kernel.agreement.QuantityTerms;
import org.pricefloor.kernel.agreement.TermsRefused;
import org.pricefloor.kernel.agreement.TermsRefused.Refusal;
import org.pricefloor.kernel.calendar.PeriodLength;
import org.pricefloor.kernel.money.Rounding;
import org.pricefloor.kernel.price.ReferencePriceRule;
import org.pricefloor.kernel.price.ReferencePriceRule.Averaging;
import org.pricefloor.kernel.price.ReferencePriceRule.Component;
import org.pricefloor.kernel.price.ReferencePriceRule.ConversionOrder;
import org.pricefloor.kernel.price.ReferencePriceRule.Fallback;
import org.pricefloor.kernel.price.Rung;

class AgreementTranslationTest {

    private static final LocalDate FIRST = LocalDate.of(2025, 10, 1);
    private static final BigDecimal FLOOR = new BigDecimal("110.00");

    /** One way to spoil a document, and the refusal that must name it. */
    private record Spoiled(String rule, String field, Consumer<Document> how) {
    }

    private static Spoiled ladder(String rule, String place, LadderRung... rungs) {
        return new Spoiled(rule, "/referencePrice/fallback" + place, document -> {
            document.gap = null;
            document.fallback = Arrays.asList(rungs);
        });
    }

    private static Spoiled basket(String rule, String place, BasketComponent... parts) {
        return basket(rule, "/referencePrice/basket" + place, document -> { }, parts);
    }

    private static Spoiled basket(String rule, String field, Consumer<Document> how, BasketComponent... parts) {
        return new Spoiled(rule, field, document -> {
            ofBasket(document, parts);
            how.accept(document);
        });
    }

    private static Document ofBasket(Document document, BasketComponent... parts) {
        document.series = null;
        document.gap = null;
        document.basket = Arrays.asList(parts);
        return document;
    }

    private static BasketComponent part(String weight, String series) {
        return new BasketComponent(weight == null ? null : new BigDecimal(weight), series, null, null);
    }

    private static LadderRung rung(String rung, String series) {
        return new LadderRung(rung, series, null, null);
    }

    private static final List<Spoiled> SPOILED = List.of(
            new Spoiled("TERM_MUST_BE_GIVEN", "/agreement", document -> document.agreement = null),
            new Spoiled("TERM_MUST_BE_GIVEN", "/title", document -> document.title = " "),
            new Spoiled("TERM_MUST_BE_GIVEN", "/product", document -> document.product = null),
            new Spoiled("TERM_MUST_BE_GIVEN", "/currency", document -> document.currency = null),
            new Spoiled("TERM_MUST_BE_GIVEN", "/effectiveFrom", document -> document.effectiveFrom = null),
            new Spoiled("TERM_MUST_BE_GIVEN", "/effectiveTo", document -> document.effectiveTo = null),
            new Spoiled("TERM_MUST_BE_GIVEN", "/upside/threshold", document -> document.threshold = null),
            new Spoiled("TERM_MUST_BE_GIVEN", "/upside/share", document -> document.share = null),
            new Spoiled("TERM_MUST_BE_GIVEN", "/upside/milestone", document -> document.milestone = " "),
            new Spoiled("TERM_MUST_BE_GIVEN", "/floor/0", document -> document.floor = Collections.singletonList(null)),
            new Spoiled("TERM_MUST_BE_GIVEN", "/floor/0/from", document -> document.floor = List.of(new PriceStep(null, FLOOR))),
            new Spoiled("TERM_MUST_BE_GIVEN", "/floor/0/price", document -> document.floor = List.of(new PriceStep(FIRST, null))),
            new Spoiled("TERM_MUST_BE_GIVEN", "/referencePrice/conversion/vat/0", document -> document.vat = Collections.singletonList(null)),
            new Spoiled("TERM_MUST_BE_GIVEN", "/referencePrice/conversion/vat/0/rate", document -> document.vat = List.of(new VatStep(FIRST, null))),
            new Spoiled("TERM_MUST_BE_GIVEN", "/referencePrice/conversion/fx/series", document -> document.fxSeries = null),
            new Spoiled("TERM_MUST_BE_GIVEN", "/quantity/categories/1", document -> document.categories = Arrays.asList("stockpile", null)),
            new Spoiled("CODE_MUST_BE_PLAIN", "/agreement", document -> document.agreement = "../etc"),
            new Spoiled("CODE_MUST_BE_PLAIN", "/producer", document -> document.producer = "lower case"),
            new Spoiled("CODE_MUST_BE_PLAIN", "/office", document -> document.office = "X".repeat(41)),
            new Spoiled("CODE_MUST_BE_PLAIN", "/referencePrice/series", document -> document.series = "A\nB"),
            new Spoiled("VERSION_MUST_BE_POSITIVE", "/version", document -> document.version = 0),
            new Spoiled("CURRENCY_MUST_BE_ISO_4217", "/currency", document -> document.currency = "dollars"),
            new Spoiled("TIME_ZONE_MUST_BE_IANA", "/timeZone", document -> document.timeZone = "New York"),
            new Spoiled("TIME_ZONE_MUST_BE_IANA", "/timeZone", document -> document.timeZone = "+05:00"),
            new Spoiled("WORD_MUST_BE_KNOWN", "/unit", document -> document.unit = "lb"),
            new Spoiled("WORD_MUST_BE_KNOWN", "/period", document -> document.period = "week"),
            new Spoiled("WORD_MUST_BE_KNOWN", "/instrument", document -> document.instrument = "swap"),
            new Spoiled("WORD_MUST_BE_KNOWN", "/upside/trigger", document -> document.trigger = "soon"),
            new Spoiled("WORD_MUST_BE_KNOWN", "/referencePrice/conversion/order", document -> document.order = "average"),
            new Spoiled("WORD_MUST_BE_KNOWN", "/quantity/basis", document -> document.basis = "guessed"),
            new Spoiled("WORD_MUST_BE_KNOWN", "/amountRounding/mode", document -> document.amountMode = "UNNECESSARY"),
            new Spoiled("TERM_MUST_END_AFTER_IT_BEGINS", "/effectiveTo", document -> document.effectiveTo = LocalDate.of(2025, 9, 30)),
            new Spoiled("TERM_MUST_LIE_BETWEEN_1990_AND_2200", "/effectiveFrom", document -> document.effectiveTo = LocalDate.MAX),
            new Spoiled("TERM_MUST_LIE_BETWEEN_1990_AND_2200", "/effectiveFrom", document -> document.effectiveFrom = LocalDate.MIN),
            new Spoiled("TERM_MUST_BEGIN_WITH_A_PERIOD", "/effectiveFrom", document -> document.effectiveFrom = LocalDate.of(2025, 10, 2)),
            new Spoiled("TERM_MUST_END_WITH_A_PERIOD", "/effectiveTo", document -> document.effectiveTo = LocalDate.of(2035, 12, 30)),
            new Spoiled("CLOSE_LAG_MUST_BE_0_TO_400_DAYS", "/closeLagDays", document -> document.closeLagDays = -1),
            new Spoiled("CLOSE_LAG_MUST_BE_0_TO_400_DAYS", "/closeLagDays", document -> document.closeLagDays = 401),
            new Spoiled("RESTATEMENT_AT_NEXT_RUN_NEEDS_A_FINAL_RUN", "/runs", document -> document.restate = "at-next-run"),
            new Spoiled("FLOOR_MUST_BE_GIVEN", "/floor", document -> document.floor = null),
            new Spoiled("FLOOR_MUST_BE_GIVEN", "/floor", document -> document.floor = List.of()),
            new Spoiled("FLOOR_MUST_HAVE_ONE_PRICE_A_DAY", "/floor/1/from",
                    document -> document.floor = List.of(new PriceStep(FIRST, FLOOR), new PriceStep(FIRST, FLOOR))),
            new Spoiled("FLOOR_MUST_NOT_CHANGE_INSIDE_A_PERIOD", "/floor/1/from",
                    document -> document.floor = List.of(new PriceStep(FIRST, FLOOR), new PriceStep(FIRST.plusDays(1), FLOOR))),
            new Spoiled("FLOOR_MUST_COVER_THE_TERM", "/floor/0/from",
                    document -> document.floor = List.of(new PriceStep(LocalDate.of(2026, 1, 1), FLOOR))),
            new Spoiled("PRICE_MUST_BE_ABOVE_ZERO", "/floor/0/price", document -> document.floor = List.of(new PriceStep(FIRST, BigDecimal.ZERO))),
            new Spoiled("PRICE_MUST_FIT_12_AND_10_DIGITS", "/floor/0/price",
                    document -> document.floor = List.of(new PriceStep(FIRST, new BigDecimal("1e400")))),
            new Spoiled("PRICE_MUST_FIT_12_AND_10_DIGITS", "/floor/0/price",
                    document -> document.floor = List.of(new PriceStep(FIRST, new BigDecimal("1e2147483647")))),
            new Spoiled("PRICE_MUST_FIT_12_AND_10_DIGITS", "/floor/0/price",
                    document -> document.floor = List.of(new PriceStep(FIRST, new BigDecimal("110." + "0".repeat(39) + "1")))),
            new Spoiled("PRICE_MUST_FIT_12_AND_10_DIGITS", "/upside/threshold", document -> document.threshold = new BigDecimal("1e12")),
            new Spoiled("UPSIDE_MUST_GO_WITH_A_FLOOR", "/upside", document -> document.instrument = "two-way-difference"),
            new Spoiled("UPSIDE_MUST_NOT_BEGIN_BELOW_THE_FLOOR", "/upside/threshold", document -> document.threshold = new BigDecimal("109.99")),
            new Spoiled("MILESTONE_MUST_BE_NAMED", "/upside/milestone", document -> document.milestone = null),
            new Spoiled("SHARE_MUST_LIE_BETWEEN_ZERO_AND_ONE", "/upside/share", document -> document.share = BigDecimal.ZERO),
            new Spoiled("SHARE_MUST_LIE_BETWEEN_ZERO_AND_ONE", "/upside/share", document -> document.share = new BigDecimal("30")),
            new Spoiled("RATE_MUST_HAVE_AT_MOST_10_DECIMALS", "/upside/share", document -> document.share = new BigDecimal("1e-2147483647")),
            new Spoiled("WORD_MUST_BE_KNOWN", "/referencePrice/averaging", document -> document.averaging = "median"),
            new Spoiled("VAT_RATE_MUST_LIE_BETWEEN_ZERO_AND_ONE", "/referencePrice/conversion/vat/0/rate",
                    document -> document.vat = List.of(new VatStep(FIRST, new BigDecimal("13")))),
            new Spoiled("RATE_MUST_HAVE_AT_MOST_10_DECIMALS", "/referencePrice/conversion/vat/0/rate",
                    document -> document.vat = List.of(new VatStep(FIRST, new BigDecimal("1e-400")))),
            new Spoiled("VAT_MUST_HAVE_ONE_RATE_A_DAY", "/referencePrice/conversion/vat/1/from",
                    document -> document.vat = List.of(new VatStep(FIRST, new BigDecimal("0.13")), new VatStep(FIRST, new BigDecimal("0.16")))),
            new Spoiled("FX_AGE_MUST_BE_0_TO_31_DAYS", "/referencePrice/conversion/fx/maxAgeDays", document -> document.maxAgeDays = 32),
            new Spoiled("GAP_RULE_MUST_BE_KNOWN", "/referencePrice/gap/rule", document -> document.gap = "interpolated"),
            new Spoiled("MAX_STALE_DAYS_GO_WITH_LAST_PUBLISHED", "/referencePrice/gap/maxStaleDays", document -> document.maxStaleDays = null),
            new Spoiled("MAX_STALE_DAYS_GO_WITH_LAST_PUBLISHED", "/referencePrice/gap/maxStaleDays", document -> document.gap = "none"),
            new Spoiled("MAX_STALE_DAYS_MUST_BE_0_TO_366", "/referencePrice/gap/maxStaleDays", document -> document.maxStaleDays = 367),
            new Spoiled("LADDER_MUST_BE_GIVEN_ONCE", "/referencePrice/gap", document -> document.fallback = List.of(rung("secondary", "NDPR-EU"))),
            ladder("RUNG_MUST_BE_KNOWN", "/0/rung", rung("tertiary", "NDPR-EU")),
            ladder("RUNG_MUST_BE_KNOWN", "/0/rung", rung("primary", "NDPR-EU")),
            ladder("TERM_MUST_BE_GIVEN", "/0/rung", rung(null, "NDPR-EU")),
            ladder("TERM_MUST_BE_GIVEN", "/1", rung("secondary", "NDPR-EU"), null),
            ladder("RUNG_MUST_NAME_A_SERIES", "/0/series", rung("agreed", null)),
            ladder("RUNG_MUST_NAME_A_SERIES", "/0/series", rung("expert", " ")),
            ladder("CODE_MUST_BE_PLAIN", "/0/series", rung("secondary", "a b")),
            ladder("FALLBACK_MUST_NOT_REFER_BACK", "/0/series", rung("secondary", "NDPR-CN")),
            ladder("FALLBACK_MUST_NOT_REFER_BACK", "/1/series", rung("secondary", "NDPR-EU"), rung("expert", "NDPR-EU")),
            ladder("LAST_PUBLISHED_MUST_BE_OF_THE_PRIMARY", "/0/series", new LadderRung("last-published", "NDPR-EU", null, 5)),
            ladder("LAST_PUBLISHED_MUST_STAND_ONCE", "/1/rung", new LadderRung("last-published", null, null, 5), new LadderRung("last-published", null, null, 6)),
            ladder("MAX_STALE_DAYS_GO_WITH_LAST_PUBLISHED", "/0/maxStaleDays", new LadderRung("last-published", null, null, null)),
            ladder("MAX_STALE_DAYS_GO_WITH_LAST_PUBLISHED", "/0/maxStaleDays", new LadderRung("secondary", "NDPR-EU", null, 5)),
            ladder("MAX_STALE_DAYS_MUST_BE_0_TO_366", "/0/maxStaleDays", new LadderRung("last-published", null, null, 367)),
            ladder("ORDER_MUST_BE_THAT_OF_THE_PRIMARY", "/0/conversion/order", new LadderRung("secondary", "NDPR-EU",
                    new Conversion("average-then-convert", null, null), null)),
            ladder("FX_AGE_MUST_BE_0_TO_31_DAYS", "/0/conversion/fx/maxAgeDays", new LadderRung("secondary", "NDPR-EU",
                    new Conversion(null, null, new AgreementDocument.FxTerm("USDEUR", 32)), null)),
            ladder("VAT_RATE_MUST_LIE_BETWEEN_ZERO_AND_ONE", "/0/conversion/vat/0/rate", new LadderRung("secondary", "NDPR-EU",
                    new Conversion(null, List.of(new VatStep(FIRST, new BigDecimal("19"))), null), null)),
            basket("BASKET_MUST_STAND_ALONE", "/referencePrice/series", document -> document.series = "NDPR-CN", part("1", "ND-CN")),
            basket("BASKET_MUST_STAND_ALONE", "/referencePrice/gap", document -> document.gap = "none", part("1", "ND-CN")),
            basket("BASKET_MUST_STAND_ALONE", "/referencePrice/fallback", document -> document.fallback = List.of(), part("1", "ND-CN")),
            basket("WEIGHTS_MUST_ADD_UP_TO_ONE", ""),
            basket("WEIGHTS_MUST_ADD_UP_TO_ONE", "", part("0.75", "ND-CN"), part("0.24", "PR-CN")),
            basket("WEIGHTS_MUST_ADD_UP_TO_ONE", "", part("0.75", "ND-CN"), part("0.2500000001", "PR-CN")),
            basket("WEIGHT_MUST_LIE_BETWEEN_ZERO_AND_ONE", "/0/weight", part("0", "ND-CN"), part("1", "PR-CN")),
            basket("WEIGHT_MUST_LIE_BETWEEN_ZERO_AND_ONE", "/1/weight", part("1.5", "ND-CN"), part("-0.5", "PR-CN")),
            basket("WEIGHT_MUST_LIE_BETWEEN_ZERO_AND_ONE", "/0/weight", part("75", "ND-CN"), part("25", "PR-CN")),
            basket("RATE_MUST_HAVE_AT_MOST_10_DECIMALS", "/0/weight", part("0.33333333333", "ND-CN"), part("0.66666666667", "PR-CN")),
            basket("TERM_MUST_BE_GIVEN", "/0/weight", part(null, "ND-CN"), part("1", "PR-CN")),
            basket("TERM_MUST_BE_GIVEN", "/1", part("1", "ND-CN"), null),
            basket("TERM_MUST_BE_GIVEN", "/0/series", part("1", null)),
            basket("BASKET_MUST_NOT_REPEAT_A_SERIES", "/1/series", part("0.5", "ND-CN"), part("0.5", "ND-CN")),
            basket("BASKET_MUST_HAVE_AT_MOST_4_COMPONENTS", "", part("0.2", "A1"), part("0.2", "A2"), part("0.2", "A3"), part("0.2", "A4"), part("0.2", "A5")),
            basket("FALLBACK_MUST_NOT_REFER_BACK", "/0/fallback/0/series",
                    new BasketComponent(BigDecimal.ONE, "ND-CN", null, List.of(rung("secondary", "ND-CN")))),
            new Spoiled("MINIMUM_OBSERVATIONS_MUST_BE_0_TO_92", "/referencePrice/minimumObservations", document -> document.minimumObservations = 93),
            new Spoiled("MINIMUM_OBSERVATIONS_MUST_FIT_THE_PERIOD", "/referencePrice/minimumObservations", document -> document.period = "day"),
            new Spoiled("EXPECTED_SHARE_MUST_LIE_BETWEEN_ZERO_AND_ONE", "/quantity/expectedDesignationShare",
                    document -> document.expectedShare = new BigDecimal("1.01")),
            new Spoiled("RATE_MUST_HAVE_AT_MOST_10_DECIMALS", "/quantity/expectedDesignationShare",
                    document -> document.expectedShare = new BigDecimal("1e-2147483647")),
            new Spoiled("CATEGORIES_MUST_DIFFER", "/quantity/categories", document -> document.categories = List.of("stockpile", "stockpile")),
            new Spoiled("ROUNDING_MUST_HAVE_0_TO_12_DECIMALS", "/referencePrice/rounding/decimals", document -> document.priceDecimals = 13),
            new Spoiled("ROUNDING_MUST_HAVE_0_TO_12_DECIMALS", "/amountRounding/decimals", document -> document.amountDecimals = -1),
            new Spoiled("AMOUNTS_MUST_BE_ROUNDED", "/amountRounding", document -> document.amountDecimals = null));

    @TestFactory
    Stream<DynamicTest> eachBrokenRuleIsNamedWithItsPlaceAndFix() {
        return SPOILED.stream().map(spoiled -> DynamicTest.dynamicTest(spoiled.rule() + " at " + spoiled.field(), () -> {
            Document document = new Document();
            spoiled.how().accept(document);
            List<Refusal> refusals = assertThrows(TermsRefused.class, () -> AgreementTranslation.terms(document.written())).refusals();
            Refusal refusal = refusals.stream().filter(each -> each.rule().equals(spoiled.rule()) && each.field().equals(spoiled.field()))
                    .findFirst().orElseThrow(() -> new AssertionError("not among " + refusals));
            assertFalse(refusal.fix().isBlank());
            assertTrue(refusal.found().length() <= 100, "a refusal quotes what it found, shortened: " + refusal.found().length());
        }));
    }

    @Test
    void aDocumentInOrderBecomesItsTerms() throws TermsRefused {
        AgreementTerms terms = AgreementTranslation.terms(new Document().written());
        assertEquals("agreement/PPA-1/v1", terms.fact());
        assertEquals(PeriodLength.QUARTER, terms.periodLength());
        assertEquals(Instrument.FLOOR, terms.instrument());
        assertEquals(FLOOR, terms.products().get(0).floor().at(FIRST).orElseThrow());
        assertEquals(new BigDecimal("0.30"), terms.products().get(0).upside().orElseThrow().share());
        Component only = terms.products().get(0).referencePrice().components().get(0);
        assertEquals(7, only.primary().fx().orElseThrow().maxAgeDays());
        assertEquals(List.of(Fallback.lastPublished(10)), only.fallback());
        assertTrue(terms.quantity().isEligible("stockpile"));
        assertFalse(terms.quantity().isEligible("third-party-sale"));
        assertFalse(terms.quantity().isEligible(null));
    }

    @Test
    void aBasketInOrderBecomesItsComponentsAndTheirLadders() throws TermsRefused {
        Document document = ofBasket(new Document(), new BasketComponent(new BigDecimal("0.75"), "ND-CN",
                        new Conversion("average-then-convert", document().vat, new AgreementDocument.FxTerm("USDCNY", null)),
                        List.of(rung("expert", "ND-EXPERT"), new LadderRung("last-published", null, null, 5), rung("agreed", "ND-AGREED"))),
                part("0.25", "PR-EU"));
        document.averaging = "volume-weighted";
        ReferencePriceRule rule = AgreementTranslation.terms(document.written()).products().get(0).referencePrice();
        assertEquals(Averaging.VOLUME_WEIGHTED, rule.averaging());
        assertEquals(List.of("ND-CN", "PR-EU"), rule.components().stream().map(component -> component.primary().series()).toList());
        assertEquals(7, rule.components().get(0).primary().fx().orElseThrow().maxAgeDays());
        assertEquals(List.of(Rung.EXPERT, Rung.LAST_PUBLISHED, Rung.AGREED), rule.components().get(0).fallback().stream().map(Fallback::rung).toList());
        assertEquals(List.of("ND-CN", "USDCNY", "ND-EXPERT", "ND-AGREED", "PR-EU"), List.copyOf(rule.seriesRead()));
        AgreementDocument.ReferencePrice complete = AgreementTranslation.complete(document.written()).referencePrice();
        assertEquals("average-then-convert", complete.basket().get(0).fallback().get(0).conversion().order(), "a rung is averaged as its component");
        assertNull(complete.conversion());
        assertNull(complete.gap());
        assertEquals(List.of(), complete.basket().get(1).fallback());
    }

    @Test
    void aGapIsTheShortFormOfALadderOfOneRung() throws TermsRefused {
        Document ladder = new Document();
        ladder.gap = null;
        ladder.fallback = List.of(new LadderRung("last-published", null, null, 10));
        assertEquals(AgreementTranslation.terms(new Document().written()).products().get(0).referencePrice().id(), AgreementTranslation.terms(ladder.written()).products().get(0).referencePrice().id());
        ladder.fallback = List.of();
        Document none = new Document();
        none.gap = "none";
        none.maxStaleDays = null;
        assertEquals(AgreementTranslation.terms(none.written()).products().get(0).referencePrice().text(), AgreementTranslation.terms(ladder.written()).products().get(0).referencePrice().text());
    }

    private static Document document() {
        return new Document();
    }

    @Test
    void everyAbsentTermHasItsDefault() throws TermsRefused {
        Document full = new Document();
        AgreementDocument document = new AgreementDocument(full.agreement, 1, full.title, full.producer, full.office, full.product, "JPY", "kg",
                full.timeZone, full.effectiveFrom, full.effectiveTo, "quarter", null, "floor", full.floor, null,
                new AgreementDocument.ReferencePrice("NDPR-CN", null, null, null, null, null, null, null), null, null, null, null);
        AgreementTerms terms = AgreementTranslation.terms(document);
        assertEquals(1, terms.closeLagDays());
        Component only = terms.products().get(0).referencePrice().components().get(0);
        assertEquals(BigDecimal.ONE, only.weight());
        assertEquals(ConversionOrder.CONVERT_THEN_AVERAGE, only.order());
        assertTrue(only.primary().vat().isEmpty());
        assertTrue(only.primary().fx().isEmpty());
        assertTrue(only.fallback().isEmpty());
        assertEquals(Averaging.SIMPLE, terms.products().get(0).referencePrice().averaging());
        assertEquals(1, terms.products().get(0).referencePrice().minimumObservations());
        assertEquals(Rounding.CENTS, terms.products().get(0).referencePrice().rounding());
        assertEquals(0, terms.amountRounding().decimals(), "the yen has no cents");
        assertEquals(QuantityTerms.Basis.ELECTED, terms.quantity().basis());
        assertEquals(BigDecimal.ONE, terms.quantity().expectedDesignationShare());
    }

    @Test
    void allThatIsWrongIsSaidAtOnce() {
        Document document = new Document();
        document.currency = "dollars";
        document.period = "week";
        document.share = new BigDecimal("30");
        List<String> fields = assertThrows(TermsRefused.class, () -> AgreementTranslation.terms(document.written())).refusals().stream()
                .map(Refusal::field).toList();
        assertTrue(fields.containsAll(List.of("/currency", "/period", "/upside/share")), fields.toString());
    }

    @Test
    void noDocumentIsARefusalToo() {
        assertThrows(TermsRefused.class, () -> AgreementTranslation.terms((AgreementDocument) null));
        assertThrows(TermsRefused.class, () -> AgreementTranslation.terms(
                new AgreementDocument(null, 0, null, null, null, null, null, null, null, null, null, null, null, null, null, null, null,
                        null, null, null, null)));
    }

    // ---- documents that nobody would write

    @Test
    void aDocumentIsTermsOrRefusedWhateverSingleTermIsSpoiled() {
        List<AgreementDocument> hostile = spoiled(new Document().written(), AgreementDocument.class);
        assertTrue(hostile.size() > 300, "only " + hostile.size());
        hostile.forEach(AgreementTranslationTest::assertTermsOrRefused);
    }

    @Test
    void aBasketOrALadderIsTermsOrRefusedWhateverSingleTermIsSpoiled() throws TermsRefused {
        List<LadderRung> rungs = List.of(new LadderRung("secondary", "ND-EU", new Conversion("convert-then-average", document().vat,
                new AgreementDocument.FxTerm("USDEUR", 7)), null), new LadderRung("last-published", null, null, 5), rung("agreed", "ND-AGREED"));
        Document basket = ofBasket(new Document(), new BasketComponent(new BigDecimal("0.75"), "ND-CN", null, rungs), part("0.25", "PR-CN"));
        Document ladder = new Document();
        ladder.gap = null;
        ladder.fallback = rungs;
        for (Document each : List.of(basket, ladder)) {
            AgreementTranslation.terms(each.written());
            spoiled(each.written(), AgreementDocument.class).forEach(AgreementTranslationTest::assertTermsOrRefused);
        }
    }

    @Test
    void aDocumentIsTermsOrRefusedWhateverSeveralTermsAreSpoiled() {
        Random random = new Random(7);
        for (int round = 0; round < 60; round++) {
            AgreementDocument document = new Document().written();
            for (int i = random.nextInt(3); i >= 0; i--) {
                List<AgreementDocument> next = spoiled(document, AgreementDocument.class);
                document = next.get(random.nextInt(next.size()));
                assertTermsOrRefused(document);
            }
        }
    }

    private static void assertTermsOrRefused(AgreementDocument document) {
        assertTimeoutPreemptively(Duration.ofSeconds(5), () -> {
            AgreementDocument complete = AgreementTranslation.complete(document);
            assertEquals(complete, AgreementTranslation.complete(complete), "completing twice changes nothing");
            try {
                AgreementTerms terms = AgreementTranslation.terms(document);
                // What becomes terms has a rule's text, and the same terms whether completed or not.
                assertEquals(terms.products().get(0).referencePrice().text(), AgreementTranslation.terms(complete).products().get(0).referencePrice().text());
            } catch (TermsRefused refused) {
                assertFalse(refused.refusals().isEmpty());
            }
        }, () -> "of " + document.agreement());
    }

    /** The value with each of its parts, one at a time, replaced by each of the worst values of its type. */
    @SuppressWarnings("unchecked")
    private static <T> List<T> spoiled(T value, Type type) {
        List<Object> all = new ArrayList<>();
        if (type == String.class) {
            all.addAll(Arrays.asList(null, "", " ", "\u0000", "x", "X".repeat(10_000), "null", "\uD800"));
        } else if (type == Integer.class) {
            all.addAll(Arrays.asList(null, 0, 1, -1, 12, 13, Integer.MAX_VALUE, Integer.MIN_VALUE));
        } else if (type == int.class) {
            all.addAll(List.of(0, -1, Integer.MAX_VALUE, Integer.MIN_VALUE));
        } else if (type == BigDecimal.class) {
            all.add(null);
            for (String number : List.of("0", "-1", "1", "0.30", "1e400", "1e-400", "-1e400", "1e2147483647", "1e-2147483647", "0e2147483647",
                    "0e-2147483647", "9".repeat(40), "0." + "3".repeat(40), "1" + "0".repeat(5000))) {
                all.add(new BigDecimal(number));
            }
        } else if (type == LocalDate.class) {
            all.addAll(Arrays.asList(null, LocalDate.MIN, LocalDate.MAX, LocalDate.EPOCH, LocalDate.of(2026, 1, 1), LocalDate.of(2026, 2, 28)));
        } else if (type instanceof ParameterizedType list) {
            List<Object> given = value == null ? List.of() : (List<Object>) value;
            all.add(null);
            all.add(List.of());
            all.add(Collections.singletonList(null));
            all.add(Stream.concat(given.stream(), given.stream()).toList());
            for (int i = 0; i < given.size(); i++) {
                for (Object element : spoiled(given.get(i), list.getActualTypeArguments()[0])) {
                    List<Object> with = new ArrayList<>(given);
                    with.set(i, element);
                    all.add(with);
                }
            }
        } else if (value != null) {
            if (type != AgreementDocument.class) {
                all.add(null);
            }
            RecordComponent[] parts = value.getClass().getRecordComponents();
            for (int i = 0; i < parts.length; i++) {
                for (Object part : spoiled(read(parts[i], value), parts[i].getGenericType())) {
                    all.add(with(value, parts, i, part));
                }
            }
        }
        return (List<T>) all;
    }

    private static Object read(RecordComponent part, Object of) {
        try {
            return part.getAccessor().invoke(of);
        } catch (ReflectiveOperationException e) {
            throw new AssertionError(e);
        }
    }

    private static Object with(Object value, RecordComponent[] parts, int index, Object part) {
        Object[] values = Arrays.stream(parts).map(each -> read(each, value)).toArray();
        values[index] = part;
        try {
            return value.getClass().getDeclaredConstructor(Arrays.stream(parts).map(RecordComponent::getType).toArray(Class<?>[]::new))
                    .newInstance(values);
        } catch (ReflectiveOperationException e) {
            throw new AssertionError(e);
        }
    }
}
