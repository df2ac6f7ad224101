package org.pricefloor.acceptance.security;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.extension.ExtendWith;
import org.pricefloor.acceptance.RunningSystem;
import org.pricefloor.acceptance.SharedSystem;
import org.pricefloor.houserules.AccessPolicy;
import org.pricefloor.houserules.AccessPolicy.Row;
import org.yaml.snakeyaml.Yaml;

/**
 * Every row of {@code contracts/policy.csv} asked of the running services by every caller: nobody, a token without a role, each role without
 * a party, with the party of the rows and with another; about what is there and about what is not.
 */
@ExtendWith(SharedSystem.class)
class AuthorisationMatrixTest {

    private static final AccessPolicy POLICY = AccessPolicy.read();
    private static final String WITHOUT_A_ROLE = "without a role";
    private static final Duration SETTLED_WITHIN = Duration.ofSeconds(120);
    private static final Set<String> ROLES = POLICY.callers().stream().filter(caller -> !caller.equals(AccessPolicy.NOBODY)).collect(Collectors.toCollection(TreeSet::new));
    /** What frameworks and careless deployments serve at the side. */
    private static final List<String> OTHER_DOORS = List.of("/q/dev-ui", "/q/dev", "/q/dev/io.quarkus.quarkus-vertx-http/config", "/q/swagger-ui", "/q/swagger-ui/index.html",
            "/q/health-ui", "/q/arc", "/q/arc/beans", "/q/info", "/q/metrics", "/q/graphql-ui", "/q/scheduler", "/q/openapi.json", "/q/openapi.yaml", "/metrics",
            "/openapi", "/swagger-ui", "/actuator", "/actuator/env", "/.git/config", "/.git/HEAD", "/application.properties", "/META-INF/microprofile-config.properties",
            "/META-INF/MANIFEST.MF", "/WEB-INF/web.xml", "/index.html", "/favicon.ico", "/robots.txt", "/style/", "/style", "/templates/home.html", "/db/", "/console",
            "/style/../application.properties", "/style/%2e%2e/application.properties", "/..;/q/health", "//q/health", "/q//health", "/q/health/", "/Q/health", "/q/%68ealth",
            "/q;x=y/health", "/./q/health");

    private static Doors doors;
    private static RunningSystem system;
    private static Forge forge;

    @BeforeAll
    static void enter(RunningSystem running) {
        system = running;
        doors = new Doors(running);
        forge = new Forge(RunningSystem.state(SharedSystem.NAME).resolve("keys"));
        await().atMost(SETTLED_WITHIN).until(() -> doors.get("portal", "/statements/COORDINATED-FLOOR/2025-Q1.json", token("office", null)).status() == 200);
    }

    /** A caller of the matrix. */
    private record Caller(String name, String role, String party, String token) {

        String answer(Row row) {
            return role.equals(WITHOUT_A_ROLE) ? everybody(row) ? "yes" : "-" : row.answers().get(role);
        }

        private static boolean everybody(Row row) {
            return row.isOpen() || row.roles().equals(ROLES);
        }
    }

    private static List<Caller> callers() {
        List<Caller> callers = new ArrayList<>();
        callers.add(new Caller("nobody", AccessPolicy.NOBODY, null, null));
        callers.add(new Caller("a token without a role", WITHOUT_A_ROLE, Parties.OWNER, forge.signed(Forge.claims(List.of(), claims -> claims.put("party", Parties.OWNER)))));
        for (String role : ROLES) {
            for (String party : Arrays.asList(null, Parties.OWNER, Parties.OTHER)) {
                if (party != null || !role.equals("producer")) {
                    callers.add(new Caller(role + (party == null ? "" : " of " + party), role, party, token(role, party)));
                }
            }
        }
        return callers;
    }

    @Test
    void everyCallerGetsAtEveryAddressWhatThePolicySays() {
        List<String> otherwise = new ArrayList<>();
        AtomicInteger cases = new AtomicInteger();
        List<Caller> callers = callers();
        for (Row row : POLICY.rows()) {
            for (String service : row.isOfEveryService() ? Doors.SERVICES : List.of(row.service())) {
                for (Caller caller : callers) {
                    Answer present = ask(service, row, caller, Parties.PRESENT);
                    cases.incrementAndGet();
                    String wrong = judged(row, caller, present);
                    if (Parties.namesAnId(row)) {
                        Answer absent = ask(service, row, caller, Parties.ABSENT);
                        cases.incrementAndGet();
                        wrong = wrong != null ? wrong : judgedAlike(row, caller, present, absent);
                    }
                    if (wrong != null) {
                        otherwise.add(service + " " + row.address() + " as " + caller.name() + " (" + caller.answer(row) + "): " + wrong);
                    }
                }
            }
        }
        System.out.printf("Matrix: %d rows, %d callers, %d questions asked, %d answered otherwise%n", POLICY.rows().size(), callers.size(), cases.get(), otherwise.size());
        assertEquals(List.of(), otherwise);
    }

    private static Answer ask(String service, Row row, Caller caller, Map<String, String> ids) {
        return doors.ask(service, row.method(), Parties.path(row, ids), caller.token(), Parties.headers(row), Parties.body(row, ids));
    }

    /** What is wrong with the answer; null if nothing. */
    private static String judged(Row row, Caller caller, Answer answer) {
        String expected = caller.answer(row);
        boolean nobody = caller.token() == null;
        if (expected.equals("-")) {
            int status = nobody ? 401 : 403;
            return answer.status() != status ? "expected " + status + ", got " + answer
                    : !row.path().startsWith("/q/") && !answer.code().equals(nobody ? "TOKEN_MISSING" : "ROLE_MISSING") ? "refused in another voice: " + answer : null;
        }
        if (answer.isRefusal() || answer.status() >= 500 && !row.path().startsWith("/q/health")) {
            return "expected an answer, got " + answer;
        }
        boolean reads = row.method().equals("GET") || Parties.isQuestion(row);
        boolean mine = !expected.equals("own") || Parties.OWNER.equals(caller.party());
        if (reads && mine && !row.path().equals("/q/*") && answer.status() != 200) {
            return "expected 200, got " + answer;
        }
        if (!reads && !row.isOpen() && (answer.status() < 400 || !answer.isProblem())) {
            return "an empty document was taken: " + answer;
        }
        if (expected.equals("own") && Parties.OWNER.equals(caller.party())) {
            List<String> foreign = Parties.NOT_THE_OWNERS.stream().filter(answer.body()::contains).toList();
            return foreign.isEmpty() ? null : "shows what is not the owner's: " + foreign;
        }
        if (expected.equals("own") || expected.equals("none")) {
            // The asked agreement may be repeated as the filter of a page, the caller's own party in its frame.
            List<String> foreign = Parties.OWNERS_AGREEMENTS.stream().filter(agreement -> !agreement.equals(Parties.PRESENT.get("agreement"))).filter(answer.body()::contains).toList();
            return foreign.isEmpty() ? null : "shows what is not the caller's: " + foreign;
        }
        return null;
    }

    /** Who may not see rows can not tell them from absent ones; who may sees a difference. */
    private static String judgedAlike(Row row, Caller caller, Answer present, Answer absent) {
        String expected = caller.answer(row);
        boolean sees = expected.equals("all") || expected.equals("yes") && !row.concernsParties() || expected.equals("own") && Parties.OWNER.equals(caller.party());
        String one = present.shape(ids(Parties.PRESENT));
        String other = absent.shape(ids(Parties.ABSENT));
        if (!sees && !one.equals(other)) {
            return "what is there is told from what is not: " + one + " against " + other;
        }
        boolean reads = row.method().equals("GET") || Parties.isQuestion(row);
        return sees && reads && !row.path().startsWith("/office/") && one.equals(other) ? "nothing is seen: " + present : null;
    }

    private static String[] ids(Map<String, String> ids) {
        return new String[] {ids.get("agreement"), ids.get("lot")};
    }

    @Test
    void everyAddressOfTheInterfaceDescriptionsHasItsRowAndTheRunningServicesDescribeTheSame() throws IOException {
        List<String> otherwise = new ArrayList<>();
        for (String service : Doors.SERVICES) {
            Set<String> written = POLICY.of(service).stream().map(Row::address).collect(Collectors.toCollection(TreeSet::new));
            Set<String> described = addresses(new Yaml().load(Files.readString(RunningSystem.ROOT.resolve(Path.of("contracts", "openapi", service + ".yaml")))));
            Set<String> served = addresses(new Yaml().load(doors.ask(service, "GET", "/q/openapi", Map.of(), null).body()));
            if (!served.equals(described)) {
                otherwise.add(service + " serves " + served + ", described are " + described);
            }
            described.stream().filter(address -> !written.contains(address)).forEach(address -> otherwise.add(service + " " + address + " has no row"));
            written.stream().filter(address -> address.contains(" /api/") && !described.contains(address)).forEach(address -> otherwise.add(service + " " + address + " is not described"));
        }
        assertEquals(List.of(), otherwise);
    }

    private static Set<String> addresses(Map<String, Object> description) {
        Set<String> addresses = new TreeSet<>();
        Map<?, ?> paths = (Map<?, ?>) description.get("paths");
        paths.forEach((path, operations) -> ((Map<?, ?>) operations).keySet().stream().map(Object::toString).filter(Set.of("get", "post", "put", "delete", "patch")::contains)
                .forEach(method -> addresses.add(method.toUpperCase(Locale.ROOT) + " " + path)));
        return addresses;
    }

    @Test
    void whatNoRowNamesIsClosed() {
        List<String> open = new ArrayList<>();
        Map<String, String> tokens = new TreeMap<>();
        ROLES.stream().filter(role -> !role.equals("operator")).forEach(role -> tokens.put(role, token(role, Parties.OWNER)));
        for (String service : Doors.SERVICES) {
            for (String door : OTHER_DOORS) {
                if (!door.equals("/q/openapi")) {
                    Answer nobody = doors.raw(service, "GET " + door + " HTTP/1.1", "Host: localhost", "Connection: close");
                    Answer office = doors.raw(service, "GET " + door + " HTTP/1.1", "Host: localhost", "Authorization: Bearer " + tokens.get("office"), "Connection: close");
                    for (Answer answer : List.of(nobody, office)) {
                        if (answer.status() < 400 || answer.status() >= 500) {
                            open.add(service + " " + door + ": " + answer);
                        }
                    }
                }
            }
            for (String method : List.of("TRACE", "CONNECT", "PROPFIND", "HEAD", "DELETE", "PATCH")) {
                String path = service.equals("portal") ? "/api/statements" : POLICY.of(service).get(0).path();
                Answer answer = doors.raw(service, method + " " + path + " HTTP/1.1", "Host: localhost", "Connection: close");
                if (answer.status() < 400 || answer.status() >= 500) {
                    open.add(service + " " + method + " " + path + ": " + answer);
                }
            }
        }
        assertEquals(List.of(), open);
    }

    @Test
    @EnabledIfSystemProperty(named = "pricefloor.security.full", matches = "true")
    void anotherPartysIdIsRefusedInTheTimeOfAnAbsentOne() {
        Duration mayDiffer = Duration.ofMillis(20);
        int pairs = 25;
        List<String> told = new ArrayList<>();
        String token = token("producer", Parties.OTHER);
        for (Row row : POLICY.rows()) {
            if (row.answers().get("producer").equals("own") && Parties.namesAnId(row) && row.method().equals("GET")) {
                List<Long> present = new ArrayList<>();
                List<Long> absent = new ArrayList<>();
                for (int i = 0; i < pairs; i++) {
                    present.add(nanos(row, token, Parties.PRESENT));
                    absent.add(nanos(row, token, Parties.ABSENT));
                }
                long difference = Math.abs(median(present) - median(absent));
                if (difference > mayDiffer.toNanos()) {
                    told.add(row.address() + ": medians differ by " + Duration.ofNanos(difference));
                }
            }
        }
        assertEquals(List.of(), told);
    }

    private static long nanos(Row row, String token, Map<String, String> ids) {
        long begin = System.nanoTime();
        doors.get(row.service(), Parties.path(row, ids), token);
        return System.nanoTime() - begin;
    }

    private static long median(List<Long> times) {
        return times.stream().sorted().toList().get(times.size() / 2);
    }

    @Test
    void theMatrixIsNotEmpty() {
        assertTrue(POLICY.rows().size() > 60, "rows");
        assertEquals(Set.of("approver", "auditor", "market-data", "office", "operator", "producer", "registrar"), ROLES);
    }

    private static String token(String role, String party) {
        return system.token(role, party);
    }
}
