package org.pricefloor.commandline;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.pricefloor.contracts.AgreementDocument;
import org.pricefloor.contracts.CalendarPublished;
import org.pricefloor.contracts.MayBeAbsent;
import org.pricefloor.contracts.SeriesRegistered;
import org.pricefloor.kernel.agreement.AgreementTerms;
import org.pricefloor.kernel.agreement.TermsRefused;
import org.pricefloor.kernel.calendar.PricingCalendar;
import org.pricefloor.kernel.price.FxSeries;
import org.pricefloor.kernel.price.IndexSeries;
import org.pricefloor.kernel.price.PriceSeries;
import org.pricefloor.kernel.price.ReferenceData;
import org.pricefloor.messaging.EventJson;
import org.pricefloor.messaging.UnreadableEvent;
import org.pricefloor.translation.AgreementTranslation;
import org.pricefloor.translation.FactTranslation;

/**
 * The agreements to settle and the series and calendars they name, read from files of terms.
 *
 * <p>Two forms are read. A file holds {@code {"calendars": [...], "series": [...], "agreements": [...]}}. A folder holds the same
 * documents one to a file, in {@code calendars/}, {@code series/} and {@code agreements/}, as they are sent to the services; the file's
 * name is then the id of the calendar or series.
 */
final class Terms {

    /** The file of terms. */
    @MayBeAbsent
    record TermsFile(List<CalendarEntry> calendars, List<SeriesEntry> series, List<AgreementDocument> agreements) {
    }

    /**
     * A calendar as it is sent to price-ingestion, with its id.
     *
     * @param assumed absent: it was read from its publisher
     */
    @MayBeAbsent
    record CalendarEntry(String calendar, LocalDate from, LocalDate to, List<Integer> closedWeekdays,
                         List<CalendarPublished.ExceptionDay> exceptions, Boolean assumed, String source) {
    }

    /** A series as it is sent to price-ingestion, with its id. */
    @MayBeAbsent
    record SeriesEntry(String series, String kind, String publisher, String product, String currency, String per, String taxBasis,
                       String calendar, String source) {
    }

    private final Map<String, Versions> agreements = new TreeMap<>();
    private final Map<String, PriceSeries> priceSeries = new HashMap<>();
    private final Map<String, FxSeries> fxSeries = new HashMap<>();
    private final Map<String, IndexSeries> indexSeries = new HashMap<>();
    private final Map<String, PricingCalendar> calendars = new HashMap<>();

    private Terms() {
    }

    /** @throws CommandStopped naming the file, the place and the fix */
    static Terms read(Collection<Path> paths) {
        Terms terms = new Terms();
        for (Path path : paths) {
            if (Files.isDirectory(path)) {
                terms.readFolder(path);
            } else {
                terms.add(path, parse(path, TermsFile.class));
            }
        }
        if (terms.agreements.isEmpty()) {
            throw new CommandStopped(ExitCode.USAGE, "No agreement was found in " + paths
                    + ". Give a file with \"agreements\": [...] or a folder with agreements/*.json.");
        }
        return terms;
    }

    /** By id, each with all its versions. */
    Map<String, Versions> agreements() {
        return agreements;
    }

    ReferenceData referenceData() {
        return new ReferenceData(priceSeries, fxSeries, calendars, indexSeries);
    }

    private void readFolder(Path folder) {
        for (Path file : jsonFiles(folder.resolve("calendars"))) {
            CalendarEntry entry = parse(file, CalendarEntry.class);
            addCalendar(file, new CalendarEntry(orElse(entry.calendar(), file), entry.from(), entry.to(), entry.closedWeekdays(),
                    entry.exceptions(), entry.assumed(), entry.source()));
        }
        for (Path file : jsonFiles(folder.resolve("series"))) {
            SeriesEntry entry = parse(file, SeriesEntry.class);
            addSeries(file, new SeriesEntry(orElse(entry.series(), file), entry.kind(), entry.publisher(), entry.product(),
                    entry.currency(), entry.per(), entry.taxBasis(), entry.calendar(), entry.source()));
        }
        for (Path file : jsonFiles(folder.resolve("agreements"))) {
            addAgreement(file, parse(file, AgreementDocument.class));
        }
    }

    private void add(Path file, TermsFile content) {
        nullAsNone(content.calendars()).forEach(calendar -> addCalendar(file, calendar));
        nullAsNone(content.series()).forEach(series -> addSeries(file, series));
        nullAsNone(content.agreements()).forEach(agreement -> addAgreement(file, agreement));
    }

    private void addCalendar(Path file, CalendarEntry entry) {
        require(file, "calendar", entry.calendar(), "calendar " + entry.calendar());
        require(file, "from", entry.from(), "calendar " + entry.calendar());
        require(file, "to", entry.to(), "calendar " + entry.calendar());
        try {
            PricingCalendar calendar = FactTranslation.calendar(new CalendarPublished(CalendarPublished.id(entry.calendar(), 1),
                    entry.calendar(), 1, entry.from(), entry.to(), nullAsNone(entry.closedWeekdays()), nullAsNone(entry.exceptions()),
                    Boolean.TRUE.equals(entry.assumed()), entry.source(), Instant.EPOCH));
            once(file, "calendar", entry.calendar(), calendars.put(entry.calendar(), calendar));
        } catch (IllegalArgumentException | java.time.DateTimeException refused) {
            throw refused(file, refused.getMessage());
        }
    }

    private void addSeries(Path file, SeriesEntry entry) {
        String name = "series " + entry.series();
        require(file, "series", entry.series(), name);
        require(file, "kind", entry.kind(), name);
        require(file, "currency", entry.currency(), name);
        require(file, "per", entry.per(), name);
        require(file, "calendar", entry.calendar(), name);
        SeriesRegistered event = new SeriesRegistered(SeriesRegistered.id(entry.series(), 1), entry.series(), 1, entry.kind(),
                entry.publisher(), entry.product(), entry.currency(), entry.per(), entry.taxBasis(), entry.calendar(), entry.source(),
                Instant.EPOCH);
        try {
            if (FactTranslation.FX.equals(entry.kind())) {
                once(file, "series", entry.series(), fxSeries.put(entry.series(), FactTranslation.fxSeries(event)));
            } else if (FactTranslation.PRICE.equals(entry.kind())) {
                once(file, "series", entry.series(), priceSeries.put(entry.series(), FactTranslation.priceSeries(event)));
            } else if (FactTranslation.INDEX.equals(entry.kind())) {
                once(file, "series", entry.series(), indexSeries.put(entry.series(), FactTranslation.indexSeries(event)));
            } else {
                throw refused(file, name + " is of kind " + entry.kind() + ": use price, fx or index");
            }
        } catch (IllegalArgumentException refused) {
            throw refused(file, name + ": " + (refused.getMessage() == null ? "its currency is no ISO 4217 code" : refused.getMessage()));
        }
    }

    private void addAgreement(Path file, AgreementDocument document) {
        try {
            AgreementTerms terms = AgreementTranslation.terms(document);
            Versions others = agreements.get(terms.agreement());
            if (others != null) {
                requireAnotherVersionOfTheSame(file, terms, others);
            }
            agreements.put(terms.agreement(), others == null ? new Versions(List.of(terms)) : others.and(terms));
        } catch (TermsRefused refused) {
            StringBuilder text = new StringBuilder("agreement " + document.agreement() + " breaks " + refused.refusals().size() + " rules:");
            for (TermsRefused.Refusal refusal : refused.refusals()) {
                text.append(System.lineSeparator()).append("  ").append(refusal.rule()).append(" at ").append(refusal.field())
                        .append(", found ").append(refusal.found()).append(": ").append(refusal.fix());
            }
            throw refused(file, text.toString());
        }
    }

    /** What the registry asks of a version: it follows others, and some terms never change. */
    private static void requireAnotherVersionOfTheSame(Path file, AgreementTerms terms, Versions others) {
        String name = "agreement " + terms.agreement() + " version " + terms.version();
        AgreementTerms other = others.newest();
        if (others.all().stream().anyMatch(each -> each.version() == terms.version())) {
            throw refused(file, name + " is given twice: remove one");
        }
        requireSame(file, name, "PRODUCER_MUST_NOT_CHANGE", terms.producer(), other.producer());
        requireSame(file, name, "CURRENCY_MUST_NOT_CHANGE", terms.currency(), other.currency());
        requireSame(file, name, "UNIT_MUST_NOT_CHANGE", terms.unit().symbol(), other.unit().symbol());
        requireSame(file, name, "PERIOD_MUST_NOT_CHANGE", terms.periodLength().term(), other.periodLength().term());
    }

    private static void requireSame(Path file, String name, String rule, Object found, Object before) {
        if (!found.equals(before)) {
            throw refused(file, name + " breaks " + rule + ", found " + found + ": another version has " + before);
        }
    }

    private static <T> T parse(Path file, Class<T> type) {
        try {
            return EventJson.read(Files.readAllBytes(file), type);
        } catch (UnreadableEvent unreadable) {
            throw refused(file, unreadable.getMessage());
        } catch (IOException unread) {
            throw FileTrouble.reading(file, unread);
        }
    }

    private static List<Path> jsonFiles(Path folder) {
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file -> file.toString().endsWith(".json")).sorted().toList();
        } catch (IOException unread) {
            throw FileTrouble.reading(folder, unread);
        }
    }

    private static String orElse(String id, Path file) {
        return id != null ? id : file.getFileName().toString().replaceFirst("\\.json$", "");
    }

    private static <T> List<T> nullAsNone(List<T> list) {
        return list == null ? new ArrayList<>() : list;
    }

    private static void require(Path file, String name, Object value, String of) {
        if (value == null) {
            throw refused(file, of + " has no \"" + name + "\": add it");
        }
    }

    private static void once(Path file, String kind, String id, Object before) {
        if (before != null) {
            throw refused(file, kind + " " + id + " is given twice: remove one");
        }
    }

    private static CommandStopped refused(Path file, String why) {
        return new CommandStopped(ExitCode.DIFFERENCE, file + ": " + why);
    }

    /** Agreements that remain when only some are asked for, in the order of their ids. */
    Map<String, Versions> agreements(Collection<String> wanted) {
        if (wanted.isEmpty()) {
            return agreements;
        }
        Map<String, Versions> chosen = new LinkedHashMap<>();
        for (String id : wanted.stream().sorted().distinct().toList()) {
            Versions versions = agreements.get(id);
            if (versions == null) {
                throw new CommandStopped(ExitCode.USAGE, "No agreement " + id + " is in the files of terms. They hold: "
                        + String.join(", ", agreements.keySet()));
            }
            chosen.put(id, versions);
        }
        return chosen;
    }
}
