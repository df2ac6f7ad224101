package org.pricefloor.registry;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.pricefloor.registry.Requests.certify;
import static org.pricefloor.registry.Requests.register;

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
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.Test;
import org.pricefloor.contracts.AgreementVersionRegistered;
import org.pricefloor.contracts.DeliveryCertified;
import org.pricefloor.contracts.EventEnvelope;
import org.pricefloor.contracts.Topics;
import org.pricefloor.messaging.EventJson;

/** What this service puts on the topics is byte for byte the golden form, for the same content, and valid by its schema. */
@QuarkusTest
@QuarkusTestResource(RegistryInfrastructure.class)
class GoldenFormTest {

    private static final Path EVENTS = Path.of("..", "..", "contracts", "events");

    @Test
    void whatIsPublishedHasTheGoldenForm() throws IOException {
        AgreementVersionRegistered golden = EventJson.read(text("agreement/examples/agreement-version-registered-floor.v1.json").getBytes(StandardCharsets.UTF_8),
                AgreementVersionRegistered.class);
        String agreement = golden.agreement().agreement();
        register(agreement, 1, new String(EventJson.write(golden.agreement()), StandardCharsets.UTF_8)).statusCode(201);
        String registered = body(Published.await(Topics.AGREEMENTS, agreement, 1).get(0));
        AgreementVersionRegistered event = EventJson.read(registered.getBytes(StandardCharsets.UTF_8), AgreementVersionRegistered.class);
        assertEquals(new String(EventJson.write(new AgreementVersionRegistered(golden.eventId(), golden.agreement(), event.digest(), event.proposedBy(),
                event.approvedBy(), event.approvedAt(), event.whatIf(), event.receivedAt())), StandardCharsets.UTF_8), registered);
        assertValid("agreement/agreement-version-registered.v1.schema.json", registered);

        List<DeliveryCertified> deliveries = List.of(delivery("delivery/examples/delivery-certified.v1.json"), delivery("delivery/examples/delivery-certified-withdrawn.v1.json"));
        for (DeliveryCertified delivery : deliveries) {
            certify(agreement, """
                    {"lot":"%s","category":"%s","deliveryDate":"%s","quantity":"%s","unit":"%s","certifiedAt":"%s","document":"%s"}""".formatted(delivery.lot(),
                    delivery.category(), delivery.deliveryDate(), delivery.quantity().toPlainString(), delivery.unit(), delivery.certifiedAt(), delivery.document())).statusCode(201);
        }
        List<ConsumerRecord<String, byte[]>> published = Published.await(Topics.DELIVERIES, agreement, 2);
        for (int i = 0; i < 2; i++) {
            DeliveryCertified expected = deliveries.get(i);
            DeliveryCertified found = EventJson.read(published.get(i).value(), DeliveryCertified.class);
            assertEquals(new String(EventJson.write(new DeliveryCertified(expected.eventId(), expected.agreement(), expected.lot(), expected.revision(), expected.category(),
                    expected.deliveryDate(), expected.quantity(), expected.unit(), expected.certifiedAt(), expected.document(), found.receivedAt())), StandardCharsets.UTF_8),
                    body(published.get(i)));
            assertValid("delivery/delivery-certified.v1.schema.json", body(published.get(i)));
            assertEquals(expected.eventId(), Published.header(published.get(i), EventEnvelope.HEADER_ID));
            assertEquals("/contract-registry", Published.header(published.get(i), EventEnvelope.HEADER_SOURCE));
        }
    }

    private static DeliveryCertified delivery(String example) throws IOException {
        return EventJson.read(text(example).getBytes(StandardCharsets.UTF_8), DeliveryCertified.class);
    }

    private static void assertValid(String schema, String body) throws IOException {
        assertEquals(List.of(), SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12).getSchema(text(schema)).validate(body, InputFormat.JSON));
    }

    private static String body(ConsumerRecord<String, byte[]> record) {
        return new String(record.value(), StandardCharsets.UTF_8);
    }

    private static String text(String file) throws IOException {
        return Files.readString(EVENTS.resolve(file)).strip();
    }
}
