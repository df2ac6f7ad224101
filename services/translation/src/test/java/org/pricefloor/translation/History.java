package org.pricefloor.translation;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.pricefloor.contracts.AgreementDocument;
import org.pricefloor.contracts.AgreementVersionRegistered;
import org.pricefloor.contracts.Assay;
import org.pricefloor.contracts.CalendarPublished;
import org.pricefloor.contracts.DeliveryCertified;
import org.pricefloor.contracts.Event;
import org.pricefloor.contracts.MeasureCertified;
import org.pricefloor.contracts.PriceAssessed;
import org.pricefloor.contracts.SeriesRegistered;
import org.pricefloor.kernel.agreement.AgreementTerms;
import org.pricefloor.kernel.agreement.Resolution;
import org.pricefloor.kernel.agreement.ResolvedAgreement;
import org.pricefloor.kernel.agreement.TermsRefused;
import org.pricefloor.kernel.calendar.PricingCalendar;
import org.pricefloor.kernel.calendar.SettlementPeriod;
import org.pricefloor.kernel.calendar.Stage;
import org.pricefloor.kernel.delivery.Delivery;
import org.pricefloor.kernel.delivery.Measure;
import org.pricefloor.kernel.journal.TargetBalances;
import org.pricefloor.kernel.journal.Transfer;
import org.pricefloor.kernel.money.Money;
import org.pricefloor.kernel.price.IndexSeries;
import org.pricefloor.kernel.price.PriceSeries;
import org.pricefloor.kernel.price.Publications;
import org.pricefloor.kernel.price.PublishedFigure;
import org.pricefloor.kernel.price.ReferenceData;
import org.pricefloor.kernel.settlement.Component;
import org.pricefloor.kernel.settlement.PeriodFacts;
import org.pricefloor.kernel.settlement.Settled;
import org.pricefloor.kernel.settlement.Settlement;
import org.pricefloor.kernel.settlement.SettlementOutcome;
import org.pricefloor.kernel.settlement.YearToDate;
import org.pricefloor.messaging.EventJson;

/**
 * What became known of one agreement, fact by fact, and what each state of knowledge makes of its periods.
 *
 * <p>Facts are numbered as they come, as on the shelf. {@link #knownAt} settles from nothing but the facts up to a position, each
 * period under the newest version known then that governs it, in order, each from what the one before left: so an earlier
 * knowledge date is asked for with the same code.
 */
final class History {

    private static final Instant SOME_TIME = Instant.parse("2026-01-01T00:00:00Z");

    private final List<Event> facts = new ArrayList<>();
    private final Map<String, Integer> revisions = new HashMap<>();
    private String agreement;
    private String unit;

    /** An agreement document among the shapes. */
    static AgreementDocument document(String name) {
        try (InputStream json = History.class.getResourceAsStream("/shapes/" + name + ".json")) {
            return EventJson.read(json.readAllBytes(), AgreementDocument.class);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    // ---- what becomes known

    History signed(String name) {
        return signed(document(name));
    }

    History signed(AgreementDocument given) {
        AgreementDocument document = AgreementTranslation.complete(given);
        agreement = document.agreement();
        unit = document.unit();
        facts.add(new AgreementVersionRegistered(AgreementVersionRegistered.id(agreement, document.version()), document, "-", "registrar", "approver",
                SOME_TIME, null, SOME_TIME));
        return this;
    }

    /** A price series in the agreement's currency and unit without tax, which is published on these days and on no other. */
    History publishes(String series, String currency, String... days) {
        calendar(series, days);
        return registers(series, currency);
    }

    History registers(String series, String currency) {
        facts.add(new SeriesRegistered(SeriesRegistered.id(series, 1), series, 1, FactTranslation.PRICE, "publisher", null, currency, unit, "excluding-vat",
                series, "test", SOME_TIME));
        return this;
    }

    History publishesIndex(String series, String... days) {
        calendar(series, days);
        return registersIndex(series);
    }

    History registersIndex(String series) {
        facts.add(new SeriesRegistered(SeriesRegistered.id(series, 1), series, 1, FactTranslation.INDEX, "publisher", null, "XXX", "1", "not-applicable",
                series, "test", SOME_TIME));
        return this;
    }

    /** The days on which a series is published, in place of those known before. */
    void calendar(String calendar, String... days) {
        List<CalendarPublished.ExceptionDay> open = Arrays.stream(days)
                .map(day -> new CalendarPublished.ExceptionDay(LocalDate.parse(day), true, "test")).toList();
        int revision = revisions.merge("calendar " + calendar, 1, Integer::sum);
        facts.add(new CalendarPublished(CalendarPublished.id(calendar, revision), calendar, revision, LocalDate.of(2020, 1, 1), LocalDate.of(2045, 12, 31),
                List.of(1, 2, 3, 4, 5, 6, 7), open, false, "test", SOME_TIME));
    }

    /** A figure; of a day that has one already the next revision. */
    History published(String series, String day, String figure) {
        return published(series, day, figure, null);
    }

    History published(String series, String day, String figure, String volume) {
        return published(series, day, figure, volume, null);
    }

    History published(String series, String day, String figure, String volume, List<BigDecimal> hourly) {
        LocalDate date = LocalDate.parse(day);
        int revision = revisions.merge(series + day, 1, Integer::sum);
        facts.add(new PriceAssessed(PriceAssessed.id(series, date, revision), series, date, revision, new BigDecimal(figure), SOME_TIME, "document",
                SOME_TIME, volume == null ? null : new BigDecimal(volume), hourly));
        return this;
    }

    /** A certified quantity in the agreement's unit; of a lot that has one already the next revision. */
    History delivered(String lot, String day, String quantity) {
        return delivered(lot, day, quantity, null, null, null);
    }

    History deliveredOf(String product, String lot, String day, String quantity) {
        return delivered(lot, day, quantity, product, null, null);
    }

    History deliveredAs(String form, String lot, String day, String quantity) {
        return delivered(lot, day, quantity, null, form, null);
    }

    History assayed(String kind, String reoShare, String contentShare, String lot, String day, String dryMass) {
        return delivered(lot, day, dryMass, null, "concentrate", new Assay(kind, new BigDecimal(reoShare), new BigDecimal(contentShare)));
    }

    private History delivered(String lot, String day, String quantity, String product, String form, Assay assay) {
        return delivered(new Certified(lot, day, quantity, unit, "stockpile", product, form, assay, null));
    }

    /** @param product and what follows: null where the certificate does not say it */
    record Certified(String lot, String day, String quantity, String unit, String category, String product, String form, Assay assay, List<BigDecimal> hourly) {
    }

    String unit() {
        return unit;
    }

    History delivered(Certified given) {
        String lot = given.lot();
        int revision = revisions.merge(lot, 1, Integer::sum);
        facts.add(new DeliveryCertified(DeliveryCertified.id(agreement, lot, revision), agreement, lot, revision, given.category(), LocalDate.parse(given.day()),
                new BigDecimal(given.quantity()), given.unit(), SOME_TIME, "document", SOME_TIME, given.product(), given.form(), given.assay(), given.hourly()));
        return this;
    }

    History certified(String measure, int year, String value, String in) {
        LocalDate day = LocalDate.of(year, 12, 31);
        int revision = revisions.merge(measure + year, 1, Integer::sum);
        facts.add(new MeasureCertified(MeasureCertified.id(agreement, measure, day, revision), agreement, measure, day, revision, new BigDecimal(value), in,
                SOME_TIME, "document", SOME_TIME));
        return this;
    }

    // ---- what follows

    /** The number of facts known now: a position to ask for later. */
    int now() {
        return facts.size();
    }

    Books books() {
        return knownAt(now());
    }

    Books knownAt(int position) {
        return new Books(List.copyOf(facts.subList(0, position)));
    }

    /** What the facts up to a position make of the periods. */
    static final class Books {

        private final List<AgreementTerms> versions = new ArrayList<>();
        private final Map<String, List<PublishedFigure>> figures = new HashMap<>();
        private final List<Delivery> deliveries = new ArrayList<>();
        private final List<Measure> measures = new ArrayList<>();
        private final ReferenceData reference;
        private final Map<AgreementTerms, ResolvedAgreement> resolved = new HashMap<>();

        private Books(List<Event> facts) {
            Map<String, PriceSeries> series = new HashMap<>();
            Map<String, IndexSeries> indices = new HashMap<>();
            Map<String, PricingCalendar> calendars = new HashMap<>();
            for (Event fact : facts) {
                if (fact instanceof AgreementVersionRegistered version) {
                    versions.add(terms(version));
                } else if (fact instanceof CalendarPublished calendar) {
                    calendars.put(calendar.calendar(), FactTranslation.calendar(calendar));
                } else if (fact instanceof SeriesRegistered registered && registered.kind().equals(FactTranslation.INDEX)) {
                    indices.put(registered.series(), FactTranslation.indexSeries(registered));
                } else if (fact instanceof SeriesRegistered registered) {
                    series.put(registered.series(), FactTranslation.priceSeries(registered));
                } else if (fact instanceof PriceAssessed assessed) {
                    figures.computeIfAbsent(assessed.series(), none -> new ArrayList<>()).add(FactTranslation.figure(assessed));
                } else if (fact instanceof DeliveryCertified delivery) {
                    deliveries.add(FactTranslation.delivery(delivery));
                } else if (fact instanceof MeasureCertified measure) {
                    measures.add(FactTranslation.measure(measure));
                } else {
                    throw new AssertionError("no place for " + fact);
                }
            }
            reference = new ReferenceData(series, Map.of(), calendars, indices);
        }

        private static AgreementTerms terms(AgreementVersionRegistered version) {
            try {
                return AgreementTranslation.terms(version);
            } catch (TermsRefused e) {
                throw new AssertionError(e.getMessage(), e);
            }
        }

        private AgreementTerms governing(SettlementPeriod period) {
            return versions.stream().filter(version -> version.governs(period.from())).reduce((older, newer) -> newer).orElseThrow();
        }

        /** The period of that label, which must not be parked. */
        Settled settled(String label) {
            if (outcome(label) instanceof Settled settled) {
                return settled;
            }
            throw new AssertionError("parked: " + outcome(label));
        }

        /** What becomes of the period of that label. */
        SettlementOutcome outcome(String label) {
            Optional<YearToDate> before = Optional.empty();
            AgreementTerms newest = versions.get(versions.size() - 1);
            for (SettlementPeriod period = newest.periodOf(newest.effectiveFrom()); newest.isInTerm(period.from()); period = period.next()) {
                if (!newest.isAnnual() && !period.label().equals(label)) {
                    continue;
                }
                SettlementOutcome outcome = settle(period, before);
                if (period.label().equals(label)) {
                    return outcome;
                }
                if (outcome instanceof Settled settled) {
                    before = settled.yearToDate();
                }
            }
            throw new AssertionError("no period is called " + label);
        }

        private SettlementOutcome settle(SettlementPeriod period, Optional<YearToDate> before) {
            ResolvedAgreement agreement = resolved.computeIfAbsent(governing(period), this::resolve);
            return Settlement.settle(agreement, new PeriodFacts(period, Stage.CLOSED, deliveries, measures, before,
                    rule -> agreement.price(rule).determine(period, this::publications), this::publications));
        }

        private ResolvedAgreement resolve(AgreementTerms terms) {
            Resolution resolution = terms.resolve(reference);
            if (resolution instanceof Resolution.Resolved found) {
                return found.agreement();
            }
            throw new AssertionError("not resolved: " + resolution);
        }

        private Publications publications(String series) {
            return new Publications(figures.getOrDefault(series, List.of()));
        }

        /** What the period owes the producer, less what the producer owes for it. */
        String net(String label) {
            return settled(label).amounts().net().amount().toPlainString();
        }

        String amount(Component component, String label) {
            Money amount = settled(label).components().get(component);
            return amount == null ? "0.00" : amount.amount().toPlainString();
        }

        private TargetBalances balances(String label) {
            Settled settled = settled(label);
            return TargetBalances.of(settled, governing(settled.period()).funds(), Money.zero(settled.amounts().topUp().currency()));
        }

        /** What a run of the period posts when the last run before it was computed from those books. */
        List<Transfer> transfersFrom(Books before, String label) {
            return balances(label).transfersFrom(before.balances(label));
        }

        /** What stands on each fund of what is owed to the producer. */
        Map<String, String> payableByFund(String label) {
            Map<String, String> parts = new TreeMap<>();
            balances(label).balances().forEach((position, amount) -> parts.put(position.fund(), amount.amount().toPlainString()));
            return parts;
        }

        /** Which of the periods these books owe something else for than those. */
        List<String> postedSince(Books before, String... labels) {
            return Arrays.stream(labels).filter(label -> !transfersFrom(before, label).isEmpty()).toList();
        }

        /** Which of the periods read differently in these books than in those, be it in what they leave to the next period. */
        List<String> restatedSince(Books before, String... labels) {
            return Arrays.stream(labels).filter(label -> !settled(label).digest().equals(before.settled(label).digest())).toList();
        }
    }
}
