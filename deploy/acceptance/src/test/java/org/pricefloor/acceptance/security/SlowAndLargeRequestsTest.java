package org.pricefloor.acceptance.security;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.extension.ExtendWith;
import org.pricefloor.acceptance.RunningSystem;
import org.pricefloor.acceptance.SharedSystem;

/**
 * Requests that are larger or slower than a caller has reason to send them: turned away at a limit, and no burden to the other callers. All
 * on the loopback interface, bounded in number and time.
 */
@ExtendWith(SharedSystem.class)
class SlowAndLargeRequestsTest {

    private static final int JSON_LIMIT = 1_048_576;
    private static final int UPLOAD_LIMIT = 20_971_520;
    /** The server's own limit, for a body that does not say how long it is. */
    private static final int SERVER_LIMIT = 22 * 1_048_576;
    private static final int SLOW_CONNECTIONS = Integer.getInteger("pricefloor.security.slow", 150);
    private static final int QUESTIONS = 40;
    private static final Duration ANSWERED_WITHIN = Duration.ofSeconds(2);
    /** {@code quarkus.http.idle-timeout}, and some. */
    private static final Duration SILENT_CONNECTION_ENDS_WITHIN = Duration.ofSeconds(75);

    private static Doors doors;
    private static RunningSystem system;

    @BeforeAll
    static void enter(RunningSystem running) {
        system = running;
        doors = new Doors(running);
    }

    private record Target(String service, String method, String path, String type, String role, int limit) {
    }

    private static List<Target> targets() {
        return List.of(new Target("price-ingestion", "POST", "/api/series/ILLUSTRATIVE-NDPR/assessments", "application/json", "market-data", JSON_LIMIT),
                new Target("price-ingestion", "POST", "/api/uploads/assessments?document=large.csv", "text/csv", "market-data", UPLOAD_LIMIT),
                new Target("contract-registry", "PUT", "/api/agreements/LARGE/versions/1", "application/json", "registrar", JSON_LIMIT),
                new Target("contract-registry", "POST", "/api/uploads/deliveries?document=large.csv", "text/csv", "registrar", UPLOAD_LIMIT),
                new Target("settlement", "POST", "/api/what-if", "application/json", "office", JSON_LIMIT),
                new Target("settlement", "POST", "/api/blast-radius", "application/json", "office", JSON_LIMIT));
    }

    @Test
    void aBodyThatSaysItIsTooLargeIsRefusedBeforeItIsRead() {
        for (Target target : targets()) {
            Answer answer = doors.raw(target.service(), target.method() + " " + target.path() + " HTTP/1.1", "Host: localhost", "Authorization: Bearer " + system.token(target.role(), null),
                    "Content-Type: " + target.type(), "Content-Length: " + (target.limit() + 1), "Connection: close");
            assertEquals(413, answer.status(), () -> target + ": " + answer);
            assertEquals("BODY_TOO_LARGE", answer.code(), () -> target + ": " + answer);
        }
    }

    @Test
    void aBodyThatDoesNotSayHowLargeItIsEndsAtALimit() throws IOException {
        byte[] chunk = ("10000\r\n" + "x".repeat(65_536) + "\r\n").getBytes(StandardCharsets.US_ASCII);
        for (Target target : targets()) {
            long sent = 0;
            Answer answer;
            try (Socket socket = doors.connect(target.service())) {
                OutputStream out = socket.getOutputStream();
                out.write((target.method() + " " + target.path() + " HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer " + system.token(target.role(), null)
                        + "\r\nContent-Type: " + target.type() + "\r\nTransfer-Encoding: chunked\r\nConnection: close\r\n\r\n").getBytes(StandardCharsets.US_ASCII));
                try {
                    while (sent < 3L * SERVER_LIMIT && socket.getInputStream().available() == 0) {
                        out.write(chunk);
                        sent += chunk.length;
                    }
                } catch (IOException closed) {
                    // It had enough.
                }
                answer = Doors.read(socket.getInputStream(), false);
            }
            assertEquals(413, answer.status(), () -> target + ": " + answer);
            long bytes = sent;
            assertTrue(bytes < 2L * SERVER_LIMIT, () -> target + " read on to " + bytes + " bytes");
            assertTrue(doors.get("settlement", "/api/progress", system.token("office", null)).status() == 200, "it still answers");
        }
    }

    @Test
    void manySlowConnectionsAreNoBurdenToTheOtherCallers() throws IOException {
        Map<String, String> pages = new LinkedHashMap<>(Map.of("price-ingestion", "/api/series", "contract-registry", "/api/agreements", "settlement", "/api/progress", "portal", "/office/trial-balance.json"));
        for (Map.Entry<String, String> page : pages.entrySet()) {
            String token = system.token("office", null);
            long alone = slowest(page, token);
            List<Socket> slow = new ArrayList<>();
            try {
                for (int i = 0; i < SLOW_CONNECTIONS; i++) {
                    Socket socket = doors.connect(page.getKey());
                    slow.add(socket);
                    // Half of them in their head, half in a body of which one byte comes now and then.
                    String begin = i % 2 == 0 ? "GET " + page.getValue() + " HTTP/1.1\r\nHost: localhost\r\nX-Slow: "
                            : "POST /api/what-if HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer " + token + "\r\nContent-Type: application/json\r\nContent-Length: 1000\r\n\r\n{";
                    socket.getOutputStream().write(begin.getBytes(StandardCharsets.US_ASCII));
                }
                for (Socket socket : slow) {
                    drip(socket);
                }
                long beside = slowest(page, token);
                System.out.printf("Slow connections: %d at %s, slowest of %d other answers %d ms (without them %d ms)%n", SLOW_CONNECTIONS, page.getKey(), QUESTIONS, beside / 1_000_000,
                        alone / 1_000_000);
                assertTrue(beside < ANSWERED_WITHIN.toNanos() + alone, () -> page.getKey() + " answered after " + Duration.ofNanos(beside));
            } finally {
                for (Socket socket : slow) {
                    socket.close();
                }
            }
        }
    }

    private static void drip(Socket socket) {
        try {
            socket.getOutputStream().write(' ');
        } catch (IOException closed) {
            // Turned away already: no burden either.
        }
    }

    private static long slowest(Map.Entry<String, String> page, String token) {
        long slowest = 0;
        for (int i = 0; i < QUESTIONS; i++) {
            long begin = System.nanoTime();
            assertEquals(200, doors.get(page.getKey(), page.getValue(), token).status(), page.getKey());
            slowest = Math.max(slowest, System.nanoTime() - begin);
        }
        return slowest;
    }

    /** In the full size alone, for it lasts as long as the timeout. */
    @Test
    @EnabledIfSystemProperty(named = "pricefloor.security.full", matches = "true")
    void aConnectionThatFallsSilentIsEnded() throws IOException {
        for (String service : Doors.SERVICES) {
            try (Socket socket = doors.connect(service)) {
                socket.setSoTimeout((int) SILENT_CONNECTION_ENDS_WITHIN.toMillis());
                socket.getOutputStream().write("GET / HTTP/1.1\r\nHost: localhost\r\nX-Slow: ".getBytes(StandardCharsets.US_ASCII));
                assertEquals(0, Doors.read(socket.getInputStream(), true).status(), service + " ends it without an answer");
            } catch (SocketTimeoutException open) {
                throw new AssertionError(service + " kept a silent connection for " + SILENT_CONNECTION_ENDS_WITHIN, open);
            }
        }
    }
}
