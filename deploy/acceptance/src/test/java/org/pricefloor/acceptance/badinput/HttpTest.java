package org.pricefloor.acceptance.badinput;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.pricefloor.acceptance.RunningSystem;
import org.pricefloor.acceptance.SharedSystem;

/**
 * HTTP that no client library would send, to each service, and requests that race for the same key. What the server refuses before
 * there is a request is a bare status or a closed connection; nobody could read a problem document out of a broken stream.
 */
@ExtendWith(SharedSystem.class)
class HttpTest {

    private static final List<String> SERVICES = List.of("price-ingestion", "contract-registry", "settlement", "portal");
    private static final Map<String, String> ADDRESSES = Map.of("price-ingestion", "PUT /api/series/BAD-RAW", "contract-registry", "POST /api/lots", "settlement", "POST /api/what-if",
            "portal", "POST /sign-in");
    private static final int RACERS = 8;

    private static RunningSystem system;
    private static Asking asking;

    @BeforeAll
    static void enter(RunningSystem shared) {
        system = shared;
        asking = new Asking(system, 500_000_000L);
        asking.prepare();
    }

    @Test
    void brokenHttpIsRefusedByEveryServiceAndLeavesNoRow() throws IOException, SQLException {
        List<String> wrong = new ArrayList<>();
        int sent = 0;
        for (String service : SERVICES) {
            try (Tables tables = new Tables(system, service)) {
                Map<String, String> before = tables.state();
                for (Map.Entry<String, byte[]> each : broken(service).entrySet()) {
                    int status = RawSocket.status(system.service(service).address(), each.getValue(), each.getKey().contains("ends"));
                    sent++;
                    // -1: it waits for the rest, which is what an honest slow client gets too; the idle timeout ends it.
                    if (status / 100 == 2 || status / 100 == 5) {
                        wrong.add(service + ", " + each.getKey() + ": " + status);
                    }
                }
                wrong.addAll(Tables.changed(before, tables.state()));
            }
        }
        System.out.printf("Bad input: %d raw requests%n", sent);
        assertEquals(List.of(), wrong);
    }

    private static Map<String, byte[]> broken(String service) {
        URI address = system.service(service).address();
        String[] door = ADDRESSES.get(service).split(" ");
        String type = service.equals("portal") ? "application/x-www-form-urlencoded" : "application/json";
        String common = "Host: " + address.getAuthority() + "\r\nAuthorization: Bearer " + system.token("registrar", null) + "\r\nContent-Type: " + type + "\r\nConnection: close\r\n";
        String start = door[0] + " " + door[1] + " HTTP/1.1\r\n" + common;
        Map<String, String> text = new LinkedHashMap<>();
        text.put("fewer bytes than announced, then it ends", start + "Content-Length: 100\r\n\r\n{\"a\":1}");
        text.put("two lengths", start + "Content-Length: 7\r\nContent-Length: 8\r\n\r\n{\"a\":1} ");
        text.put("two lengths in one header", start + "Content-Length: 7, 8\r\n\r\n{\"a\":1} ");
        text.put("negative length", start + "Content-Length: -1\r\n\r\n");
        text.put("length with a plus", start + "Content-Length: +7\r\n\r\n{\"a\":1}");
        text.put("length in words", start + "Content-Length: seven\r\n\r\n{\"a\":1}");
        text.put("length beyond a long", start + "Content-Length: 99999999999999999999\r\n\r\n{\"a\":1}");
        text.put("length and chunks", start + "Content-Length: 7\r\nTransfer-Encoding: chunked\r\n\r\n7\r\n{\"a\":1}\r\n0\r\n\r\n");
        text.put("chunks of no size", start + "Transfer-Encoding: chunked\r\n\r\nzz\r\n{\"a\":1}\r\n0\r\n\r\n");
        text.put("a chunk of negative size", start + "Transfer-Encoding: chunked\r\n\r\n-1\r\n{\"a\":1}\r\n0\r\n\r\n");
        text.put("a chunk beyond a long", start + "Transfer-Encoding: chunked\r\n\r\nFFFFFFFFFFFFFFFFF\r\n{\"a\":1}\r\n0\r\n\r\n");
        text.put("a chunk that ends in the middle", start + "Transfer-Encoding: chunked\r\n\r\n64\r\n{\"a\":1}");
        text.put("a chunk without its line feed", start + "Transfer-Encoding: chunked\r\n\r\n7\r\n{\"a\":1}0\r\n\r\n");
        text.put("a coding that is none", start + "Transfer-Encoding: xchunked\r\n\r\n7\r\n{\"a\":1}\r\n0\r\n\r\n");
        text.put("chunked and identity", start + "Transfer-Encoding: chunked, identity\r\n\r\n7\r\n{\"a\":1}\r\n0\r\n\r\n");
        text.put("chunked in HTTP/1.0", door[0] + " " + door[1] + " HTTP/1.0\r\n" + common + "Transfer-Encoding: chunked\r\n\r\n7\r\n{\"a\":1}\r\n0\r\n\r\n");
        text.put("a header of ten megabytes", start + "X-Large: " + "a".repeat(10_000_000) + "\r\n\r\n");
        text.put("10,000 headers", start + "X-Many: 1\r\n".repeat(10_000) + "\r\n");
        text.put("a header without a colon", start + "nonsense\r\nContent-Length: 7\r\n\r\n{\"a\":1}");
        text.put("a blank before the colon", start + "Content-Length : 7\r\n\r\n{\"a\":1}");
        text.put("a folded header", start + "X-Folded: a\r\n b\r\nContent-Length: 7\r\n\r\n{\"a\":1}");
        text.put("NUL in a header", start + "X-Nul: a\0b\r\nContent-Length: 7\r\n\r\n{\"a\":1}");
        text.put("a bare carriage return in a header", start + "X-Bare: a\rb\r\nContent-Length: 7\r\n\r\n{\"a\":1}");
        text.put("no host", door[0] + " " + door[1] + " HTTP/1.1\r\nConnection: close\r\nContent-Length: 0\r\n\r\n");
        text.put("a version of the future", door[0] + " " + door[1] + " HTTP/9.9\r\n" + common + "Content-Length: 0\r\n\r\n");
        text.put("no version", door[0] + " " + door[1] + "\r\n\r\n");
        text.put("a method in small letters", door[0].toLowerCase(java.util.Locale.ROOT) + " " + door[1] + " HTTP/1.1\r\n" + common + "Content-Length: 7\r\n\r\n{\"a\":1}");
        text.put("an unknown method", "FOO " + door[1] + " HTTP/1.1\r\n" + common + "\r\n");
        text.put("a method of 1,000 letters", "A".repeat(1_000) + " " + door[1] + " HTTP/1.1\r\n" + common + "\r\n");
        text.put("TRACE", "TRACE " + door[1] + " HTTP/1.1\r\n" + common + "\r\n");
        text.put("CONNECT", "CONNECT localhost:22 HTTP/1.1\r\n" + common + "\r\n");
        text.put("DELETE", "DELETE " + door[1] + " HTTP/1.1\r\n" + common + "\r\n");
        text.put("PATCH", "PATCH " + door[1] + " HTTP/1.1\r\n" + common + "Content-Length: 7\r\n\r\n{\"a\":1}");
        text.put("an address of 100 KB", door[0] + " " + door[1] + "?a=" + "a".repeat(100_000) + " HTTP/1.1\r\n" + common + "\r\n");
        text.put("a blank in the address", door[0] + " " + door[1] + " /x HTTP/1.1\r\n" + common + "\r\n");
        text.put("an escape that is none", door[0] + " " + door[1] + "/%zz HTTP/1.1\r\n" + common + "Content-Length: 0\r\n\r\n");
        text.put("half an escape", door[0] + " " + door[1] + "/% HTTP/1.1\r\n" + common + "Content-Length: 0\r\n\r\n");
        text.put("raw UTF-8 in the address", door[0] + " " + door[1] + "/\u00E4 HTTP/1.1\r\n" + common + "Content-Length: 0\r\n\r\n");
        text.put("way up out of the interface", "GET /api/../q/health HTTP/1.1\r\n" + common + "\r\n");
        text.put("way up, encoded", "GET /api/%2e%2e/q/health HTTP/1.1\r\n" + common + "\r\n");
        text.put("two slashes", "GET //q/health HTTP/1.1\r\n" + common + "\r\n");
        text.put("a method by a header", "DELETE " + door[1] + " HTTP/1.1\r\n" + common + "X-HTTP-Method-Override: " + door[0] + "\r\nContent-Length: 7\r\n\r\n{\"a\":1}");
        text.put("an expectation that is none", start + "Expect: miracles\r\nContent-Length: 7\r\n\r\n{\"a\":1}");
        text.put("nothing but line feeds, then it ends", "\r\n\r\n\r\n");
        text.put("the greeting of TLS, then it ends", "\u0016\u0003\u0001\u0002\u0000\u0001");
        text.put("the preface of HTTP/2 and no frame, then it ends", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n");
        Map<String, byte[]> bytes = new LinkedHashMap<>();
        text.forEach((name, request) -> bytes.put(name, request.getBytes(StandardCharsets.UTF_8)));
        if (!service.equals("portal")) {
            bytes.put("more than is taken, in chunks", endless(start));
        }
        return bytes;
    }

    /** A body whose length nobody announced: 1.2 MB where one megabyte of JSON is taken. */
    private static byte[] endless(String start) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        bytes.writeBytes((start + "Transfer-Encoding: chunked\r\n\r\n").getBytes(StandardCharsets.UTF_8));
        for (int i = 0; i < 12; i++) {
            bytes.writeBytes("186A0\r\n".getBytes(StandardCharsets.UTF_8));
            bytes.writeBytes(" ".repeat(100_000).getBytes(StandardCharsets.UTF_8));
            bytes.writeBytes("\r\n".getBytes(StandardCharsets.UTF_8));
        }
        bytes.writeBytes("0\r\n\r\n".getBytes(StandardCharsets.UTF_8));
        return bytes.toByteArray();
    }

    @Test
    void ofThoseWhoRaceWithOtherContentForOneKeyOneIsTakenIn() throws Exception {
        String run = Long.toString(System.currentTimeMillis(), 36).toUpperCase(java.util.Locale.ROOT);
        race("a price", i -> asking.send("price-ingestion", "POST", "/api/series/BAD-PRICES/assessments", "market-data", json(),
                ("{\"pricingDate\":\"2026-03-04\",\"price\":\"9" + i + ".00\",\"publishedAt\":\"2026-03-04T12:00:00Z\",\"document\":\"race-" + run + "\"}").getBytes(StandardCharsets.UTF_8)).status());
        race("a lot", i -> asking.send("contract-registry", "POST", "/api/lots", "registrar", json(), ("{\"lot\":\"BAD-RACE-" + run + "\",\"producer\":\"BAD-MINE\",\"form\":\"oxide\","
                + "\"producedOn\":\"2026-03-02\",\"quantity\":\"" + (i + 1) + "\",\"certifiedAt\":\"2026-04-02T09:00:00Z\",\"document\":\"race\"}").getBytes(StandardCharsets.UTF_8)).status());
        Door proposal = Door.all().stream().filter(door -> door.operation().equals("PUT /api/agreements/{agreement}/versions/{version}")).findFirst().orElseThrow();
        race("a version", i -> asking.send("contract-registry", "PUT", "/api/agreements/BAD-RACE-" + run + "/versions/1", "registrar", json(),
                proposal.example().replace("BAD-${n}", "BAD-RACE-" + run).replace("a note", "note " + i).getBytes(StandardCharsets.UTF_8)).status());
        race("a decision", i -> asking.send("contract-registry", "POST", "/api/agreements/BAD-FLOOR/decisions", "registrar", json(), ("{\"decision\":\"race-" + run
                + "\",\"kind\":\"dispute-run\",\"day\":\"2026-03-02\",\"reason\":\"reason " + i + "\",\"decidedBy\":\"the board\",\"decidedAt\":\"2026-04-02T09:00:00Z\"}").getBytes(StandardCharsets.UTF_8)).status());
    }

    private interface Racer {
        int run(int i) throws Exception;
    }

    private static void race(String what, Racer racer) throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(RACERS);
        try {
            List<Callable<Integer>> racers = IntStream.range(0, RACERS).<Callable<Integer>>mapToObj(i -> () -> racer.run(i)).toList();
            List<Integer> statuses = new ArrayList<>();
            for (Future<Integer> each : threads.invokeAll(racers)) {
                statuses.add(each.get());
            }
            statuses.sort(null);
            List<Integer> expected = new ArrayList<>(List.of(201));
            IntStream.range(1, RACERS).forEach(i -> expected.add(409));
            assertEquals(expected, statuses, what);
        } finally {
            threads.shutdownNow();
        }
    }

    private static Map<String, String> json() {
        return Map.of("Content-Type", "application/json");
    }
}
