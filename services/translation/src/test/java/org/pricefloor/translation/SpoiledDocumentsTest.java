package org.pricefloor.translation;

import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Random;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.pricefloor.contracts.AgreementDocument;
import org.pricefloor.kernel.agreement.AgreementTerms;
import org.pricefloor.kernel.agreement.TermsRefused;
import org.pricefloor.kernel.calendar.SettlementPeriod;
import org.pricefloor.messaging.EventJson;
import org.pricefloor.messaging.UnreadableEvent;

/** Shapes that are spoiled at random: each is refused by name, or its first period is settled or parked. Nothing is thrown. */
class SpoiledDocumentsTest {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final List<String> SHAPES = List.of("price-protection", "capped-upside", "several-products", "contract-for-difference", "guaranteed-margin",
            "coordinated-floor");
    private static final String[] VALUES = {"null", "\"\"", "\"0\"", "\"-1\"", "\"1\"", "\"0.5\"", "\"0.0000000001\"", "\"99999999999\"", "\"999999999999999\"",
        "\"1e400\"", "\"1.00000000001\"", "0", "1", "-1", "13", "92", "400", "2147483647", "true", "[]", "{}", "[null]", "\"XX\"", "\"USD\"", "\"JPY\"", "\"XAU\"", "\"kg\"",
        "\"MWh\"", "\"t\"", "\"day\"", "\"month\"", "\"quarter\"", "\"floor\"", "\"two-way-difference\"", "\"margin-guarantee\"", "\"2026-01-01\"", "\"2025-10-01\"",
        "\"2028-02-29\"", "\"1990-01-01\"", "\"2200-12-31\"", "\"-999999999-01-01\"", "\"+999999999-12-31\"", "\"0000-01-01\"", "\"9999-12-31\"", "\"last-published\"",
        "\"none\"", "\"at-next-run\"", "\"metered\"", "\"final\"", "\"R1\"", "\"A\\u0000B\"", "\"0.3333333333\""};

    private final Random random = new Random(3);

    @Test
    void aSpoiledDocumentIsRefusedByNameOrItsFirstPeriodSettles() throws IOException {
        int accepted = 0;
        int documents = Integer.getInteger("pricefloor.spoiled", 4_000);
        List<JsonNode> members = new ArrayList<>();
        for (String shape : SHAPES) {
            collect(shape(shape), members);
        }
        for (int i = 0; i < documents; i++) {
            ObjectNode document = shape(SHAPES.get(random.nextInt(SHAPES.size())));
            for (int spoils = random.nextInt(3); spoils >= 0; spoils--) {
                spoil(document, members);
            }
            try {
                accepted += isAcceptedAndSettles(document) ? 1 : 0;
            } catch (RuntimeException | AssertionError e) {
                throw new AssertionError("number " + i + ": " + document, e);
            }
        }
        int settled = accepted;
        assertTrue(accepted > documents / 50, () -> "only " + settled + " documents were accepted: the others prove little");
    }

    private static boolean isAcceptedAndSettles(ObjectNode json) {
        AgreementDocument document;
        AgreementTerms terms;
        try {
            document = EventJson.read(json.toString().getBytes(StandardCharsets.UTF_8), AgreementDocument.class);
            terms = AgreementTranslation.terms(document);
        } catch (UnreadableEvent | TermsRefused refused) {
            return false;
        }
        History history = new History().signed(document);
        SettlementPeriod first = terms.periodOf(terms.effectiveFrom());
        LocalDate last = first.to();
        TreeSet<String> indices = new TreeSet<>();
        terms.products().forEach(product -> product.escalation().flatMap(rise -> rise.index()).ifPresent(index -> indices.add(index.series())));
        for (String series : terms.seriesRead()) {
            history.calendar(series, last.toString());
            if (indices.contains(series)) {
                history.registersIndex(series);
            } else {
                history.registers(series, terms.currency().getCurrencyCode());
            }
            history.published(series, last.toString(), "96.44", "7");
        }
        String product = terms.products().size() > 1 ? terms.products().get(0).product() : null;
        history.deliveredOf(product, "LOT-1", last.toString(), "48250.5");
        if (isPlain(json) && terms.governs(first.from())) {
            history.books().outcome(first.label());
        }
        return true;
    }

    /** Series in another currency or with tax would have to be registered as such: here such an agreement waits for them. */
    private static boolean isPlain(JsonNode document) {
        return document.findParents("vat").isEmpty() && document.findParents("fx").isEmpty();
    }

    private static ObjectNode shape(String name) throws IOException {
        return (ObjectNode) JSON.readTree(SpoiledDocumentsTest.class.getResourceAsStream("/shapes/" + name + ".json"));
    }

    private static void collect(JsonNode node, List<JsonNode> members) {
        for (JsonNode each : node) {
            members.add(each);
            collect(each, members);
        }
    }

    private void spoil(ObjectNode document, List<JsonNode> members) throws IOException {
        List<JsonNode> holders = new ArrayList<>(List.of(document));
        collect(document, holders);
        holders.removeIf(each -> !each.isContainerNode() || each.isEmpty());
        JsonNode holder = holders.get(random.nextInt(holders.size()));
        JsonNode value = random.nextBoolean() ? JSON.readTree(VALUES[random.nextInt(VALUES.length)]) : members.get(random.nextInt(members.size())).deepCopy();
        if (holder instanceof ArrayNode list) {
            int at = random.nextInt(list.size());
            switch (random.nextInt(3)) {
                case 0 -> list.add(list.get(at).deepCopy());
                case 1 -> list.remove(at);
                default -> list.set(at, value);
            }
            return;
        }
        Iterator<String> names = holder.fieldNames();
        String name = names.next();
        for (int i = random.nextInt(holder.size()); i > 0; i--) {
            name = names.next();
        }
        if (random.nextInt(4) == 0) {
            ((ObjectNode) holder).remove(name);
        } else {
            ((ObjectNode) holder).set(name, value);
        }
    }
}
