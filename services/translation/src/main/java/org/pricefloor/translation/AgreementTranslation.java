package org.pricefloor.translation;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Currency;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.pricefloor.contracts.AgreementDocument;
import org.pricefloor.contracts.AgreementDocument.BasketComponent;
import org.pricefloor.contracts.AgreementDocument.Conversion;
import org.pricefloor.contracts.AgreementDocument.FxTerm;
import org.pricefloor.contracts.AgreementDocument.Gap;
import org.pricefloor.contracts.AgreementDocument.LadderRung;
import org.pricefloor.contracts.AgreementDocument.PriceStep;
import org.pricefloor.contracts.AgreementDocument.ReferencePrice;
import org.pricefloor.contracts.AgreementDocument.RoundingTerm;
import org.pricefloor.contracts.AgreementDocument.Upside;
import org.pricefloor.contracts.AgreementDocument.VatStep;
import org.pricefloor.contracts.AgreementVersionRegistered;
import org.pricefloor.kernel.agreement.AgreementTerms;
import org.pricefloor.kernel.agreement.Instrument;
import org.pricefloor.kernel.agreement.QuantityTerms;
import org.pricefloor.kernel.agreement.TermsRefused;
import org.pricefloor.kernel.agreement.TermsRefused.Refusal;
import org.pricefloor.kernel.agreement.UpsideShare;
import org.pricefloor.kernel.calendar.PeriodLength;
import org.pricefloor.kernel.calendar.Schedule;
import org.pricefloor.kernel.calendar.SettlementPeriod;
import org.pricefloor.kernel.money.QuantityUnit;
import org.pricefloor.kernel.money.Rounding;
import org.pricefloor.kernel.money.UnitPrice;
import org.pricefloor.kernel.price.ReferencePriceRule;
import org.pricefloor.kernel.price.ReferencePriceRule.Averaging;
import org.pricefloor.kernel.price.ReferencePriceRule.Component;
import org.pricefloor.kernel.price.ReferencePriceRule.ConversionOrder;
import org.pricefloor.kernel.price.ReferencePriceRule.Fallback;
import org.pricefloor.kernel.price.ReferencePriceRule.Source;
import org.pricefloor.kernel.price.Rung;

/**
 * From an agreement document to terms: fills in the defaults, names every rule that is broken, with its place and fix.
 */
public final class AgreementTranslation {

    /** Codes of agreements, parties and series: what is safe in a path, a file name and a bank reference. */
    private static final String CODE = "[A-Z0-9][A-Z0-9-]{1,39}";

    /** A quarter's determination of four converted series stays under 256 KiB (rule 27). */
    private static final int BASKET_AT_MOST = 4;

    private AgreementTranslation() {
    }

    /**
     * The document with every absent term replaced by its default. A document that breaks a rule stays as it is there, none at
     * all included; completing twice changes nothing.
     */
    public static AgreementDocument complete(AgreementDocument given) {
        if (given == null) {
            return null;
        }
        return new AgreementDocument(given.agreement(), given.version(), given.title(), given.producer(), given.office(), given.product(),
                given.currency(), given.unit(), given.timeZone(), given.effectiveFrom(), given.effectiveTo(), given.period(),
                orElse(given.closeLagDays(), 1),
                given.instrument(),
                given.floor(),
                given.upside() == null ? null : new Upside(given.upside().threshold(), given.upside().share(), given.upside().milestone(),
                        given.upside().reachedOn(), orElse(given.upside().trigger(), UpsideShare.Trigger.NEXT_PERIOD.term())),
                complete(given.referencePrice()),
                complete(given.quantity()),
                given.amountRounding() == null ? minorUnit(given.currency()) : completed(given.amountRounding()),
                orElse(given.restate(), "immediately"),
                given.note());
    }

    private static ReferencePrice complete(ReferencePrice given) {
        if (given == null) {
            return null;
        }
        boolean ofOneSeries = given.basket() == null;
        Conversion conversion = ofOneSeries ? complete(given.conversion(), null) : given.conversion();
        return new ReferencePrice(given.series(),
                orElse(given.averaging(), Averaging.SIMPLE.term()),
                conversion,
                ofOneSeries && given.fallback() == null ? orElse(given.gap(), new Gap("none", null)) : given.gap(),
                orElse(given.minimumObservations(), 1),
                given.rounding() == null ? new RoundingTerm(2, RoundingMode.HALF_UP.name()) : completed(given.rounding()),
                ofOneSeries ? null : given.basket().stream().map(AgreementTranslation::complete).toList(),
                ofOneSeries ? complete(given.fallback(), conversion) : given.fallback());
    }

    private static BasketComponent complete(BasketComponent given) {
        if (given == null) {
            return null;
        }
        Conversion conversion = complete(given.conversion(), null);
        return new BasketComponent(given.weight(), given.series(), conversion, complete(orElse(given.fallback(), List.of()), conversion));
    }

    private static List<LadderRung> complete(List<LadderRung> given, Conversion ofPrimary) {
        return given == null ? null : given.stream().map(step -> step == null || isLastPublished(step) ? step
                : new LadderRung(step.rung(), step.series(), complete(step.conversion(), ofPrimary.order()), step.maxStaleDays())).toList();
    }

    private static boolean isLastPublished(LadderRung step) {
        return Rung.LAST_PUBLISHED.term().equals(step.rung());
    }

    /** @param order of the component whose source it is; null: it is the component's own */
    private static Conversion complete(Conversion given, String order) {
        Conversion conversion = given == null ? new Conversion(null, List.of(), null) : given;
        FxTerm fx = conversion.fx() == null ? null : new FxTerm(conversion.fx().series(), orElse(conversion.fx().maxAgeDays(), 7));
        return new Conversion(orElse(conversion.order(), orElse(order, ConversionOrder.CONVERT_THEN_AVERAGE.term())),
                orElse(conversion.vat(), List.of()), fx);
    }

    private static AgreementDocument.QuantityTerms complete(AgreementDocument.QuantityTerms given) {
        return given == null
                ? new AgreementDocument.QuantityTerms(QuantityTerms.Basis.ELECTED.term(), List.of(), BigDecimal.ONE)
                : new AgreementDocument.QuantityTerms(orElse(given.basis(), QuantityTerms.Basis.ELECTED.term()),
                        orElse(given.categories(), List.of()), orElse(given.expectedDesignationShare(), BigDecimal.ONE));
    }

    private static RoundingTerm completed(RoundingTerm given) {
        return given.decimals() == null ? new RoundingTerm(null, null)
                : new RoundingTerm(given.decimals(), orElse(given.mode(), RoundingMode.HALF_UP.name()));
    }

    private static RoundingTerm minorUnit(String currency) {
        int decimals;
        try {
            decimals = Math.max(0, Currency.getInstance(currency).getDefaultFractionDigits());
        } catch (IllegalArgumentException | NullPointerException e) {
            decimals = 2;
        }
        return new RoundingTerm(decimals, RoundingMode.HALF_UP.name());
    }

    /** The terms of a registered version. The event carries every term in full and was checked when it was registered. */
    public static AgreementTerms terms(AgreementVersionRegistered event) throws TermsRefused {
        return terms(event.agreement(), event.eventId());
    }

    /** The terms of a document; {@code fact} is the id under which a version of it is or would be registered. */
    public static AgreementTerms terms(AgreementDocument document) throws TermsRefused {
        return terms(document, document == null ? "" : AgreementVersionRegistered.id(document.agreement(), document.version()));
    }

    private static AgreementTerms terms(AgreementDocument given, String fact) throws TermsRefused {
        AgreementDocument document = complete(given);
        Check check = new Check();
        if (!check.present("", document)) {
            check.finish();
        }
        check.code("/agreement", document.agreement());
        check.that(document.version() >= 1, "VERSION_MUST_BE_POSITIVE", "/version", document.version(), "number versions from 1");
        check.present("/title", document.title());
        check.code("/producer", document.producer());
        check.code("/office", document.office());
        check.present("/product", document.product());
        Currency currency = check.read("/currency", document.currency(), "CURRENCY_MUST_BE_ISO_4217", Currency::getInstance,
                "use an ISO 4217 code, for instance USD");
        QuantityUnit unit = check.word("/unit", document.unit(), QuantityUnit::ofSymbol,
                Arrays.stream(QuantityUnit.values()).map(QuantityUnit::symbol).toList());
        ZoneId zone = check.read("/timeZone", document.timeZone(), "TIME_ZONE_MUST_BE_IANA", AgreementTranslation::zone,
                "use an IANA name, for instance America/New_York");
        PeriodLength length = check.word("/period", document.period(), PeriodLength::ofTerm,
                Arrays.stream(PeriodLength.values()).map(PeriodLength::term).toList());
        check.present("/effectiveFrom", document.effectiveFrom());
        check.present("/effectiveTo", document.effectiveTo());
        term(document, length, check);
        check.that(document.closeLagDays() >= 0 && document.closeLagDays() <= 400, "CLOSE_LAG_MUST_BE_0_TO_400_DAYS", "/closeLagDays",
                document.closeLagDays(), "give the days between a period's end and its close");
        Instrument instrument = check.word("/instrument", document.instrument(), Instrument::ofTerm,
                Arrays.stream(Instrument.values()).map(Instrument::term).toList());
        check.that("immediately".equals(document.restate()), "RESTATE_MUST_BE_IMMEDIATELY", "/restate", document.restate(),
                "use immediately; restatement at the next run is not supported yet");
        Schedule<BigDecimal> floor = floor(document, length, check);
        Optional<UpsideShare> upside = upside(document, currency, unit, instrument, check);
        ReferencePriceRule rule = rule(document, currency, unit, check);
        QuantityTerms quantity = quantity(document, check);
        Rounding amountRounding = rounding("/amountRounding", document.amountRounding(), check);
        check.that(amountRounding == null || amountRounding.rounds(), "AMOUNTS_MUST_BE_ROUNDED", "/amountRounding",
                "no decimals", "give the decimals in which the currency is paid, for instance 2");
        check.finish();
        return new AgreementTerms(document.agreement(), document.version(), fact, document.producer(), document.office(),
                document.product(), currency, unit, zone, document.effectiveFrom(), document.effectiveTo(), length,
                document.closeLagDays(), instrument, floor, upside, rule, quantity, amountRounding);
    }

    /** A named zone: an offset such as +05:00 knows no daylight saving and is refused. */
    private static ZoneId zone(String name) {
        if (!ZoneId.getAvailableZoneIds().contains(name)) {
            throw new DateTimeException("no IANA zone is named " + name);
        }
        return ZoneId.of(name);
    }

    private static void term(AgreementDocument document, PeriodLength length, Check check) {
        LocalDate from = document.effectiveFrom();
        LocalDate to = document.effectiveTo();
        if (from == null || to == null) {
            return;
        }
        check.that(!to.isBefore(from), "TERM_MUST_END_AFTER_IT_BEGINS", "/effectiveTo", to, "give a last day on or after " + from);
        boolean inReach = Stream.of(from, to).allMatch(day -> day.getYear() >= 1990 && day.getYear() <= 2200);
        check.that(inReach, "TERM_MUST_LIE_BETWEEN_1990_AND_2200", "/effectiveFrom", from + ".." + to, "check the years");
        if (inReach && length != null) {
            check.that(SettlementPeriod.containing(length, from).from().equals(from), "TERM_MUST_BEGIN_WITH_A_PERIOD", "/effectiveFrom",
                    from, "begin on the first day of a " + length.term());
            check.that(SettlementPeriod.containing(length, to).to().equals(to), "TERM_MUST_END_WITH_A_PERIOD", "/effectiveTo", to,
                    "end on the last day of a " + length.term());
        }
    }

    private static Schedule<BigDecimal> floor(AgreementDocument document, PeriodLength length, Check check) {
        List<PriceStep> steps = steps(document);
        check.that(!steps.isEmpty(), "FLOOR_MUST_BE_GIVEN", "/floor", "none", "give at least one price and the day from which it counts");
        Map<LocalDate, BigDecimal> byDay = new TreeMap<>();
        for (int i = 0; i < steps.size(); i++) {
            PriceStep step = steps.get(i);
            String field = "/floor/" + i;
            if (!check.present(field, step) || !check.present(field + "/from", step.from()) || !check.present(field + "/price", step.price())) {
                continue;
            }
            check.price(field + "/price", step.price());
            check.that(byDay.put(step.from(), step.price()) == null, "FLOOR_MUST_HAVE_ONE_PRICE_A_DAY", field + "/from", step.from(),
                    "remove one of the two");
            if (length != null) {
                check.that(SettlementPeriod.containing(length, step.from()).from().equals(step.from()),
                        "FLOOR_MUST_NOT_CHANGE_INSIDE_A_PERIOD", field + "/from", step.from(),
                        "let it count from the first day of a " + length.term());
            }
        }
        if (!byDay.isEmpty() && document.effectiveFrom() != null) {
            LocalDate first = ((TreeMap<LocalDate, BigDecimal>) byDay).firstKey();
            check.that(!first.isAfter(document.effectiveFrom()), "FLOOR_MUST_COVER_THE_TERM", "/floor/0/from", first,
                    "let the first price count from " + document.effectiveFrom() + " or earlier");
        }
        return new Schedule<>(byDay);
    }

    private static List<PriceStep> steps(AgreementDocument document) {
        return document.floor() == null ? List.of() : document.floor();
    }

    private static Optional<UpsideShare> upside(AgreementDocument document, Currency currency, QuantityUnit unit, Instrument instrument,
                                                Check check) {
        Upside upside = document.upside();
        if (upside == null) {
            return Optional.empty();
        }
        check.that(instrument != Instrument.TWO_WAY_DIFFERENCE, "UPSIDE_MUST_GO_WITH_A_FLOOR", "/upside", "two-way-difference",
                "a two-way difference already returns the whole excess: remove the upside");
        boolean whole = check.present("/upside/threshold", upside.threshold()) & check.present("/upside/share", upside.share());
        UpsideShare.Trigger trigger = check.word("/upside/trigger", upside.trigger(), UpsideShare.Trigger::ofTerm,
                Arrays.stream(UpsideShare.Trigger.values()).map(UpsideShare.Trigger::term).toList());
        check.that(upside.reachedOn() == null || upside.milestone() != null, "MILESTONE_MUST_BE_NAMED", "/upside/milestone", "absent",
                "name the milestone that was reached on " + upside.reachedOn());
        if (upside.milestone() != null) {
            check.present("/upside/milestone", upside.milestone());
        }
        if (!whole) {
            return Optional.empty();
        }
        check.price("/upside/threshold", upside.threshold());
        check.that(upside.share().signum() > 0 && upside.share().compareTo(BigDecimal.ONE) <= 0, "SHARE_MUST_LIE_BETWEEN_ZERO_AND_ONE",
                "/upside/share", upside.share(), "write 30% as 0.30");
        check.rate("/upside/share", upside.share());
        steps(document).stream().filter(Objects::nonNull).map(PriceStep::price).filter(Objects::nonNull).max(BigDecimal::compareTo)
                .ifPresent(highest -> check.that(upside.threshold().compareTo(highest) >= 0, "UPSIDE_MUST_NOT_BEGIN_BELOW_THE_FLOOR",
                        "/upside/threshold", upside.threshold(), "give a threshold of at least the highest floor price"));
        if (currency == null || unit == null) {
            return Optional.empty();
        }
        return Optional.of(new UpsideShare(new UnitPrice(upside.threshold(), currency, unit), upside.share(),
                Optional.ofNullable(upside.milestone()), Optional.ofNullable(upside.reachedOn()), trigger));
    }

    private static ReferencePriceRule rule(AgreementDocument document, Currency currency, QuantityUnit unit, Check check) {
        ReferencePrice price = document.referencePrice();
        if (!check.present("/referencePrice", price)) {
            return null;
        }
        Averaging averaging = check.word("/referencePrice/averaging", price.averaging(), Averaging::ofTerm,
                Arrays.stream(Averaging.values()).map(Averaging::term).toList());
        List<Component> components = price.basket() == null
                ? Stream.of(component("/referencePrice", BigDecimal.ONE, price.series(), price.conversion(), fallback(price, check), check))
                        .filter(Objects::nonNull).toList()
                : basket(price, check);
        check.that(price.minimumObservations() >= 0 && price.minimumObservations() <= 92, "MINIMUM_OBSERVATIONS_MUST_BE_0_TO_92",
                "/referencePrice/minimumObservations", price.minimumObservations(),
                "count published days of a period; 0 lets a period rest on a price carried into it");
        check.that(!PeriodLength.DAY.term().equals(document.period()) || price.minimumObservations() <= 1,
                "MINIMUM_OBSERVATIONS_MUST_FIT_THE_PERIOD", "/referencePrice/minimumObservations", price.minimumObservations(),
                "a day is published once: ask for 0 or 1");
        Rounding rounding = rounding("/referencePrice/rounding", price.rounding(), check);
        return check.isUnbroken() ? new ReferencePriceRule(components, averaging, currency, unit, price.minimumObservations(), rounding) : null;
    }

    private static List<Component> basket(ReferencePrice price, Check check) {
        List<BasketComponent> basket = price.basket();
        check.mustBeAbsent("/referencePrice/series", price.series());
        check.mustBeAbsent("/referencePrice/conversion", price.conversion());
        check.mustBeAbsent("/referencePrice/gap", price.gap());
        check.mustBeAbsent("/referencePrice/fallback", price.fallback());
        check.that(basket.size() <= BASKET_AT_MOST, "BASKET_MUST_HAVE_AT_MOST_4_COMPONENTS", "/referencePrice/basket", basket.size(),
                "leave out the smallest weights, or publish a series of the basket");
        List<Component> components = new ArrayList<>();
        Set<String> named = new HashSet<>();
        BigDecimal sum = BigDecimal.ZERO;
        boolean everyWeight = true;
        for (int i = 0; i < basket.size(); i++) {
            BasketComponent each = basket.get(i);
            String field = "/referencePrice/basket/" + i;
            if (!check.present(field, each) || !check.present(field + "/weight", each.weight())) {
                everyWeight = false;
                continue;
            }
            boolean inRange = each.weight().signum() > 0 && each.weight().compareTo(BigDecimal.ONE) <= 0 && Math.abs((long) each.weight().scale()) <= 10;
            check.that(each.weight().signum() > 0 && each.weight().compareTo(BigDecimal.ONE) <= 0, "WEIGHT_MUST_LIE_BETWEEN_ZERO_AND_ONE",
                    field + "/weight", each.weight(), "write 75% as 0.75");
            check.rate(field + "/weight", each.weight());
            everyWeight &= inRange;
            sum = inRange ? sum.add(each.weight()) : sum;
            check.that(each.series() == null || named.add(each.series()), "BASKET_MUST_NOT_REPEAT_A_SERIES", field + "/series", each.series(),
                    "name the series once, with the sum of its weights");
            Component component = component(field, each.weight(), each.series(), each.conversion(), each.fallback(), check);
            if (component != null) {
                components.add(component);
            }
        }
        check.that(!everyWeight || sum.compareTo(BigDecimal.ONE) == 0, "WEIGHTS_MUST_ADD_UP_TO_ONE", "/referencePrice/basket", sum,
                "let the weights add up to exactly 1");
        return components;
    }

    /** The ladder below a single series; a gap is its short form. */
    private static List<LadderRung> fallback(ReferencePrice price, Check check) {
        if (price.fallback() != null) {
            check.that(price.gap() == null, "LADDER_MUST_BE_GIVEN_ONCE", "/referencePrice/gap", price.gap() == null ? "" : price.gap().rule(),
                    "remove the gap: a rung of the fallback says the same");
            return price.fallback();
        }
        Gap gap = price.gap();
        boolean carries = isCarryingOn(gap);
        check.that(carries || "none".equals(gap.rule()), "GAP_RULE_MUST_BE_KNOWN", "/referencePrice/gap/rule", gap.rule(),
                "use last-published or none");
        check.that(carries == (gap.maxStaleDays() != null), "MAX_STALE_DAYS_GO_WITH_LAST_PUBLISHED", "/referencePrice/gap/maxStaleDays",
                gap.maxStaleDays(), "give maxStaleDays with last-published, and only then");
        staleDays("/referencePrice/gap/maxStaleDays", gap.maxStaleDays(), check);
        return carries && gap.maxStaleDays() != null ? List.of(new LadderRung(gap.rule(), null, null, gap.maxStaleDays())) : List.of();
    }

    private static boolean isCarryingOn(Gap gap) {
        return Rung.LAST_PUBLISHED.term().equals(gap.rule());
    }

    private static void staleDays(String field, Integer days, Check check) {
        check.that(days == null || days >= 0 && days <= 366, "MAX_STALE_DAYS_MUST_BE_0_TO_366", field, days, "count pricing days");
    }

    /** Null where a term is broken. */
    private static Component component(String field, BigDecimal weight, String series, Conversion conversion, List<LadderRung> fallback,
                                       Check check) {
        ConversionOrder order = check.word(field + "/conversion/order", conversion.order(), ConversionOrder::ofTerm,
                Arrays.stream(ConversionOrder.values()).map(ConversionOrder::term).toList());
        Source primary = source(field, series, conversion, check);
        Set<String> above = new HashSet<>();
        above.add(series);
        List<Fallback> ladder = new ArrayList<>();
        for (int i = 0; i < fallback.size(); i++) {
            ladder.add(rung(field + "/fallback/" + i, fallback.get(i), conversion.order(), above, ladder, check));
        }
        return check.isUnbroken() ? new Component(weight, order, primary, ladder) : null;
    }

    private static Fallback rung(String field, LadderRung step, String order, Set<String> above, List<Fallback> ladder, Check check) {
        if (!check.present(field, step) || !check.present(field + "/rung", step.rung())) {
            return null;
        }
        Rung rung = Rung.ofTerm(step.rung()).filter(known -> known != Rung.PRIMARY).orElse(null);
        if (rung == null) {
            check.that(false, "RUNG_MUST_BE_KNOWN", field + "/rung", step.rung(), "use one of secondary, last-published, agreed, expert");
            return null;
        }
        check.that((rung == Rung.LAST_PUBLISHED) == (step.maxStaleDays() != null), "MAX_STALE_DAYS_GO_WITH_LAST_PUBLISHED",
                field + "/maxStaleDays", step.maxStaleDays(), "give maxStaleDays with last-published, and only then");
        if (rung == Rung.LAST_PUBLISHED) {
            staleDays(field + "/maxStaleDays", step.maxStaleDays(), check);
            check.that(step.series() == null && step.conversion() == null, "LAST_PUBLISHED_MUST_BE_OF_THE_PRIMARY", field + "/series",
                    step.series(), "remove series and conversion: the last published price is that of the series itself");
            check.that(ladder.stream().noneMatch(other -> other != null && other.rung() == Rung.LAST_PUBLISHED),
                    "LAST_PUBLISHED_MUST_STAND_ONCE", field + "/rung", step.rung(), "keep the rung with the greater maxStaleDays");
            return step.maxStaleDays() == null ? null : Fallback.lastPublished(step.maxStaleDays());
        }
        check.that(step.series() != null && !step.series().isBlank(), "RUNG_MUST_NAME_A_SERIES", field + "/series", step.series(),
                "name the series into which the price of this rung is published or posted");
        if (step.series() == null || step.series().isBlank()) {
            return null;
        }
        check.that(above.add(step.series()), "FALLBACK_MUST_NOT_REFER_BACK", field + "/series", step.series(),
                "name a series that stands nowhere above on this ladder");
        check.that(Objects.equals(step.conversion().order(), order), "ORDER_MUST_BE_THAT_OF_THE_PRIMARY", field + "/conversion/order",
                step.conversion().order(), "leave it out: a component is averaged in one order");
        return Fallback.to(rung, source(field, step.series(), step.conversion(), check));
    }

    private static Source source(String field, String series, Conversion conversion, Check check) {
        check.code(field + "/series", series);
        Map<LocalDate, BigDecimal> vat = new TreeMap<>();
        for (int i = 0; i < conversion.vat().size(); i++) {
            VatStep step = conversion.vat().get(i);
            String at = field + "/conversion/vat/" + i;
            if (check.present(at, step) && check.present(at + "/from", step.from()) & check.present(at + "/rate", step.rate())) {
                check.that(step.rate().signum() >= 0 && step.rate().compareTo(BigDecimal.ONE) < 0, "VAT_RATE_MUST_LIE_BETWEEN_ZERO_AND_ONE",
                        at + "/rate", step.rate(), "write 13% as 0.13");
                check.rate(at + "/rate", step.rate());
                check.that(vat.put(step.from(), step.rate()) == null, "VAT_MUST_HAVE_ONE_RATE_A_DAY", at + "/from", step.from(),
                        "remove one of the two");
            }
        }
        FxTerm fx = conversion.fx();
        if (fx != null) {
            check.code(field + "/conversion/fx/series", fx.series());
            check.that(fx.maxAgeDays() >= 0 && fx.maxAgeDays() <= 31, "FX_AGE_MUST_BE_0_TO_31_DAYS", field + "/conversion/fx/maxAgeDays",
                    fx.maxAgeDays(), "the default is 7");
        }
        return new Source(series, new Schedule<>(vat), fx == null ? Optional.empty() : Optional.of(new ReferencePriceRule.Fx(fx.series(), fx.maxAgeDays())));
    }

    private static QuantityTerms quantity(AgreementDocument document, Check check) {
        AgreementDocument.QuantityTerms quantity = document.quantity();
        QuantityTerms.Basis basis = check.word("/quantity/basis", quantity.basis(), QuantityTerms.Basis::ofTerm,
                Arrays.stream(QuantityTerms.Basis.values()).map(QuantityTerms.Basis::term).toList());
        BigDecimal share = quantity.expectedDesignationShare();
        check.that(share.signum() >= 0 && share.compareTo(BigDecimal.ONE) <= 0, "EXPECTED_SHARE_MUST_LIE_BETWEEN_ZERO_AND_ONE",
                "/quantity/expectedDesignationShare", share, "write 80% as 0.80");
        check.rate("/quantity/expectedDesignationShare", share);
        for (int i = 0; i < quantity.categories().size(); i++) {
            check.present("/quantity/categories/" + i, quantity.categories().get(i));
        }
        Set<String> categories = quantity.categories().stream().filter(Objects::nonNull).collect(Collectors.toUnmodifiableSet());
        check.that(categories.size() == quantity.categories().stream().filter(Objects::nonNull).count(), "CATEGORIES_MUST_DIFFER",
                "/quantity/categories",
                quantity.categories(), "name each category once");
        return new QuantityTerms(basis, categories, share);
    }

    private static Rounding rounding(String field, RoundingTerm term, Check check) {
        if (term.decimals() == null) {
            return Rounding.NONE;
        }
        RoundingMode mode = check.word(field + "/mode", term.mode(),
                name -> Arrays.stream(RoundingMode.values()).filter(each -> each != RoundingMode.UNNECESSARY && each.name().equals(name))
                        .findFirst(), List.of("HALF_UP", "HALF_EVEN", "HALF_DOWN", "UP", "DOWN", "CEILING", "FLOOR"));
        check.that(term.decimals() >= 0 && term.decimals() <= 12, "ROUNDING_MUST_HAVE_0_TO_12_DECIMALS", field + "/decimals",
                term.decimals(), "2 are cents");
        return mode == null || term.decimals() < 0 || term.decimals() > 12 ? null : new Rounding(term.decimals(), mode);
    }

    private static <T> T orElse(T given, T otherwise) {
        return given == null ? otherwise : given;
    }

    /** Collects every broken rule of a document, so that its author mends it once. */
    private static final class Check {

        private final List<Refusal> refusals = new ArrayList<>();

        void that(boolean holds, String rule, String field, Object found, String fix) {
            if (!holds) {
                refusals.add(new Refusal(rule, field, quoted(found), fix));
            }
        }

        /** What was found, at most 80 characters of it: a refusal is read by people and stored in logs. */
        private static String quoted(Object found) {
            String text = String.valueOf(found);
            return text.length() <= 80 ? text : text.substring(0, 80) + "...";
        }

        boolean present(String field, Object value) {
            boolean present = value != null && !(value instanceof String text && text.isBlank());
            that(present, "TERM_MUST_BE_GIVEN", field, "absent", "give this term");
            return present;
        }

        void code(String field, String value) {
            if (present(field, value)) {
                that(value.matches(CODE), "CODE_MUST_BE_PLAIN", field, value,
                        "use 2 to 40 capital letters, digits and hyphens, for instance MP-MATERIALS");
            }
        }

        /** Prices of agreements are above zero and small enough that no amount overflows 20 digits. */
        void price(String field, BigDecimal price) {
            that(price.signum() > 0, "PRICE_MUST_BE_ABOVE_ZERO", field, price, "give a price above zero");
            // In long: the scale of 1e2147483647 would overflow the difference.
            that((long) price.precision() - price.scale() <= 12 && price.scale() <= 10, "PRICE_MUST_FIT_12_AND_10_DIGITS", field,
                    price, "at most 12 digits before and 10 behind the point");
        }

        /** Shares and rates are at most one, so their decimals are all that can be too many. */
        void rate(String field, BigDecimal rate) {
            that(Math.abs((long) rate.scale()) <= 10, "RATE_MUST_HAVE_AT_MOST_10_DECIMALS", field, rate, "round it to 10 decimals");
        }

        <T> T word(String field, String value, Function<String, Optional<T>> read, List<String> words) {
            if (!present(field, value)) {
                return null;
            }
            T found = read.apply(value).orElse(null);
            that(found != null, "WORD_MUST_BE_KNOWN", field, value, "use one of " + String.join(", ", words));
            return found;
        }

        <T> T read(String field, String value, String rule, Function<String, T> read, String fix) {
            if (!present(field, value)) {
                return null;
            }
            try {
                return read.apply(value);
            } catch (IllegalArgumentException | DateTimeException e) {
                that(false, rule, field, value, fix);
                return null;
            }
        }

        /** @param what of a single series, where there is a basket */
        void mustBeAbsent(String field, Object what) {
            that(what == null, "BASKET_MUST_STAND_ALONE", field, what, "move it into the basket's components");
        }

        boolean isUnbroken() {
            return refusals.isEmpty();
        }

        void finish() throws TermsRefused {
            if (!refusals.isEmpty()) {
                throw new TermsRefused(refusals);
            }
        }
    }
}
