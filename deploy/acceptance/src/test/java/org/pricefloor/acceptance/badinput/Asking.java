package org.pricefloor.acceptance.badinput;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import org.pricefloor.acceptance.RunningSystem;

/** Sends cases to a running system, and makes what their examples stand on. */
final class Asking {

    static final Duration LONGEST = Duration.ofSeconds(2);
    private static final Duration GIVEN_UP_AFTER = Duration.ofSeconds(20);
    private static final ObjectMapper JSON = new ObjectMapper();

    private final RunningSystem system;
    private final HttpClient client = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).connectTimeout(Duration.ofSeconds(5)).build();
    private final Map<String, String> tokens = new ConcurrentHashMap<>();
    private final Map<String, String> digests = new ConcurrentHashMap<>();
    private final AtomicLong number;

    /** @param first of the numbers that keep the cases apart; above every number that this system has seen */
    Asking(RunningSystem system, long first) {
        this.system = system;
        this.number = new AtomicLong(first);
    }

    /**
     * What came back.
     *
     * @param status 0: nothing did
     */
    record Answer(int status, String type, String text, Duration took) {

        JsonNode json() {
            try {
                return JSON.readTree(text);
            } catch (JsonProcessingException noJson) {
                return MissingNode.getInstance();
            }
        }
    }

    Answer ask(Case asked) {
        long n = number.incrementAndGet();
        String proposal = asked.expected().taken() ? "" + n : "0";
        Function<String, String> values = text -> text.replace("${n}", "" + n).replace("${p}", proposal).replace("${today}", LocalDate.now(ZoneOffset.UTC).toString())
                .replace("${digest}", text.contains("${digest}") ? digest("BAD-PROPOSAL-" + proposal) : "");
        Door door = asked.door();
        if (asked.expected().taken() && door.path().contains("versions/{version}/")) {
            digest("BAD-PROPOSAL-" + proposal);
        }
        return send(door.service(), door.method(), values.apply(asked.address()).replace(" ", "%20"), door.role(), asked.headers(), asked.body().apply(values));
    }

    Answer send(String service, String method, String address, String role, Map<String, String> headers, byte[] body) {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(system.service(service).address() + address)).timeout(GIVEN_UP_AFTER)
                .header("Authorization", "Bearer " + tokens.computeIfAbsent(role, unseen -> system.token(role, null)))
                .method(method, HttpRequest.BodyPublishers.ofByteArray(body));
        headers.forEach(request::header);
        long start = System.nanoTime();
        try {
            HttpResponse<byte[]> answer = client.send(request.build(), HttpResponse.BodyHandlers.ofByteArray());
            return new Answer(answer.statusCode(), answer.headers().firstValue("Content-Type").orElse(""), new String(answer.body(), StandardCharsets.UTF_8),
                    Duration.ofNanos(System.nanoTime() - start));
        } catch (IOException failure) {
            return new Answer(0, "", String.valueOf(failure), Duration.ofNanos(System.nanoTime() - start));
        } catch (InterruptedException asked) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(asked);
        }
    }

    // ---- what the examples stand on

    void prepare() {
        put("price-ingestion", "/api/series/BAD-PRICES", "market-data", """
                {"kind":"price","publisher":"nobody","currency":"USD","per":"kg","taxBasis":"excluding-vat","calendar":"EVERY-DAY","source":"invented for bad input"}""");
        put("price-ingestion", "/api/series/BAD-RATES", "market-data", """
                {"kind":"fx","publisher":"nobody","currency":"CNY","per":"USD","taxBasis":"not-applicable","calendar":"EVERY-DAY","source":"invented for bad input"}""");
        String digest = digest("BAD-FLOOR");
        taken(send("contract-registry", "POST", "/api/agreements/BAD-FLOOR/versions/1/approval", "approver", Map.of("Content-Type", "application/json"),
                ("{\"digest\":\"" + digest + "\"}").getBytes(StandardCharsets.UTF_8)));
        taken(send("contract-registry", "POST", "/api/lots", "registrar", Map.of("Content-Type", "application/json"), """
                {"lot":"BAD-OXIDE","producer":"BAD-MINE","form":"oxide","producedOn":"2026-03-02","quantity":"1000000","certifiedAt":"2026-04-02T09:00:00Z","document":"bad-oxide"}"""
                .getBytes(StandardCharsets.UTF_8)));
        digest("BAD-PROPOSAL-0");
    }

    private void put(String service, String address, String role, String body) {
        taken(send(service, "PUT", address, role, Map.of("Content-Type", "application/json"), body.getBytes(StandardCharsets.UTF_8)));
    }

    /** Of a proposal of this agreement, which is made unless it stands. */
    private String digest(String agreement) {
        return digests.computeIfAbsent(agreement, unseen -> {
            Door proposal = Door.all().stream().filter(door -> door.operation().equals("PUT /api/agreements/{agreement}/versions/{version}")).findFirst().orElseThrow();
            Answer answer = send("contract-registry", "PUT", "/api/agreements/" + agreement + "/versions/1", proposal.role(), Map.of("Content-Type", "application/json"),
                    proposal.example().replace("BAD-${n}", agreement).getBytes(StandardCharsets.UTF_8));
            taken(answer);
            return answer.json().path("digest").asText();
        });
    }

    private static void taken(Answer answer) {
        if (answer.status() / 100 != 2) {
            throw new IllegalStateException("What the examples stand on was refused: " + answer.status() + " " + answer.text());
        }
    }
}
