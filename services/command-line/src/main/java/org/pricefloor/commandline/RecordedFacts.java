package org.pricefloor.commandline;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.pricefloor.contracts.AgreementVersionRegistered;
import org.pricefloor.contracts.CalendarPublished;
import org.pricefloor.contracts.DecisionRecorded;
import org.pricefloor.contracts.DeliveryCertified;
import org.pricefloor.contracts.Event;
import org.pricefloor.contracts.FxFixed;
import org.pricefloor.contracts.MeasureCertified;
import org.pricefloor.contracts.PriceAssessed;
import org.pricefloor.contracts.SeriesRegistered;
import org.pricefloor.kernel.agreement.AgreementTerms;
import org.pricefloor.kernel.agreement.TermsRefused;
import org.pricefloor.kernel.calendar.PricingCalendar;
import org.pricefloor.kernel.delivery.Decision;
import org.pricefloor.kernel.delivery.Delivery;
import org.pricefloor.kernel.delivery.Measure;
import org.pricefloor.kernel.price.Digest;
import org.pricefloor.kernel.price.FxSeries;
import org.pricefloor.kernel.price.IndexSeries;
import org.pricefloor.kernel.price.PriceSeries;
import org.pricefloor.kernel.price.Publications;
import org.pricefloor.kernel.price.PublishedFigure;
import org.pricefloor.kernel.price.ReferenceData;
import org.pricefloor.kernel.price.ReferencePriceRule;
import org.pricefloor.messaging.EventJson;
import org.pricefloor.translation.AgreementTranslation;
import org.pricefloor.translation.FactTranslation;

/** What the topics say beside what settlement posted: by the id of the fact, and all that is known of a series or an agreement. */
final class RecordedFacts {

    private final Map<String, Event> byId = new LinkedHashMap<>();
    private final Map<String, AgreementTerms> termsByFact = new HashMap<>();
    private final TreeMap<String, Versions> versions = new TreeMap<>();
    private final Map<String, ReferencePriceRule> rules = new HashMap<>();
    private final Map<String, Integer> newestVersions = new HashMap<>();
    private final ReferenceData reference = new ReferenceData(new HashMap<String, PriceSeries>(), new HashMap<String, FxSeries>(),
            new HashMap<String, PricingCalendar>(), new HashMap<String, IndexSeries>());
    private final Map<String, List<PublishedFigure>> figures = new HashMap<>();
    private final Map<String, List<Delivery>> deliveries = new HashMap<>();
    private final Map<String, List<Measure>> measures = new HashMap<>();
    private final Map<String, Delivery> deliveryByFact = new HashMap<>();
    private final Map<String, Measure> measureByFact = new HashMap<>();
    private final Map<String, PublishedFigure> figureByFact = new HashMap<>();
    private final List<Difference> differences;

    /** @param differences takes what contradicts itself */
    RecordedFacts(List<Difference> differences) {
        this.differences = differences;
    }

    int count() {
        return byId.size();
    }

    void shelve(Event event) {
        byId.put(event.eventId(), event);
        if (event instanceof CalendarPublished calendar) {
            if (isNewest("calendar " + calendar.calendar(), calendar.version())) {
                reference.calendars().put(calendar.calendar(), FactTranslation.calendar(calendar));
            }
        } else if (event instanceof SeriesRegistered series) {
            if (isNewest("series " + series.series(), series.version())) {
                switch (String.valueOf(series.kind())) {
                    case FactTranslation.FX -> reference.fxSeries().put(series.series(), FactTranslation.fxSeries(series));
                    case FactTranslation.INDEX -> reference.indexSeries().put(series.series(), FactTranslation.indexSeries(series));
                    default -> reference.priceSeries().put(series.series(), FactTranslation.priceSeries(series));
                }
            }
        } else if (event instanceof PriceAssessed assessed) {
            shelveFigure(assessed.series(), FactTranslation.figure(assessed));
        } else if (event instanceof FxFixed fixed) {
            shelveFigure(fixed.series(), FactTranslation.figure(fixed));
        } else if (event instanceof DeliveryCertified certified) {
            Delivery delivery = FactTranslation.delivery(certified);
            deliveryByFact.put(delivery.fact(), delivery);
            deliveries.computeIfAbsent(certified.agreement(), none -> new ArrayList<>()).add(delivery);
        } else if (event instanceof MeasureCertified certified) {
            Measure measure = FactTranslation.measure(certified);
            measureByFact.put(measure.fact(), measure);
            measures.computeIfAbsent(certified.agreement(), none -> new ArrayList<>()).add(measure);
        } else if (event instanceof AgreementVersionRegistered registered) {
            shelveTerms(registered);
        }
    }

    private void shelveFigure(String series, PublishedFigure figure) {
        figureByFact.put(figure.fact(), figure);
        figures.computeIfAbsent(series, none -> new ArrayList<>()).add(figure);
    }

    private void shelveTerms(AgreementVersionRegistered registered) {
        String digest = Digest.sha256(EventJson.write(registered.agreement()));
        if (!digest.equals(registered.digest())) {
            differences.add(new Difference(registered.eventId(), "digest", registered.digest(), digest));
        }
        try {
            AgreementTerms terms = AgreementTranslation.terms(registered);
            termsByFact.put(registered.eventId(), terms);
            terms.products().forEach(product -> rules.put(product.referencePrice().id(), product.referencePrice()));
            versions.merge(terms.agreement(), new Versions(List.of(terms)), (before, one) -> before.and(terms));
        } catch (TermsRefused refused) {
            differences.add(new Difference(registered.eventId(), "agreement", "registered", "refused: " + refused.getMessage()));
        }
    }

    private boolean isNewest(String what, int version) {
        return newestVersions.merge(what, version, Math::max) == version;
    }

    // ---- what is asked

    /** Null: no such fact is recorded. */
    Event event(String id) {
        return byId.get(id);
    }

    /** Null: the fact is no version of an agreement. */
    AgreementTerms terms(String fact) {
        return termsByFact.get(fact);
    }

    /** Null: no version of the agreement is recorded. */
    Versions versions(String agreement) {
        return versions.get(agreement);
    }

    /** In the order of their ids. */
    Iterable<Versions> agreements() {
        return versions.values();
    }

    /** Null: no recorded agreement has the rule. */
    ReferencePriceRule rule(String id) {
        return rules.get(id);
    }

    ReferenceData reference() {
        return reference;
    }

    /** Null: the fact is no delivery. */
    Delivery delivery(String fact) {
        return deliveryByFact.get(fact);
    }

    /** Null: the fact is no measure. */
    Measure measure(String fact) {
        return measureByFact.get(fact);
    }

    /** Null: the fact is no figure of a series. */
    PublishedFigure figure(String fact) {
        return figureByFact.get(fact);
    }

    /** Null: the fact is no decision about the agreement. */
    Decision decision(String fact, String agreement) {
        return byId.get(fact) instanceof DecisionRecorded recorded && recorded.agreement().equals(agreement)
                ? FactTranslation.decision(recorded) : null;
    }

    List<Delivery> deliveriesOf(String agreement) {
        return deliveries.getOrDefault(agreement, List.of());
    }

    List<Measure> measuresOf(String agreement) {
        return measures.getOrDefault(agreement, List.of());
    }

    /** All that is known of each series. */
    Map<String, Publications> publications() {
        Map<String, Publications> published = new HashMap<>();
        figures.forEach((series, all) -> published.put(series, new Publications(all)));
        return published;
    }
}
