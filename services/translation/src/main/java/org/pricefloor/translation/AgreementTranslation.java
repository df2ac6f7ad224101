package org.pricefloor.translation;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.text.Normalizer;
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
import org.pricefloor.contracts.AgreementDocument;
import org.pricefloor.contracts.AgreementVersionRegistered;
import org.pricefloor.kernel.agreement.AgreementTerms;
import org.pricefloor.kernel.agreement.AnnualCaps;
import org.pricefloor.kernel.agreement.Escalation;
import org.pricefloor.kernel.agreement.FundShare;
import org.pricefloor.kernel.agreement.Instrument;
import org.pricefloor.kernel.agreement.MarginGuarantee;
import org.pricefloor.kernel.agreement.NegativePriceRule;
import org.pricefloor.kernel.agreement.Netting;
import org.pricefloor.kernel.agreement.ProductTerms;
import org.pricefloor.kernel.agreement.QuantityTerms;
import org.pricefloor.kernel.agreement.RunCalendar;
import org.pricefloor.kernel.agreement.TakeOrPay;
import org.pricefloor.kernel.agreement.TermsRefused.Refusal;
import org.pricefloor.kernel.agreement.TermsRefused;
import org.pricefloor.kernel.agreement.UpsideShare;
import org.pricefloor.kernel.calendar.PeriodLength;
import org.pricefloor.kernel.calendar.RunKind;
import org.pricefloor.kernel.calendar.Schedule;
import org.pricefloor.kernel.calendar.SettlementPeriod;
import org.pricefloor.kernel.money.QuantityUnit;
import org.pricefloor.kernel.money.Rounding;
import org.pricefloor.kernel.money.UnitPrice;
import org.pricefloor.kernel.price.ReferencePriceRule.Averaging;
import org.pricefloor.kernel.price.ReferencePriceRule.Component;
import org.pricefloor.kernel.price.ReferencePriceRule.ConversionOrder;
import org.pricefloor.kernel.price.ReferencePriceRule.Fallback;
import org.pricefloor.kernel.price.ReferencePriceRule.Source;
import org.pricefloor.kernel.price.ReferencePriceRule;
import org.pricefloor.kernel.price.Rung;

/**
 * From an agreement document to terms: fills in the defaults, names every rule that is broken, with its place and fix.
 */
public final class AgreementTranslation {

    /** Codes of agreements, parties and series: what is safe in a path, a file name and a bank reference. */
    private static final String CODE = "[A-Z0-9][A-Z0-9-]{1,39}";

    private static final String CONCENTRATE = "concentrate";
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
        return new AgreementDocument(given.agreement(), given.version(), given.governsFrom(), given.governsTo(),
                given.title(), given.producer(), given.office(), given.product(),
                given.currency(), given.unit(), given.timeZone(), given.effectiveFrom(), given.effectiveTo(), given.period(),
                orElse(given.closeLagDays(), 1),
                given.instrument(),
                given.floor(),
                complete(given.escalation()),
                complete(given.upside()),
                complete(given.referencePrice()),
                given.products() == null ? null : given.products().stream().map(AgreementTranslation::complete).toList(),
                complete(given.quantity()),
                given.caps(),
                given.takeOrPay() == null ? null : new AgreementDocument.TakeOrPay(given.takeOrPay().minimumPerYear(),
                        given.takeOrPay().deficiencyPrice(), orElse(given.takeOrPay().makeUpYears(), 3)),
                complete(given.marginGuarantee()),
                given.negativePrices(),
                given.funds(),
                given.amountRounding() == null ? minorUnit(given.currency()) : completed(given.amountRounding()),
                given.runs(),
                orElse(given.restate(), RunCalendar.Restate.IMMEDIATELY.term()),
                given.netting() == null ? null : new AgreementDocument.Netting(given.netting().receipts(), orElse(given.netting().carryForward(), false)),
                given.note());
    }

    private static AgreementDocument.Product complete(AgreementDocument.Product given) {
        return given == null ? null : new AgreementDocument.Product(given.product(), given.floor(), complete(given.escalation()),
                complete(given.upside()), complete(given.referencePrice()));
    }

    private static Upside complete(Upside given) {
        return given == null ? null : new Upside(given.threshold(), given.share(), given.milestone(), given.reachedOn(),
                orElse(given.trigger(), UpsideShare.Trigger.NEXT_PERIOD.term()));
    }

    private static AgreementDocument.Escalation complete(AgreementDocument.Escalation given) {
        return given == null ? null : new AgreementDocument.Escalation(given.rate(), given.index(), given.firstOn(),
                given.rounding() == null ? new RoundingTerm(2, RoundingMode.HALF_UP.name()) : completed(given.rounding()));
    }

    private static AgreementDocument.MarginGuarantee complete(AgreementDocument.MarginGuarantee given) {
        return given == null ? null : new AgreementDocument.MarginGuarantee(given.threshold(), orElse(given.growth(), BigDecimal.ZERO),
                orElse(given.advanceShare(), new BigDecimal("0.25")), orElse(given.ebitdaIncludesAdvances(), false),
                orElse(given.tranches(), List.of()));
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
        AgreementDocument.QuantityTerms quantity = given == null ? new AgreementDocument.QuantityTerms(null, null, null) : given;
        return new AgreementDocument.QuantityTerms(orElse(quantity.basis(), QuantityTerms.Basis.ELECTED.term()),
                orElse(quantity.categories(), List.of()), orElse(quantity.expectedDesignationShare(), BigDecimal.ONE),
                orElse(quantity.electionDeadlineDays(), QuantityTerms.DEFAULT_ELECTION_DEADLINE_DAYS),
                orElse(quantity.conversionFactors(), List.of()));
    }

    private static RoundingTerm completed(RoundingTerm given) {
        return given.decimals() == null ? given : new RoundingTerm(given.decimals(), orElse(given.mode(), RoundingMode.HALF_UP.name()));
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
        Check check = new Check(document == null ? null : document.effectiveFrom());
        if (!check.present("", document)) {
            check.finish();
        }
        check.code("/agreement", document.agreement());
        check.that(document.version() >= 1, "VERSION_MUST_BE_POSITIVE", "/version", document.version(), "number versions from 1");
        check.text("/title", document.title());
        check.code("/producer", document.producer());
        check.code("/office", document.office());
        check.text("/product", document.product());
        check.that(document.office() == null || !document.office().equals(document.producer()), "OFFICE_MUST_NOT_BE_THE_PRODUCER", "/office",
                document.office(), "name the office that pays the producer");
        check.that(document.note() == null || isPrintable(document.note().replace('\n', ' ')), "TEXT_MUST_BE_PRINTABLE", "/note", document.note(),
                "remove control and invisible characters, and compose accents (Unicode NFC)");
        Currency currency = check.read("/currency", document.currency(), "CURRENCY_MUST_BE_ISO_4217", Currency::getInstance,
                "use an ISO 4217 code, for instance USD");
        check.that(currency == null || currency.getDefaultFractionDigits() >= 0, "CURRENCY_MUST_BE_PAYABLE", "/currency", document.currency(),
                "use a currency in which banks pay, for instance USD");
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
        Basics basics = new Basics(document, currency, unit, length, instrument);
        governed(basics, check);
        List<ProductTerms> products = products(basics, check);
        Uses.of(document).check(check);
        QuantityTerms quantity = quantity(document, check);
        AnnualCaps caps = caps(basics, check);
        Optional<TakeOrPay> takeOrPay = takeOrPay(basics, check);
        Optional<MarginGuarantee> margin = marginGuarantee(basics, check);
        NegativePriceRule negativePrices = negativePrices(basics, check);
        List<FundShare> funds = funds(document, check);
        RunCalendar runs = runs(document, check);
        Optional<Netting> netting = netting(document, check);
        Rounding amountRounding = rounding("/amountRounding", document.amountRounding(), check);
        check.that(amountRounding == null || amountRounding.rounds(), "AMOUNTS_MUST_BE_ROUNDED", "/amountRounding",
                "no decimals", "give the decimals in which the currency is paid, for instance 2");
        payable(basics, amountRounding, check);
        check.finish();
        return new AgreementTerms(document.agreement(), document.version(), fact, Optional.ofNullable(document.governsFrom()), Optional.ofNullable(document.governsTo()),
                document.producer(), document.office(), document.product(), currency, unit, zone, document.effectiveFrom(),
                document.effectiveTo(), length, document.closeLagDays(), instrument, products, quantity, caps, takeOrPay, margin, negativePrices,
                funds, amountRounding, runs, netting);
    }

    /** Nobody pays tenths of a cent: neither an amount nor a cap ends behind the currency's minor unit, or a cap behind the amounts. */
    private static void payable(Basics basics, Rounding amounts, Check check) {
        if (amounts == null || !amounts.rounds() || basics.currency() == null) {
            return;
        }
        int minorUnit = Math.max(0, basics.currency().getDefaultFractionDigits());
        int decimals = basics.document().amountRounding().decimals();
        check.that(decimals <= minorUnit, "AMOUNTS_MUST_BE_PAYABLE", "/amountRounding/decimals", decimals,
                basics.currency() + " is paid with at most " + minorUnit + " decimals");
        AgreementDocument.Caps caps = basics.document().caps();
        if (caps != null) {
            payableCap("/caps/topUpPerYear", caps.topUpPerYear(), decimals, check);
            payableCap("/caps/upsideSharePerYear", caps.upsideSharePerYear(), decimals, check);
        }
    }

    private static void payableCap(String field, BigDecimal cap, int decimals, Check check) {
        check.that(cap == null || Math.abs((long) cap.scale()) > 10 || cap.stripTrailingZeros().scale() <= decimals, "CAP_MUST_BE_PAYABLE", field, cap,
                "give it with at most " + decimals + " decimals, as amounts are rounded");
    }

    /** Letters, digits, signs and blanks: nothing that a page hides, and each accent in the one form that compares equal. */
    private static boolean isPrintable(String text) {
        return Normalizer.isNormalized(text, Normalizer.Form.NFC) && text.codePoints().noneMatch(point -> switch (Character.getType(point)) {
            case Character.CONTROL, Character.FORMAT, Character.SURROGATE, Character.PRIVATE_USE, Character.UNASSIGNED, Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR -> true;
            default -> false;
        });
    }

    /** What the checks of single terms need of the others; null where that one was refused. */
    private record Basics(AgreementDocument document, Currency currency, QuantityUnit unit, PeriodLength length, Instrument instrument) {

        boolean beginsAPeriod(LocalDate day) {
            return length == null || SettlementPeriod.containing(length, day).from().equals(day);
        }

        boolean endsAPeriod(LocalDate day) {
            return length == null || SettlementPeriod.containing(length, day).to().equals(day);
        }

        String periodWord() {
            return length == null ? "period" : length.term();
        }
    }

    private static void governed(Basics basics, Check check) {
        AgreementDocument document = basics.document();
        LocalDate from = document.governsFrom();
        LocalDate to = document.governsTo();
        if (document.version() == 1) {
            check.that(to == null && (from == null || from.equals(document.effectiveFrom())), "FIRST_VERSION_MUST_GOVERN_THE_TERM", "/governsFrom",
                    from + ".." + (to == null ? "" : to), "leave governsFrom and governsTo away: there is nothing before it that could govern the rest");
            return;
        }
        if (from != null && inReach(from)) {
            check.that(basics.beginsAPeriod(from), "VERSION_MUST_NOT_BEGIN_INSIDE_A_PERIOD", "/governsFrom", from,
                    "let it govern from the first day of a " + basics.periodWord());
        }
        if (to != null && inReach(to)) {
            check.that(basics.endsAPeriod(to), "VERSION_MUST_NOT_END_INSIDE_A_PERIOD", "/governsTo", to,
                    "let it govern to the last day of a " + basics.periodWord());
            check.that(from == null || !to.isBefore(from), "GOVERNED_TIME_MUST_END_AFTER_IT_BEGINS", "/governsTo", to,
                    "give a last day on or after " + from);
        }
        check.that(from == null || document.effectiveTo() == null || !inReach(from) || !from.isAfter(document.effectiveTo()),
                "VERSION_MUST_GOVERN_A_PART_OF_THE_TERM", "/governsFrom", from, "let it govern from a day on or before " + document.effectiveTo());
        check.that(to == null || document.effectiveFrom() == null || !inReach(to) || !to.isBefore(document.effectiveFrom()),
                "VERSION_MUST_GOVERN_A_PART_OF_THE_TERM", "/governsTo", to, "let it govern to a day on or after " + document.effectiveFrom());
        check.that((from == null || inReach(from)) && (to == null || inReach(to)), "GOVERNED_TIME_MUST_LIE_BETWEEN_1990_AND_2200", "/governsFrom",
                from + ".." + to, "check the years");
    }

    private static boolean inReach(LocalDate day) {
        return day.getYear() >= 1990 && day.getYear() <= 2200;
    }

    // ---- products

    private static List<ProductTerms> products(Basics basics, Check check) {
        AgreementDocument document = basics.document();
        List<AgreementDocument.Product> several = document.products() == null ? List.of() : document.products();
        boolean atTheTop = document.floor() != null || document.escalation() != null || document.upside() != null || document.referencePrice() != null;
        if (basics.instrument() == Instrument.MARGIN_GUARANTEE) {
            check.that(!atTheTop && several.isEmpty(), "MARGIN_GUARANTEE_MUST_NAME_NO_PRICES", "/floor", "prices",
                    "remove floor, escalation, upside, referencePrice and products: a margin guarantee follows EBITDA");
            return List.of();
        }
        if (several.isEmpty()) {
            return List.of(product(basics, "", new AgreementDocument.Product(document.product(), document.floor(), document.escalation(),
                    document.upside(), document.referencePrice()), check));
        }
        check.that(!atTheTop, "PRICES_MUST_STAND_ONCE", "/products", "prices at the top as well",
                "give floor, escalation, upside and referencePrice with each product, or at the top without products");
        check.that(several.size() >= 2 && several.size() <= 20, "PRODUCTS_MUST_BE_2_TO_20", "/products", several.size(),
                "of a single product the terms stand at the top");
        List<ProductTerms> products = new ArrayList<>();
        Set<String> names = new HashSet<>();
        for (int i = 0; i < several.size(); i++) {
            String field = "/products/" + i;
            AgreementDocument.Product each = several.get(i);
            if (check.present(field, each)) {
                check.code(field + "/product", each.product());
                check.that(names.add(each.product()), "PRODUCTS_MUST_DIFFER", field + "/product", each.product(), "name each product once");
                products.add(product(basics, field, each, check));
            }
        }
        return products;
    }

    private static ProductTerms product(Basics basics, String at, AgreementDocument.Product product, Check check) {
        return new ProductTerms(product.product(), floor(basics, at + "/floor", "FLOOR", product.floor(), check),
                escalation(basics, at + "/escalation", product.escalation(), product.floor(), check),
                upside(basics, at + "/upside", product, check), rule(basics, at + "/referencePrice", product.referencePrice(), check));
    }

    private static Optional<Escalation> escalation(Basics basics, String at, AgreementDocument.Escalation escalation, List<PriceStep> floor, Check check) {
        if (escalation == null) {
            return Optional.empty();
        }
        check.that((escalation.rate() == null) != (escalation.index() == null), "ESCALATION_MUST_FOLLOW_A_RATE_OR_AN_INDEX", at,
                escalation.rate() == null ? "neither" : "both", "give a rate, or an index");
        if (escalation.rate() != null) {
            check.that(escalation.rate().signum() > 0 && escalation.rate().compareTo(BigDecimal.ONE) < 0, "ESCALATION_RATE_MUST_LIE_BETWEEN_ZERO_AND_ONE",
                    at + "/rate", escalation.rate(), "write 2% as 0.02");
            check.rate(at + "/rate", escalation.rate());
        }
        Optional<Escalation.Index> index = Optional.empty();
        if (escalation.index() != null) {
            AgreementDocument.IndexTerm term = escalation.index();
            check.code(at + "/index/series", term.series());
            boolean whole = check.present(at + "/index/base", term.base()) & check.present(at + "/index/month", term.month());
            check.that(term.month() == null || term.month() >= 1 && term.month() <= 12, "MONTH_MUST_BE_1_TO_12", at + "/index/month", term.month(),
                    "January is 1");
            if (whole && check.day(at + "/index/base", term.base()) && term.month() >= 1 && term.month() <= 12) {
                index = Optional.of(new Escalation.Index(term.series(), term.base(), term.month()));
            }
            check.that(term.base() == null || term.base().getDayOfMonth() == 1, "INDEX_BASE_MUST_BEGIN_A_MONTH", at + "/index/base", term.base(),
                    "an index bears the first day of its month");
        }
        Rounding rounding = rounding(at + "/rounding", escalation.rounding(), check);
        check.that(rounding == null || rounding.rounds(), "RISEN_FLOOR_MUST_BE_ROUNDED", at + "/rounding", "no decimals",
                "give the decimals of the floor price, for instance 2");
        if (!check.present(at + "/firstOn", escalation.firstOn())) {
            return Optional.empty();
        }
        check.that(inReach(escalation.firstOn()), "ANNIVERSARY_MUST_LIE_BETWEEN_1990_AND_2200", at + "/firstOn", escalation.firstOn(), "check the year");
        if (inReach(escalation.firstOn())) {
            check.that(basics.beginsAPeriod(escalation.firstOn()), "FLOOR_MUST_NOT_CHANGE_INSIDE_A_PERIOD", at + "/firstOn", escalation.firstOn(),
                    "let it rise on the first day of a " + basics.periodWord());
            LocalDate last = basics.document().effectiveTo();
            check.that(last == null || !escalation.firstOn().isAfter(last), "ESCALATION_MUST_BEGIN_IN_THE_TERM", at + "/firstOn", escalation.firstOn(),
                    "let it rise by " + last + ", or remove the escalation");
            index.filter(term -> term.base().isAfter(term.dayFor(escalation.firstOn()))).ifPresent(term -> check.that(false,
                    "INDEX_BASE_MUST_NOT_FOLLOW_ITS_NUMERATOR", at + "/index/base", term.base(),
                    "the floor first rises by the figure of " + term.dayFor(escalation.firstOn()) + ": give a base on or before it"));
        }
        if (rounding == null || (escalation.rate() == null) == index.isEmpty()) {
            return Optional.empty();
        }
        Escalation risen = new Escalation(Optional.ofNullable(escalation.rate()), index, escalation.firstOn(), rounding);
        staysInReach(basics, at, risen, floor, check);
        return Optional.of(risen);
    }

    /** A rate that is meant as a percentage outgrows every amount in a long term. */
    private static void staysInReach(Basics basics, String at, Escalation escalation, List<PriceStep> floor, Check check) {
        LocalDate last = basics.document().effectiveTo();
        if (last == null || !check.isUnbroken() || escalation.rate().isEmpty()) {
            return;
        }
        BigDecimal highest = floor.stream().map(PriceStep::price).max(BigDecimal::compareTo).orElse(BigDecimal.ZERO);
        BigDecimal risen = escalation.risenByRate(highest, escalation.anniversariesBy(last));
        check.that((long) risen.precision() - risen.scale() <= 12, "RISEN_FLOOR_MUST_FIT_12_DIGITS", at + "/rate", escalation.rate().get(),
                "by " + last + " the floor would be " + risen.toPlainString() + ": write 2% as 0.02");
    }

    // ---- terms that run over the year

    private static AnnualCaps caps(Basics basics, Check check) {
        AgreementDocument document = basics.document();
        AgreementDocument.Caps caps = document.caps();
        if (caps == null) {
            return AnnualCaps.NONE;
        }
        check.that(basics.instrument() != Instrument.MARGIN_GUARANTEE, "CAPS_MUST_GO_WITH_PRODUCTS", "/caps", "margin-guarantee",
                "remove caps: no quantity and no price of a margin guarantee is settled");
        boolean shares = document.upside() != null || document.products() != null
                && document.products().stream().anyMatch(product -> product != null && product.upside() != null);
        check.that(caps.upsideSharePerYear() == null || basics.instrument() != Instrument.FLOOR || shares, "UPSIDE_CAP_MUST_GO_WITH_AN_UPSIDE",
                "/caps/upsideSharePerYear", caps.upsideSharePerYear(), "give the upside that it caps, or remove it");
        return new AnnualCaps(cap("/caps/quantityPerYear", caps.quantityPerYear(), check), cap("/caps/topUpPerYear", caps.topUpPerYear(), check),
                cap("/caps/upsideSharePerYear", caps.upsideSharePerYear(), check));
    }

    private static Optional<BigDecimal> cap(String field, BigDecimal cap, Check check) {
        if (cap != null) {
            check.that(cap.signum() >= 0, "CAP_MUST_NOT_BE_NEGATIVE", field, cap, "give zero or more, or leave it away for no cap");
            check.fits(field, cap);
        }
        return Optional.ofNullable(cap);
    }

    private static Optional<TakeOrPay> takeOrPay(Basics basics, Check check) {
        AgreementDocument.TakeOrPay term = basics.document().takeOrPay();
        if (term == null) {
            return Optional.empty();
        }
        if (check.present("/takeOrPay/minimumPerYear", term.minimumPerYear())) {
            check.that(term.minimumPerYear().signum() > 0, "MINIMUM_MUST_BE_ABOVE_ZERO", "/takeOrPay/minimumPerYear", term.minimumPerYear(),
                    "give a quantity above zero, or no takeOrPay");
            check.fits("/takeOrPay/minimumPerYear", term.minimumPerYear());
            BigDecimal cap = basics.document().caps() == null ? null : basics.document().caps().quantityPerYear();
            check.that(cap == null || cap.compareTo(term.minimumPerYear()) >= 0, "MINIMUM_MUST_NOT_EXCEED_THE_CAP", "/takeOrPay/minimumPerYear",
                    term.minimumPerYear(), "raise caps/quantityPerYear to the minimum, or lower the minimum");
        }
        check.that(term.makeUpYears() >= 0 && term.makeUpYears() <= 50, "MAKE_UP_YEARS_MUST_BE_0_TO_50", "/takeOrPay/makeUpYears", term.makeUpYears(),
                "count calendar years after the deficiency");
        check.that(basics.instrument() != Instrument.MARGIN_GUARANTEE, "MINIMUM_MUST_GO_WITH_PRODUCTS", "/takeOrPay", "margin-guarantee",
                "remove takeOrPay");
        endsWithAYear(basics.document(), "MINIMUM_MUST_END_WITH_A_YEAR", check);
        Schedule<BigDecimal> price = floor(basics, "/takeOrPay/deficiencyPrice", "DEFICIENCY_PRICE", term.deficiencyPrice(), check);
        return Optional.of(new TakeOrPay(term.minimumPerYear(), price, term.makeUpYears()));
    }

    /** A year is reconciled in its last period, with a figure of 31 December: a term that ends before never reconciles its last one. */
    private static void endsWithAYear(AgreementDocument document, String rule, Check check) {
        LocalDate to = document.effectiveTo();
        check.that(to == null || to.getMonthValue() == 12 && to.getDayOfMonth() == 31, rule, "/effectiveTo", to,
                "end the term on 31 December: what is due for a calendar year is settled in its last period");
    }

    private static Optional<MarginGuarantee> marginGuarantee(Basics basics, Check check) {
        AgreementDocument.MarginGuarantee term = basics.document().marginGuarantee();
        boolean expected = basics.instrument() == Instrument.MARGIN_GUARANTEE;
        check.that(basics.instrument() == null || expected == (term != null), "MARGIN_GUARANTEE_MUST_GO_WITH_ITS_INSTRUMENT", "/marginGuarantee",
                term == null ? "absent" : "given", "give marginGuarantee with the instrument margin-guarantee, and only then");
        if (term == null) {
            return Optional.empty();
        }
        String at = "/marginGuarantee";
        check.that(basics.length() != PeriodLength.DAY, "MARGIN_GUARANTEE_MUST_HAVE_LONGER_PERIODS", "/period", "day", "use quarter or month");
        if (check.present(at + "/threshold", term.threshold())) {
            check.that(term.threshold().signum() > 0, "THRESHOLD_MUST_BE_ABOVE_ZERO", at + "/threshold", term.threshold(), "give an amount above zero");
            check.fits(at + "/threshold", term.threshold());
        }
        check.that(term.growth().signum() >= 0 && term.growth().compareTo(BigDecimal.ONE) < 0, "GROWTH_MUST_LIE_BETWEEN_ZERO_AND_ONE", at + "/growth",
                term.growth(), "write 2% as 0.02");
        check.rate(at + "/growth", term.growth());
        share(at + "/advanceShare", term.advanceShare(), check);
        advancesFit(basics, term.advanceShare(), check);
        endsWithAYear(basics.document(), "MARGIN_GUARANTEE_MUST_RUN_OVER_WHOLE_YEARS", check);
        LocalDate from = basics.document().effectiveFrom();
        check.that(from == null || from.getDayOfYear() == 1, "MARGIN_GUARANTEE_MUST_RUN_OVER_WHOLE_YEARS", "/effectiveFrom", from,
                "begin the term on 1 January: threshold and EBITDA are those of a calendar year");
        List<MarginGuarantee.Tranche> tranches = new ArrayList<>();
        for (int i = 0; i < term.tranches().size(); i++) {
            AgreementDocument.Tranche tranche = term.tranches().get(i);
            String field = at + "/tranches/" + i;
            if (!check.present(field, tranche) || !check.present(field + "/officeShare", tranche.officeShare())) {
                continue;
            }
            share(field + "/officeShare", tranche.officeShare(), check);
            check.that(tranche.upTo() != null || i == term.tranches().size() - 1, "ONLY_THE_LAST_TRANCHE_MAY_BE_OPEN", field + "/upTo", "absent",
                    "give its width, or make it the last");
            if (tranche.upTo() != null) {
                check.that(tranche.upTo().signum() > 0, "TRANCHE_MUST_HAVE_A_WIDTH", field + "/upTo", tranche.upTo(), "give an amount above zero");
                check.fits(field + "/upTo", tranche.upTo());
            }
            tranches.add(new MarginGuarantee.Tranche(Optional.ofNullable(tranche.upTo()), tranche.officeShare()));
        }
        MarginGuarantee guarantee = new MarginGuarantee(term.threshold(), term.growth(), term.advanceShare(), term.ebitdaIncludesAdvances(), tranches);
        LocalDate to = basics.document().effectiveTo();
        if (check.isUnbroken() && from != null && to != null) {
            BigDecimal last = guarantee.thresholdOf(to.getYear() - from.getYear() + 1, Rounding.NONE);
            check.that((long) last.precision() - last.scale() <= 15, "GROWN_THRESHOLD_MUST_FIT_15_DIGITS", at + "/growth", term.growth(),
                    "the threshold of " + to.getYear() + " would be too large: write 2% as 0.02");
        }
        return Optional.of(guarantee);
    }

    /** A year's advances are part of its threshold: a quarter's share in each month would advance it three times. */
    private static void advancesFit(Basics basics, BigDecimal share, Check check) {
        int periods = basics.length() == PeriodLength.QUARTER ? 4 : 12;
        check.that(basics.length() == null || basics.length() == PeriodLength.DAY || Math.abs((long) share.scale()) > 10
                || share.multiply(BigDecimal.valueOf(periods)).compareTo(BigDecimal.ONE) <= 0, "ADVANCES_MUST_NOT_EXCEED_THE_THRESHOLD",
                "/marginGuarantee/advanceShare", share, "give at most " + (periods == 4 ? "0.25" : "0.0833333333") + ": a year has " + periods + " periods");
    }

    private static void share(String field, BigDecimal share, Check check) {
        check.that(share.signum() >= 0 && share.compareTo(BigDecimal.ONE) <= 0, "SHARE_MUST_LIE_BETWEEN_ZERO_AND_ONE", field, share, "write 30% as 0.30");
        check.rate(field, share);
    }

    // ---- negative prices, funds, runs, netting

    private static NegativePriceRule negativePrices(Basics basics, Check check) {
        AgreementDocument.NegativePrices term = basics.document().negativePrices();
        if (term == null) {
            return NegativePriceRule.NONE;
        }
        NegativePriceRule.Kind kind = check.word("/negativePrices/rule", term.rule(), NegativePriceRule.Kind::ofTerm,
                Arrays.stream(NegativePriceRule.Kind.values()).map(NegativePriceRule.Kind::term).toList());
        if (kind == null) {
            return NegativePriceRule.NONE;
        }
        boolean counts = kind == NegativePriceRule.Kind.RUNS_OF_NEGATIVE_HOURS;
        check.that(counts == (term.hours() != null), "HOURS_GO_WITH_RUNS_OF_NEGATIVE_HOURS", "/negativePrices/hours", term.hours(),
                "give hours with runs-of-negative-hours, and only then");
        check.that(term.hours() == null || term.hours() >= 1 && term.hours() <= 24, "HOURS_MUST_BE_1_TO_24", "/negativePrices/hours", term.hours(),
                "count hours of a day");
        check.that(kind == NegativePriceRule.Kind.NONE || basics.instrument() == Instrument.TWO_WAY_DIFFERENCE && basics.length() == PeriodLength.DAY,
                "NEGATIVE_PRICES_MUST_GO_WITH_DAILY_DIFFERENCES", "/negativePrices/rule", term.rule(),
                "settle a two-way difference by the day, or use none");
        check.that(kind == NegativePriceRule.Kind.NONE || products(basics.document()).allMatch(AgreementTranslation::isPricedAsPublished),
                "NEGATIVE_PRICES_MUST_BE_PRICED_AS_PUBLISHED", "/negativePrices/rule", term.rule(),
                "hours are settled at their published price: name one series without a basket, vat and fx, or use none");
        return new NegativePriceRule(kind, kind == NegativePriceRule.Kind.NONE ? 0 : counts && term.hours() != null ? term.hours() : 1);
    }

    private static Stream<ReferencePrice> products(AgreementDocument document) {
        Stream<ReferencePrice> several = Stream.ofNullable(document.products()).flatMap(List::stream).filter(Objects::nonNull)
                .map(AgreementDocument.Product::referencePrice);
        return Stream.concat(Stream.ofNullable(document.referencePrice()), several).filter(Objects::nonNull);
    }

    private static boolean isPricedAsPublished(ReferencePrice price) {
        return price.basket() == null && isWithoutConversion(price.conversion()) && (price.fallback() == null
                || price.fallback().stream().filter(Objects::nonNull).allMatch(step -> isWithoutConversion(step.conversion())));
    }

    private static boolean isWithoutConversion(Conversion conversion) {
        return conversion == null || conversion.vat().isEmpty() && conversion.fx() == null;
    }

    private static List<FundShare> funds(AgreementDocument document, Check check) {
        List<AgreementDocument.FundShare> given = document.funds() == null ? List.of() : document.funds();
        List<FundShare> funds = new ArrayList<>();
        Set<String> names = new HashSet<>();
        BigDecimal sum = BigDecimal.ZERO;
        check.that(given.size() <= 20, "FUNDS_MUST_BE_AT_MOST_20", "/funds", given.size(), "join funds of one party");
        for (int i = 0; i < given.size(); i++) {
            AgreementDocument.FundShare fund = given.get(i);
            String field = "/funds/" + i;
            if (!check.present(field, fund) || !check.present(field + "/share", fund.share())) {
                continue;
            }
            check.code(field + "/fund", fund.fund());
            check.code(field + "/party", fund.party());
            check.that(fund.party() == null || !fund.party().equals(document.producer()), "FUND_MUST_NOT_BE_OF_THE_PRODUCER", field + "/party", fund.party(),
                    "name the government that provides the fund");
            check.that(names.add(fund.fund()), "FUNDS_MUST_DIFFER", field + "/fund", fund.fund(), "name each fund once");
            check.that(fund.share().signum() > 0 && fund.share().compareTo(BigDecimal.ONE) <= 0, "FUND_SHARE_MUST_LIE_BETWEEN_ZERO_AND_ONE",
                    field + "/share", fund.share(), "write 60% as 0.60");
            check.rate(field + "/share", fund.share());
            sum = sum.add(fund.share().scale() > 10 || fund.share().scale() < -10 ? BigDecimal.TEN : fund.share());
            funds.add(new FundShare(fund.fund(), fund.party(), fund.share()));
        }
        check.that(given.isEmpty() || sum.compareTo(BigDecimal.ONE) == 0, "FUND_SHARES_MUST_ADD_UP_TO_ONE", "/funds", sum,
                "give shares that add up to 1");
        return funds;
    }

    private static RunCalendar runs(AgreementDocument document, Check check) {
        List<AgreementDocument.ScheduledRun> given = document.runs() == null ? List.of() : document.runs();
        List<RunCalendar.ScheduledRun> runs = new ArrayList<>();
        for (int i = 0; i < given.size(); i++) {
            AgreementDocument.ScheduledRun run = given.get(i);
            String field = "/runs/" + i;
            if (!check.present(field, run)) {
                continue;
            }
            RunKind kind = check.word(field + "/kind", run.kind(), AgreementTranslation::scheduled, List.of("R1 to R9", "final"));
            if (kind == null || !check.present(field + "/lagDays", run.lagDays())) {
                continue;
            }
            RunCalendar.ScheduledRun before = runs.isEmpty() ? null : runs.get(runs.size() - 1);
            check.that(before == null || kind.compareTo(before.kind()) > 0, "RUNS_MUST_FOLLOW_ONE_ANOTHER", field + "/kind", run.kind(),
                    "name R1, R2, ... in order and final last");
            int least = before == null ? document.closeLagDays() : before.lagDays();
            check.that(run.lagDays() > least && run.lagDays() <= 4_000, "RUN_LAG_MUST_GROW", field + "/lagDays", run.lagDays(),
                    "give more than " + least + " and at most 4000 days after the period's end");
            runs.add(new RunCalendar.ScheduledRun(kind, run.lagDays()));
        }
        RunCalendar.Restate restate = check.word("/restate", document.restate(), RunCalendar.Restate::ofTerm,
                Arrays.stream(RunCalendar.Restate.values()).map(RunCalendar.Restate::term).toList());
        check.that(restate != RunCalendar.Restate.AT_NEXT_RUN || !runs.isEmpty() && runs.get(runs.size() - 1).kind() == RunKind.FINAL,
                "RESTATEMENT_AT_NEXT_RUN_NEEDS_A_FINAL_RUN", "/runs", runs.isEmpty() ? "none" : "no final one",
                "schedule runs of which the last is final, or restate immediately: what comes after the last run would wait for ever");
        return new RunCalendar(List.copyOf(runs), restate);
    }

    private static Optional<RunKind> scheduled(String term) {
        return Arrays.stream(RunKind.values()).filter(kind -> kind.isScheduled() && kind.term().equals(term)).findFirst();
    }

    private static Optional<Netting> netting(AgreementDocument document, Check check) {
        if (document.netting() == null) {
            return Optional.empty();
        }
        Netting.Receipts receipts = check.word("/netting/receipts", document.netting().receipts(), Netting.Receipts::ofTerm,
                Arrays.stream(Netting.Receipts.values()).map(Netting.Receipts::term).toList());
        check.that(receipts != Netting.Receipts.GENERAL_FUND || !document.netting().carryForward(), "GENERAL_FUND_MUST_NOT_CARRY_FORWARD",
                "/netting/carryForward", true, "what belongs to the treasury is invoiced: set it to false");
        check.that(document.funds() == null || document.funds().isEmpty(), "NETTING_MUST_NOT_GO_WITH_FUNDS", "/netting", "several funds",
                "remove netting: a fund can not spend what another receives");
        return Optional.of(new Netting(receipts, document.netting().carryForward()));
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

    /** @param name of the price, as the names of its rules begin */
    private static Schedule<BigDecimal> floor(Basics basics, String at, String name, List<PriceStep> given, Check check) {
        List<PriceStep> steps = given == null ? List.of() : given;
        check.that(!steps.isEmpty(), name + "_MUST_BE_GIVEN", at, "none", "give at least one price and the day from which it counts");
        TreeMap<LocalDate, BigDecimal> byDay = new TreeMap<>();
        for (int i = 0; i < steps.size(); i++) {
            PriceStep step = steps.get(i);
            String field = at + "/" + i;
            if (!check.present(field, step) || !check.day(field + "/from", step.from()) || !check.present(field + "/price", step.price())) {
                continue;
            }
            check.price(field + "/price", step.price());
            check.that(byDay.put(step.from(), step.price()) == null, name + "_MUST_HAVE_ONE_PRICE_A_DAY", field + "/from", step.from(),
                    "remove one of the two");
            check.that(basics.beginsAPeriod(step.from()), name + "_MUST_NOT_CHANGE_INSIDE_A_PERIOD", field + "/from", step.from(),
                    "let it count from the first day of a " + basics.periodWord());
        }
        LocalDate first = basics.document().effectiveFrom();
        if (!byDay.isEmpty() && first != null) {
            check.that(!byDay.firstKey().isAfter(first), name + "_MUST_COVER_THE_TERM", at + "/0/from", byDay.firstKey(),
                    "let the first price count from " + first + " or earlier");
        }
        return new Schedule<>(byDay);
    }

    private static Optional<UpsideShare> upside(Basics basics, String at, AgreementDocument.Product product, Check check) {
        Upside upside = product.upside();
        if (upside == null) {
            return Optional.empty();
        }
        check.that(basics.instrument() != Instrument.TWO_WAY_DIFFERENCE, "UPSIDE_MUST_GO_WITH_A_FLOOR", at, "two-way-difference",
                "a two-way difference already returns the whole excess: remove the upside");
        boolean whole = check.present(at + "/threshold", upside.threshold()) & check.present(at + "/share", upside.share());
        UpsideShare.Trigger trigger = check.word(at + "/trigger", upside.trigger(), UpsideShare.Trigger::ofTerm,
                Arrays.stream(UpsideShare.Trigger.values()).map(UpsideShare.Trigger::term).toList());
        check.that(upside.reachedOn() == null || upside.milestone() != null, "MILESTONE_MUST_BE_NAMED", at + "/milestone", "absent",
                "name the milestone that was reached on " + upside.reachedOn());
        if (upside.milestone() != null) {
            check.text(at + "/milestone", upside.milestone());
        }
        if (upside.reachedOn() != null) {
            check.day(at + "/reachedOn", upside.reachedOn());
        }
        if (!whole) {
            return Optional.empty();
        }
        check.price(at + "/threshold", upside.threshold());
        check.that(upside.share().signum() > 0 && upside.share().compareTo(BigDecimal.ONE) <= 0, "SHARE_MUST_LIE_BETWEEN_ZERO_AND_ONE",
                at + "/share", upside.share(), "write 30% as 0.30");
        check.rate(at + "/share", upside.share());
        Stream.ofNullable(product.floor()).flatMap(List::stream).filter(Objects::nonNull).map(PriceStep::price).filter(Objects::nonNull).max(BigDecimal::compareTo)
                .ifPresent(highest -> check.that(upside.threshold().compareTo(highest) >= 0, "UPSIDE_MUST_NOT_BEGIN_BELOW_THE_FLOOR",
                        at + "/threshold", upside.threshold(), "give a threshold of at least the highest floor price"));
        if (basics.currency() == null || basics.unit() == null) {
            return Optional.empty();
        }
        return Optional.of(new UpsideShare(new UnitPrice(upside.threshold(), basics.currency(), basics.unit()), upside.share(),
                Optional.ofNullable(upside.milestone()), Optional.ofNullable(upside.reachedOn()), trigger));
    }

    private static ReferencePriceRule rule(Basics basics, String at, ReferencePrice price, Check check) {
        if (!check.present(at, price)) {
            return null;
        }
        Averaging averaging = check.word(at + "/averaging", price.averaging(), Averaging::ofTerm,
                Arrays.stream(Averaging.values()).map(Averaging::term).toList());
        List<Component> components = price.basket() == null
                ? Stream.of(component(at, BigDecimal.ONE, price.series(), price.conversion(), fallback(at, price, check), check))
                        .filter(Objects::nonNull).toList()
                : basket(at, price, check);
        check.that(price.minimumObservations() >= 0 && price.minimumObservations() <= 92, "MINIMUM_OBSERVATIONS_MUST_BE_0_TO_92",
                at + "/minimumObservations", price.minimumObservations(),
                "count published days of a period; 0 lets a period rest on a price carried into it");
        check.that(!PeriodLength.DAY.term().equals(basics.document().period()) || price.minimumObservations() <= 1,
                "MINIMUM_OBSERVATIONS_MUST_FIT_THE_PERIOD", at + "/minimumObservations", price.minimumObservations(),
                "a day is published once: ask for 0 or 1");
        check.that(!PeriodLength.MONTH.term().equals(basics.document().period()) || price.minimumObservations() <= 31,
                "MINIMUM_OBSERVATIONS_MUST_FIT_THE_PERIOD", at + "/minimumObservations", price.minimumObservations(),
                "a month has at most 31 days: ask for what it can bring");
        Rounding rounding = rounding(at + "/rounding", price.rounding(), check);
        return check.isUnbroken() ? new ReferencePriceRule(components, averaging, basics.currency(), basics.unit(), price.minimumObservations(), rounding) : null;
    }

    private static List<Component> basket(String at, ReferencePrice price, Check check) {
        List<BasketComponent> basket = price.basket();
        check.mustBeAbsent(at + "/series", price.series());
        check.mustBeAbsent(at + "/conversion", price.conversion());
        check.mustBeAbsent(at + "/gap", price.gap());
        check.mustBeAbsent(at + "/fallback", price.fallback());
        check.that(basket.size() <= BASKET_AT_MOST, "BASKET_MUST_HAVE_AT_MOST_4_COMPONENTS", at + "/basket", basket.size(),
                "leave out the smallest weights, or publish a series of the basket");
        List<Component> components = new ArrayList<>();
        Set<String> named = new HashSet<>();
        BigDecimal sum = BigDecimal.ZERO;
        boolean everyWeight = true;
        for (int i = 0; i < basket.size(); i++) {
            BasketComponent each = basket.get(i);
            String field = at + "/basket/" + i;
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
        check.that(!everyWeight || sum.compareTo(BigDecimal.ONE) == 0, "WEIGHTS_MUST_ADD_UP_TO_ONE", at + "/basket", sum,
                "let the weights add up to exactly 1");
        return components;
    }

    /** The ladder below a single series; a gap is its short form. */
    private static List<LadderRung> fallback(String at, ReferencePrice price, Check check) {
        if (price.fallback() != null) {
            check.that(price.gap() == null, "LADDER_MUST_BE_GIVEN_ONCE", at + "/gap", price.gap() == null ? "" : price.gap().rule(),
                    "remove the gap: a rung of the fallback says the same");
            return price.fallback();
        }
        Gap gap = price.gap();
        boolean carries = isCarryingOn(gap);
        check.that(carries || "none".equals(gap.rule()), "GAP_RULE_MUST_BE_KNOWN", at + "/gap/rule", gap.rule(),
                "use last-published or none");
        check.that(carries == (gap.maxStaleDays() != null), "MAX_STALE_DAYS_GO_WITH_LAST_PUBLISHED", at + "/gap/maxStaleDays",
                gap.maxStaleDays(), "give maxStaleDays with last-published, and only then");
        staleDays(at + "/gap/maxStaleDays", gap.maxStaleDays(), check);
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
        TreeMap<LocalDate, BigDecimal> vat = new TreeMap<>();
        for (int i = 0; i < conversion.vat().size(); i++) {
            VatStep step = conversion.vat().get(i);
            String at = field + "/conversion/vat/" + i;
            if (check.present(at, step) && check.day(at + "/from", step.from()) & check.present(at + "/rate", step.rate())) {
                check.that(step.rate().signum() >= 0 && step.rate().compareTo(BigDecimal.ONE) < 0, "VAT_RATE_MUST_LIE_BETWEEN_ZERO_AND_ONE",
                        at + "/rate", step.rate(), "write 13% as 0.13");
                check.rate(at + "/rate", step.rate());
                check.that(vat.put(step.from(), step.rate()) == null, "VAT_MUST_HAVE_ONE_RATE_A_DAY", at + "/from", step.from(),
                        "remove one of the two");
            }
        }
        check.that(vat.isEmpty() || check.termBegins() == null || !vat.firstKey().isAfter(check.termBegins()), "VAT_MUST_COVER_THE_TERM",
                field + "/conversion/vat/0/from", vat.isEmpty() ? "" : vat.firstKey(), "let the first rate count from " + check.termBegins() + " or earlier");
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
            check.text("/quantity/categories/" + i, quantity.categories().get(i));
        }
        Set<String> categories = quantity.categories().stream().filter(Objects::nonNull).collect(Collectors.toUnmodifiableSet());
        check.that(categories.size() == quantity.categories().stream().filter(Objects::nonNull).count(), "CATEGORIES_MUST_DIFFER",
                "/quantity/categories",
                quantity.categories(), "name each category once");
        check.that(quantity.electionDeadlineDays() >= 0 && quantity.electionDeadlineDays() <= 366, "ELECTION_DEADLINE_MUST_BE_0_TO_366_DAYS",
                "/quantity/electionDeadlineDays", quantity.electionDeadlineDays(), "count days after the period's end; the default is 45");
        check.that(quantity.conversionFactors().isEmpty() || !QuantityUnit.MEGAWATT_HOUR.symbol().equals(document.unit()), "CONVERSION_FACTORS_MUST_GO_WITH_A_MASS",
                "/quantity/conversionFactors", document.unit(), "remove them: energy has no form");
        return new QuantityTerms(basis, categories, share, quantity.electionDeadlineDays(), factors(quantity, check));
    }

    private static Map<String, Schedule<BigDecimal>> factors(AgreementDocument.QuantityTerms quantity, Check check) {
        Map<String, Map<LocalDate, BigDecimal>> steps = new TreeMap<>();
        for (int i = 0; i < quantity.conversionFactors().size(); i++) {
            AgreementDocument.ConversionFactor each = quantity.conversionFactors().get(i);
            String field = "/quantity/conversionFactors/" + i;
            if (!check.present(field, each) || !(check.present(field + "/form", each.form()) & check.day(field + "/from", each.from())
                    & check.present(field + "/factor", each.factor()))) {
                continue;
            }
            check.that(each.factor().signum() > 0 && each.factor().compareTo(BigDecimal.TEN) <= 0, "CONVERSION_FACTOR_MUST_LIE_BETWEEN_ZERO_AND_TEN",
                    field + "/factor", each.factor(), "give the kilograms of the agreed form in one kilogram, for instance 1.20");
            check.rate(field + "/factor", each.factor());
            check.that(FactTranslation.FORMS.contains(each.form()), "FORM_MUST_BE_KNOWN", field + "/form", each.form(),
                    "use metal: a lot of another form would never be counted by it");
            check.that(!CONCENTRATE.equals(each.form()), "CONCENTRATE_NEEDS_NO_FACTOR", field + "/form", each.form(),
                    "remove it: a concentrate counts by its assay");
            check.that(!QuantityTerms.BASE_FORM.equals(each.form()), "BASE_FORM_NEEDS_NO_FACTOR", field + "/form", each.form(),
                    "remove it: oxide counts as it is");
            check.that(steps.computeIfAbsent(each.form(), unseen -> new TreeMap<>()).put(each.from(), each.factor()) == null,
                    "CONVERSION_FACTORS_MUST_NOT_OVERLAP", field + "/from", each.from(), "give one factor for a form and day");
        }
        return steps.entrySet().stream().collect(Collectors.toUnmodifiableMap(Map.Entry::getKey, step -> new Schedule<>(step.getValue())));
    }

    private static Rounding rounding(String field, RoundingTerm term, Check check) {
        if (term.decimals() == null) {
            check.that(term.mode() == null, "ROUNDING_MODE_NEEDS_DECIMALS", field + "/mode", term.mode(),
                    "give the decimals as well, or leave the mode away for no rounding at all");
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

    /**
     * What the document's series are named for. One series is of prices, of exchange rates or an index, so an agreement that names it
     * for two of these would wait for ever for the other one to be registered.
     *
     * @param prices  series
     * @param fx      series by place
     * @param indices series by place
     */
    private record Uses(Set<String> prices, Map<String, String> fx, Map<String, String> indices) {

        static Uses of(AgreementDocument document) {
            Uses uses = new Uses(new HashSet<>(), new TreeMap<>(), new TreeMap<>());
            uses.add("", document.referencePrice(), document.escalation());
            List<AgreementDocument.Product> several = document.products() == null ? List.of() : document.products();
            for (int i = 0; i < several.size(); i++) {
                if (several.get(i) != null) {
                    uses.add("/products/" + i, several.get(i).referencePrice(), several.get(i).escalation());
                }
            }
            return uses;
        }

        private void add(String at, ReferencePrice price, AgreementDocument.Escalation escalation) {
            if (escalation != null && escalation.index() != null && escalation.index().series() != null) {
                indices.put(at + "/escalation/index/series", escalation.index().series());
            }
            if (price == null) {
                return;
            }
            String field = at + "/referencePrice";
            source(field, price.series(), price.conversion());
            fallback(field, price.fallback());
            List<BasketComponent> basket = price.basket() == null ? List.of() : price.basket();
            for (int i = 0; i < basket.size(); i++) {
                if (basket.get(i) != null) {
                    source(field + "/basket/" + i, basket.get(i).series(), basket.get(i).conversion());
                    fallback(field + "/basket/" + i, basket.get(i).fallback());
                }
            }
        }

        private void fallback(String field, List<LadderRung> fallback) {
            for (int i = 0; fallback != null && i < fallback.size(); i++) {
                if (fallback.get(i) != null) {
                    source(field + "/fallback/" + i, fallback.get(i).series(), fallback.get(i).conversion());
                }
            }
        }

        private void source(String field, String series, Conversion conversion) {
            if (series != null) {
                prices.add(series);
            }
            if (conversion != null && conversion.fx() != null && conversion.fx().series() != null) {
                fx.put(field + "/conversion/fx/series", conversion.fx().series());
            }
        }

        void check(Check check) {
            fx.forEach((field, series) -> check.that(!prices.contains(series), "FX_MUST_BE_A_SERIES_OF_ITS_OWN", field, series,
                    "name the series of exchange rates: one series is either of prices or of rates"));
            indices.forEach((field, series) -> check.that(!prices.contains(series) && !fx.containsValue(series), "INDEX_MUST_BE_A_SERIES_OF_ITS_OWN", field,
                    series, "name the index: one series is either of prices, of rates or an index"));
        }
    }

    /** Collects every broken rule of a document, so that its author mends it once. */
    private static final class Check {

        private final List<Refusal> refusals = new ArrayList<>();
        private final LocalDate termBegins;

        /** @param termBegins null where it is absent */
        Check(LocalDate termBegins) {
            this.termBegins = termBegins;
        }

        LocalDate termBegins() {
            return termBegins;
        }

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

        /** A short text that people read and that is compared: of a product, a milestone, a category. */
        void text(String field, String value) {
            if (present(field, value)) {
                that(value.length() <= 200 && value.equals(value.strip()) && isPrintable(value), "TEXT_MUST_BE_PRINTABLE", field, value,
                        "write 1 to 200 printable characters without blanks at the ends, accents composed (Unicode NFC)");
            }
        }

        /** A day on which a price, rate or factor begins to count; years further away are slips of the pen. */
        boolean day(String field, LocalDate day) {
            boolean present = present(field, day);
            boolean inReach = present && day.getYear() >= 1900 && day.getYear() <= 2200;
            that(!present || inReach, "DAY_MUST_LIE_BETWEEN_1900_AND_2200", field, day, "check the year");
            return inReach;
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

        /** Amounts and quantities of agreements are small enough that nothing overflows 20 digits. */
        void fits(String field, BigDecimal number) {
            that((long) number.precision() - number.scale() <= 15 && Math.abs((long) number.scale()) <= 10, "NUMBER_MUST_FIT_15_AND_10_DIGITS", field,
                    number, "at most 15 digits before and 10 behind the point");
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
