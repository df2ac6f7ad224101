package org.pricefloor.devstack;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpServer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.pricefloor.infrastructure.SigningKey;
import org.pricefloor.infrastructure.TokenMint;

class SamplesTest {

    private static final LocalDate SUNDAY = LocalDate.parse("2026-03-01");

    @TempDir
    Path folder;

    private final List<String> received = Collections.synchronizedList(new ArrayList<>());
    private final List<String> subjects = Collections.synchronizedList(new ArrayList<>());
    private volatile int answer = 201;
    private volatile int answerToAnApproval = 201;
    private volatile String said = "{\"code\":\"SAID_NO\"}";
    private HttpServer door;

    @BeforeEach
    void openADoor() throws IOException {
        door = HttpServer.create(new InetSocketAddress(InetAddress.getByName("127.0.0.1"), 0), 0);
        door.createContext("/", exchange -> {
            String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
            boolean known = exchange.getRequestHeaders().getFirst("Authorization").startsWith("Bearer ");
            received.add(exchange.getRequestMethod() + " " + exchange.getRequestURI() + " " + body.strip() + (known ? "" : " from a stranger"));
            subjects.add(subject(exchange.getRequestHeaders().getFirst("Authorization")));
            byte[] bytes = said.getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(exchange.getRequestURI().getPath().endsWith("/approval") ? answerToAnApproval : answer, bytes.length);
            exchange.getResponseBody().write(bytes);
            exchange.close();
        });
        door.start();
    }

    @AfterEach
    void closeIt() {
        door.stop(0);
    }

    @Test
    void datesRelativeToTodayAreFilledIn() {
        assertEquals("2026-03-01 2026-02-26", Samples.filledIn("${today} ${today-3}", SUNDAY));
        assertEquals("2026-03 2026-02 2025-03", Samples.filledIn("${month} ${month-1} ${month-12}", SUNDAY));
        assertEquals("2026-03-01 2026-02-28", Samples.filledIn("${month.start} ${month-1.end}", SUNDAY));
    }

    @Test
    void weekdaysLeaveOutSaturdaysAndSundays() {
        assertEquals("2026-02-27 2026-02-26 2026-02-20", Samples.filledIn("${weekday-0} ${weekday-1} ${weekday-5}", SUNDAY));
    }

    @Test
    void otherTextIsLeftAsItIs() {
        assertEquals("${amount} $1 \\", Samples.filledIn("${amount} $1 \\", SUNDAY));
    }

    @Test
    void aStepIsSentOnceAndAgainOnlyWhenItsDatesAreOthers() {
        assertEquals("2 steps through the public API, 0 KB", samples(SUNDAY).load());
        assertEquals(List.of("PUT /api/calendars/EVERY-DAY {\"id\":\"EVERY-DAY\"}", "POST /api/uploads/assessments?document=demo-2026-03.csv 2026-03-01,110.00"), received);
        assertEquals("already there (2 steps)", samples(SUNDAY.plusDays(30)).load());
        assertEquals("1 step through the public API, 0 KB", samples(SUNDAY.plusMonths(1)).load());
        assertEquals("POST /api/uploads/assessments?document=demo-2026-04.csv 2026-04-01,110.00", received.get(2));
    }

    @Test
    void aRefusedStepIsNamedWithItsAnswerAndTriedAgainByTheNextStart() {
        answer = 422;
        StartRefused refusal = assertThrows(StartRefused.class, () -> samples(SUNDAY).load());
        assertTrue(refusal.getMessage().startsWith("The sample calendar.json was refused by price-ingestion (PUT /api/calendars/EVERY-DAY answered 422): {\"code\":\"SAID_NO\"}"),
                refusal.getMessage());
        answer = 200;
        assertEquals("2 steps through the public API, 0 KB", samples(SUNDAY).load());
    }

    @Test
    void aProposalIsApprovedByAnotherPersonWithTheDigestItWasAnswered() {
        said = "{\"state\":\"proposed\",\"digest\":\"9f2c\"}";
        assertEquals("2 steps through the public API, 0 KB", samples("/approved-samples-of-a-test/", SUNDAY).load());
        String approval = "POST /api/agreements/A-1/versions/1/approval {\"digest\":\"9f2c\"}";
        assertEquals(List.of("PUT /api/agreements/A-1/versions/1 {\"agreement\":\"A-1\"}", approval), received);
        assertEquals(List.of("registrar", "claire"), subjects);
        assertEquals("already there (2 steps)", samples("/approved-samples-of-a-test/", SUNDAY).load());
    }

    @Test
    void anApprovalThatALaterStartSendsAsksForTheDigestAgain() {
        said = "{\"digest\":\"9f2c\"}";
        answerToAnApproval = 503;
        assertThrows(StartRefused.class, () -> samples("/approved-samples-of-a-test/", SUNDAY).load());
        answerToAnApproval = 201;
        received.clear();
        assertEquals("1 step through the public API, 0 KB", samples("/approved-samples-of-a-test/", SUNDAY).load());
        assertEquals(List.of("PUT /api/agreements/A-1/versions/1 {\"agreement\":\"A-1\"}", "POST /api/agreements/A-1/versions/1/approval {\"digest\":\"9f2c\"}"), received);
    }

    @Test
    void everyStepOfTheSampleDataHasItsFileAndEveryVersionIsApprovedAfterItWasProposed() throws IOException {
        Set<String> proposed = new HashSet<>();
        Set<String> approved = new HashSet<>();
        for (JsonNode step : steps()) {
            String path = step.get("path").asText();
            assertTrue(Samples.class.getResource("/samples/" + step.get("file").asText()) != null, step::toString);
            if (path.matches("/api/agreements/[^/]+/versions/\\d+")) {
                proposed.add(path);
            } else if (path.endsWith("/approval")) {
                assertTrue(proposed.contains(path.replace("/approval", "")), step::toString);
                approved.add(path.replace("/approval", ""));
            }
        }
        assertEquals(proposed, approved);
        assertTrue(proposed.contains("/api/agreements/SERRA-OFFTAKE/versions/2"), "one of them is an amendment");
    }

    @Test
    void whatIsInventedIsCalledIllustrative() throws IOException {
        List<String> published = List.of("CFD-AAA-K3C-180", "CFD-AR2-TKN-203", "CFD-AR4-CLH-710", "CFD-CAA-EAS-166", "CFD-INV-DRX-001", "CFD-INV-HOR-001", "NDPR-PPA");
        int invented = 0;
        for (JsonNode step : steps()) {
            String file = step.get("file").asText();
            if (file.startsWith("agreements/") && published.stream().noneMatch(file::contains)) {
                JsonNode document = new ObjectMapper().readTree(Samples.class.getResource("/samples/" + file));
                assertTrue(document.get("title").asText().startsWith("Illustrative"), file);
                assertTrue(document.get("note").asText().startsWith("Illustrative"), file);
                invented++;
            } else if (file.contains("shapes") || file.startsWith("lots/") || file.startsWith("designations/") || file.startsWith("hours/") || file.contains("demo")) {
                assertTrue(file.contains("illustrative"), file);
            }
        }
        assertEquals(2 * 8, invented, "proposals and approvals");
    }

    private static JsonNode steps() throws IOException {
        return new ObjectMapper().readTree(Samples.class.getResource("/samples/samples.json"));
    }

    private static String subject(String authorization) throws IOException {
        return new ObjectMapper().readTree(Base64.getUrlDecoder().decode(authorization.split("\\.")[1])).get("sub").asText();
    }

    private Samples samples(LocalDate today) {
        return samples("/samples-of-a-test/", today);
    }

    private Samples samples(String list, LocalDate today) {
        URI address = URI.create("http://127.0.0.1:" + door.getAddress().getPort());
        return new Samples(list, Map.of("price-ingestion", address, "contract-registry", address),
                new TokenMint(SigningKey.in(folder.resolve("keys"))), folder.resolve("samples.loaded"), today);
    }
}
