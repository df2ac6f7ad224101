package org.pricefloor.prices;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.pricefloor.prices.Requests.as;

import com.networknt.schema.InputFormat;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.pricefloor.contracts.CalendarPublished;
import org.pricefloor.contracts.FxFixed;
import org.pricefloor.contracts.PriceAssessed;
import org.pricefloor.contracts.SeriesRegistered;
import org.pricefloor.contracts.Topics;
import org.pricefloor.messaging.EventJson;
import org.pricefloor.prices.calendar.CalendarDocument;
import org.pricefloor.prices.series.SeriesDocument;

/** What this service puts on the topic is byte for byte the golden form, but for the time of receipt, and valid by its schema. */
@QuarkusTest
@QuarkusTestResource(PricesInfrastructure.class)
class GoldenFormTest {

    private static final Path EVENTS = Path.of("..", "..", "contracts", "events");

    @Test
    void whatIsPublishedHasTheGoldenForm() throws IOException {
        CalendarPublished days = EventJson.read(golden("calendar/examples/calendar-published"), CalendarPublished.class);
        send("/api/calendars/" + days.calendar(), new CalendarDocument(days.from(), days.to(), days.closedWeekdays(), days.exceptions(), days.assumed(), days.source()));
        send("/api/calendars/US-BANKS", new CalendarDocument(days.from(), days.to(), List.of(6, 7), List.of(), false, days.source()));
        CalendarPublished published = EventJson.read(Published.await(Topics.MARKET_DATA, days.calendar(), 1).get(0).value(), CalendarPublished.class);
        assertGolden("calendar/calendar-published", new CalendarPublished(days.eventId(), days.calendar(), days.version(), days.from(), days.to(), days.closedWeekdays(),
                published.exceptions(), days.assumed(), days.source(), published.receivedAt()), days.calendar(), 0);

        SeriesRegistered series = EventJson.read(golden("series/examples/series-registered-price"), SeriesRegistered.class);
        send("/api/series/" + series.series(), document(series));
        SeriesRegistered registered = EventJson.read(Published.await(Topics.MARKET_DATA, series.series(), 1).get(0).value(), SeriesRegistered.class);
        assertGolden("series/series-registered", new SeriesRegistered(series.eventId(), series.series(), series.version(), series.kind(), series.publisher(), series.product(),
                series.currency(), series.per(), series.taxBasis(), series.calendar(), series.source(), registered.receivedAt()), series.series(), 0);

        PriceAssessed price = EventJson.read(golden("series/examples/price-assessed-first"), PriceAssessed.class);
        as("market-data").contentType("application/json").body("{\"pricingDate\":\"%s\",\"price\":\"%s\",\"publishedAt\":\"%s\",\"document\":\"%s\"}"
                .formatted(price.pricingDate(), price.price(), price.publishedAt(), price.document())).post("/api/series/" + price.series() + "/assessments").then().statusCode(201);
        PriceAssessed assessed = EventJson.read(Published.await(Topics.MARKET_DATA, price.series(), 2).get(1).value(), PriceAssessed.class);
        assertGolden("series/price-assessed", new PriceAssessed(price.eventId(), price.series(), price.pricingDate(), price.revision(), price.price(), price.publishedAt(),
                price.document(), assessed.receivedAt(), null, null), price.series(), 1);

        SeriesRegistered rates = EventJson.read(golden("series/examples/series-registered-fx"), SeriesRegistered.class);
        send("/api/series/" + rates.series(), document(rates));
        FxFixed fix = EventJson.read(golden("series/examples/fx-fixed"), FxFixed.class);
        as("market-data").contentType("application/json").body("{\"fixingDate\":\"%s\",\"rate\":\"%s\",\"publishedAt\":\"%s\",\"document\":\"%s\"}"
                .formatted(fix.fixingDate(), fix.rate(), fix.publishedAt(), fix.document())).post("/api/series/" + fix.series() + "/fixes").then().statusCode(201);
        FxFixed fixed = EventJson.read(Published.await(Topics.MARKET_DATA, fix.series(), 2).get(1).value(), FxFixed.class);
        assertGolden("series/fx-fixed", new FxFixed(fix.eventId(), fix.series(), fix.fixingDate(), fix.revision(), fix.rate(), fix.publishedAt(), fix.document(),
                fixed.receivedAt()), fix.series(), 1);
    }

    private static SeriesDocument document(SeriesRegistered series) {
        return new SeriesDocument(series.kind(), series.publisher(), series.product(), series.currency(), series.per(), series.taxBasis(), series.calendar(), series.source());
    }

    private static void send(String address, Object document) {
        as("market-data").contentType("application/json").body(EventJson.write(document)).put(address).then().statusCode(201);
    }

    private static void assertGolden(String event, Object expected, String key, int index) throws IOException {
        String body = new String(Published.about(Topics.MARKET_DATA, key).get(index).value(), StandardCharsets.UTF_8);
        assertEquals(new String(EventJson.write(expected), StandardCharsets.UTF_8), body);
        assertEquals(List.of(), SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
                .getSchema(Files.readString(EVENTS.resolve(event + ".v1.schema.json"))).validate(body, InputFormat.JSON));
    }

    private static byte[] golden(String example) throws IOException {
        return Files.readString(EVENTS.resolve(example + ".v1.json")).strip().getBytes(StandardCharsets.UTF_8);
    }
}
