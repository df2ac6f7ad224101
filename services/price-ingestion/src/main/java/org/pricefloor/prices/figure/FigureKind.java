package org.pricefloor.prices.figure;

import java.util.List;
import org.pricefloor.contracts.Event;
import org.pricefloor.contracts.FxFixed;
import org.pricefloor.contracts.PriceAssessed;
import org.pricefloor.frontdoor.Refusal;
import org.pricefloor.reading.AssessmentFile;
import org.pricefloor.reading.FileReading;
import org.pricefloor.reading.FxFixFile;

/** What a price assessment and an FX fix are called, and nothing else in which they differ. The figures of an index come as assessments. */
enum FigureKind {

    PRICE("price", "pricingDate", "pricing_date", "price") {
        @Override
        Lines read(byte[] file, String sha256) {
            FileReading<org.pricefloor.reading.AssessmentRow> reading = AssessmentFile.read(file);
            return new Lines(reading.rows().stream().map(line -> new Figure(line.line(), line.row().series(), line.row().pricingDate(), line.row().price(),
                    line.row().publishedAt(), line.row().document() == null ? sha256 + ":" + line.line() : line.row().document(), line.row().volume(), null)).toList(),
                    refusals(reading));
        }

        @Override
        Event event(KeptFigure kept) {
            return new PriceAssessed(PriceAssessed.id(kept.series(), kept.day(), kept.revision()), kept.series(), kept.day(), kept.revision(), kept.figure(),
                    kept.publishedAt(), kept.document(), kept.receivedAt(), kept.volume(), kept.hourly());
        }
    },

    FX("fx", "fixingDate", "date", "rate") {
        @Override
        Lines read(byte[] file, String sha256) {
            FileReading<org.pricefloor.reading.FxFixRow> reading = FxFixFile.read(file);
            return new Lines(reading.rows().stream().map(line -> new Figure(line.line(), line.row().series(), line.row().date(), line.row().rate(),
                    line.row().publishedAt(), line.row().document() == null ? sha256 + ":" + line.line() : line.row().document(), null, null)).toList(),
                    refusals(reading));
        }

        @Override
        Event event(KeptFigure kept) {
            return new FxFixed(FxFixed.id(kept.series(), kept.day(), kept.revision()), kept.series(), kept.day(), kept.revision(), kept.figure(),
                    kept.publishedAt(), kept.document(), kept.receivedAt());
        }
    };

    /** What a file says: figures and the lines that are none. */
    record Lines(List<Figure> figures, List<Refusal> refusals) {
    }

    /** The kind of a series of index values. */
    static final String INDEX = "index";

    private final String term;
    private final String dayMember;
    private final String dayColumn;
    private final String figureName;

    FigureKind(String term, String dayMember, String dayColumn, String figureName) {
        this.term = term;
        this.dayMember = dayMember;
        this.dayColumn = dayColumn;
        this.figureName = figureName;
    }

    abstract Lines read(byte[] file, String sha256);

    abstract Event event(KeptFigure kept);

    /** {@code price} or {@code fx}, as in a series. */
    String term() {
        return term;
    }

    /** Whether figures of a series of that kind come in this form. */
    boolean isOf(String kindOfSeries) {
        return term.equals(kindOfSeries) || this == PRICE && INDEX.equals(kindOfSeries);
    }

    String dayName(boolean inFile) {
        return inFile ? dayColumn : dayMember;
    }

    String figureName() {
        return figureName;
    }

    private static List<Refusal> refusals(FileReading<?> reading) {
        return reading.refusals().stream().map(refusal -> new Refusal(refusal.line(), refusal.rule(), refusal.field(), refusal.found(), refusal.fix())).toList();
    }
}
