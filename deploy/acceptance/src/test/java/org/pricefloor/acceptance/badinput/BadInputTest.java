package org.pricefloor.acceptance.badinput;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.extension.ExtendWith;
import org.pricefloor.acceptance.RunningSystem;
import org.pricefloor.acceptance.SharedSystem;
import org.pricefloor.acceptance.badinput.Asking.Answer;
import org.yaml.snakeyaml.Yaml;

/**
 * The corpus against a running system. What is refused is sent first, in batches between two looks at every table; then what is legal,
 * and each door's own example: it is taken in, so the others were refused for what was spoilt in them.
 */
@ExtendWith(SharedSystem.class)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class BadInputTest {

    private static final Set<String> WRITES = Set.of("post", "put", "patch", "delete");
    private static final int AT_ONCE = 4;
    private static final int IN_A_BATCH = 60;
    private static final int SHOWN = 60;
    private static final Path PINNED = RunningSystem.ROOT.resolve("deploy/acceptance/src/test/resources/badinput/answers.csv");
    private static final boolean REPIN = Boolean.getBoolean("pricefloor.repin");
    /** Of the cases every how manieth is sent, chosen by its name alone; 1 sends all, as pinning does. */
    private static final int EVERY = REPIN ? 1 : Integer.getInteger("pricefloor.badinput.every", 3);
    private static final int LEAST = 8_000;
    private static final int LONGEST_MEMBER = 80;
    /** A service has 256 MB of heap; what else it needs does not grow with what it is sent. */
    private static final long MOST_GROWTH_KB = 200_000;

    private static RunningSystem system;
    private static Asking asking;
    private static List<Case> whole;
    private static List<Case> corpus;
    private static Map<String, Long> residentBefore;

    @BeforeAll
    static void enter(RunningSystem shared) {
        system = shared;
        whole = Corpus.of(Door.all());
        corpus = whole.stream().filter(each -> Math.floorMod(each.key().hashCode(), EVERY) == 0).toList();
        asking = new Asking(system, 0);
        asking.prepare();
        residentBefore = resident();
    }

    @Test
    @Order(1)
    void everyWriteOperationOfTheInterfaceDescriptionsHasALine() throws IOException {
        Set<String> described = new TreeSet<>();
        try (Stream<Path> files = Files.list(RunningSystem.ROOT.resolve("contracts/openapi"))) {
            for (Path file : files.toList()) {
                Map<String, Map<String, Map<String, Object>>> description = new Yaml().load(Files.readString(file));
                String service = file.getFileName().toString().replace(".yaml", "");
                description.get("paths").forEach((path, operations) -> operations.keySet().stream().filter(WRITES::contains)
                        .forEach(method -> described.add(service + " " + method.toUpperCase(java.util.Locale.ROOT) + " " + path)));
            }
        }
        assertEquals(described, Door.all().stream().map(door -> door.service() + " " + door.operation()).collect(Collectors.toCollection(TreeSet::new)));
    }

    @Test
    @Order(2)
    void noTwoCasesAreTheSameAndTheCorpusDoesNotShrink() {
        assertEquals(whole.size(), whole.stream().map(Case::key).distinct().count());
        assertTrue(whole.size() >= LEAST, () -> "only " + whole.size() + " cases");
        System.out.printf("Bad input: %d cases, of which every %d is sent: %d; by kind %s%n", whole.size(), EVERY, corpus.size(),
                whole.stream().collect(Collectors.groupingBy(Case::kind, TreeMap::new, Collectors.counting())));
    }

    @Test
    @Order(3)
    void whatIsRefusedIsRefusedByItsRuleInTimeAndLeavesNoRow() throws Exception {
        List<String> wrong = new ArrayList<>();
        Map<String, String> answers = new TreeMap<>();
        for (String service : corpus.stream().map(each -> each.door().service()).distinct().toList()) {
            List<Case> cases = corpus.stream().filter(each -> !each.expected().taken() && each.door().service().equals(service)).toList();
            try (Tables tables = new Tables(system, service)) {
                Map<String, String> before = atRest(tables);
                for (int from = 0; from < cases.size(); from += IN_A_BATCH) {
                    List<Case> batch = cases.subList(from, Math.min(cases.size(), from + IN_A_BATCH));
                    sent(batch).forEach((asked, answer) -> check(asked, answer, answers, wrong));
                    Map<String, String> after = tables.state();
                    if (!after.equals(before)) {
                        wrong.addAll(culprits(batch, tables, Tables.changed(before, after)));
                        after = atRest(tables);
                    }
                    before = after;
                }
            }
        }
        finish(answers, wrong, "refused");
    }

    @Test
    @Order(4)
    void whatIsLegalIsTakenInAsItWasSent() throws Exception {
        List<String> wrong = new ArrayList<>();
        Map<String, String> answers = new TreeMap<>();
        List<Case> legal = new ArrayList<>();
        Door.all().forEach(door -> legal.add(Corpus.body(door, "example", "as it stands", door.example(), Case.Expected.taken(null))));
        corpus.stream().filter(each -> each.expected().taken()).forEach(legal::add);
        sent(legal).forEach((asked, answer) -> check(asked, answer, answers, wrong));
        finish(answers, wrong, "taken in");
    }

    @Test
    @Order(5)
    void noServiceGrewOrFailed() {
        List<String> wrong = new ArrayList<>();
        resident().forEach((service, now) -> {
            long grown = now - residentBefore.get(service);
            System.out.printf("Bad input: %s holds %d MB, %+d MB%n", service, now / 1024, grown / 1024);
            if (grown > MOST_GROWTH_KB) {
                wrong.add(service + " grew by " + grown + " kB");
            }
            try (Stream<String> log = Files.lines(system.service(service).log())) {
                // The server itself logs a request without a Host as an error, and refuses it.
                log.filter(line -> line.contains(" ERROR ") && !line.endsWith("the 'Host' header is required") || line.contains("OutOfMemoryError") || line.contains("StackOverflowError")).limit(10)
                        .forEach(line -> wrong.add(service + ": " + line));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
        assertEquals(List.of(), wrong);
    }

    // ---- sending

    private static Map<Case, Answer> sent(List<Case> cases) throws Exception {
        Map<Case, Answer> answers = new LinkedHashMap<>();
        ExecutorService threads = Executors.newFixedThreadPool(AT_ONCE);
        try {
            List<Future<Answer>> coming = cases.stream().map(each -> threads.submit(() -> asking.ask(each))).toList();
            for (int i = 0; i < cases.size(); i++) {
                answers.put(cases.get(i), coming.get(i).get());
            }
        } finally {
            threads.shutdownNow();
        }
        return answers;
    }

    /** Twice the same: nothing is under way any more. */
    private static Map<String, String> atRest(Tables tables) throws SQLException {
        Map<String, String> before = tables.state();
        while (true) {
            await().pollDelay(Duration.ofMillis(300)).until(() -> true);
            Map<String, String> now = tables.state();
            if (now.equals(before)) {
                return now;
            }
            before = now;
        }
    }

    /** One case at a time between two looks. */
    private static List<String> culprits(List<Case> batch, Tables tables, List<String> changed) throws SQLException {
        List<String> found = new ArrayList<>();
        Map<String, String> before = atRest(tables);
        for (Case asked : batch) {
            Answer answer = asking.ask(asked);
            Map<String, String> after = tables.state();
            if (!after.equals(before)) {
                found.add(asked.key() + ": left something behind, " + Tables.changed(before, after) + " with the answer " + answer.status());
                before = atRest(tables);
            }
        }
        return found.isEmpty() ? List.of("A batch from " + batch.get(0).key() + " changed " + changed + ", and its cases one by one did not") : found;
    }

    // ---- checking

    private static void check(Case asked, Answer answer, Map<String, String> answers, List<String> wrong) {
        Case.Expected expected = asked.expected();
        String got = told(asked, answer);
        answers.put(asked.key(), got);
        String problem = expected.taken() ? taken(asked, answer) : refused(asked, answer);
        if (problem == null && answer.took().compareTo(Asking.LONGEST) > 0) {
            // The machine may have been busy with something else: once more, alone.
            Answer again = asking.ask(asked);
            problem = again.took().compareTo(Asking.LONGEST) > 0 ? "took " + answer.took().toMillis() + " ms, and alone " + again.took().toMillis() + " ms" : null;
        }
        if (problem != null) {
            wrong.add(asked.key() + ": " + problem + " -> " + got + " " + answer.text().substring(0, Math.min(220, answer.text().length())).replaceAll("\\s+", " "));
        }
    }

    private static String taken(Case asked, Answer answer) {
        if (answer.status() != 200 && answer.status() != 201) {
            return "is legal and was refused";
        }
        boolean kept = asked.expected().member() == null || asked.door().isCsv() || asked.door().service().equals("settlement");
        if (kept) {
            return null;
        }
        String sent = JsonCases.tree(new String(asked.body().apply(text -> text), StandardCharsets.UTF_8)).at(asked.expected().member()).asText();
        String fixed = sent.contains("${n}") ? sent.substring(0, sent.indexOf("${n}")) : sent;
        return texts(answer.json()).stream().anyMatch(told -> sent.equals(fixed) ? told.equals(sent) : told.startsWith(fixed)) ? null : "was not kept as it was sent";
    }

    /** Every text in an answer; what is only asked about is not told again. */
    private static Set<String> texts(JsonNode answer) {
        Set<String> texts = new HashSet<>();
        if (answer.isTextual()) {
            texts.add(answer.asText());
        }
        answer.forEach(part -> texts.addAll(texts(part)));
        return texts;
    }

    private static String refused(Case asked, Answer answer) {
        Case.Expected expected = asked.expected();
        if (answer.status() / 100 != 4) {
            return "must be refused";
        }
        JsonNode problem = answer.json();
        if (!answer.type().startsWith("application/problem+json") || !problem.path("code").asText().matches("[A-Z][A-Z0-9_]+") || problem.path("detail").asText().isBlank()
                || problem.path("fix").asText().isBlank() || problem.path("status").asInt() != answer.status()) {
            return "is no whole problem document";
        }
        if (expected.status() != 0 && expected.status() != answer.status() || expected.code() != null && !expected.code().equals(problem.path("code").asText())) {
            return "must be " + expected.status() + " " + expected.code();
        }
        if (answer.status() == 400 && problem.path("code").asText().equals("MALFORMED_JSON") && !problem.has("pointer")) {
            return "does not say where";
        }
        // What is absent or taken is told of the whole: 404 and 409 name no member.
        if (expected.member() != null && answer.status() != 404 && answer.status() != 409 && members(problem).stream().noneMatch(member -> isAbout(member, bare(expected.member())))) {
            return "does not name " + expected.member();
        }
        return null;
    }

    /** Every member or column that the problem names. */
    private static List<String> members(JsonNode problem) {
        List<String> members = new ArrayList<>();
        members.add(bare(problem.path("pointer").asText()));
        problem.path("refusals").forEach(refusal -> members.add(bare(refusal.path("field").asText())));
        return members;
    }

    /** The member itself, one inside it, the list or object that holds it, or the one that it is compared with. */
    private static boolean isAbout(String named, String spoilt) {
        return named.equals(spoilt.replace("effectiveTo", "effectiveFrom").replace("/decimals", "/mode")) || !named.isEmpty() && (named.equals(spoilt) || named.startsWith(spoilt + "/") || spoilt.startsWith(named + "/"));
    }

    private static String bare(String pointer) {
        return pointer.startsWith("/") ? pointer.substring(1) : pointer;
    }

    /** Status, code and member, as they are pinned. */
    private static String told(Case asked, Answer answer) {
        if (answer.status() / 100 == 2 || answer.status() == 0) {
            return answer.status() + ";;";
        }
        JsonNode problem = answer.json();
        JsonNode first = problem.path("refusals").path(0);
        boolean ofAFile = asked.door().isCsv() && !first.isMissingNode();
        String member = (first.isMissingNode() ? problem.path("pointer") : first.path("field")).asText().replaceAll("[;\\s]", "_");
        return answer.status() + ";" + (ofAFile ? first.path("rule") : problem.path("code")).asText() + ";" + member.substring(0, Math.min(LONGEST_MEMBER, member.length()));
    }

    private static void finish(Map<String, String> answers, List<String> wrong, String what) {
        Map<String, String> pinned = pinned();
        if (REPIN) {
            pinned.putAll(answers);
            pinned.keySet().retainAll(Stream.concat(whole.stream().map(Case::key), Door.all().stream().map(door -> door.operation() + ";example;as it stands")).collect(Collectors.toSet()));
            write(pinned);
        } else {
            answers.forEach((key, got) -> {
                if (!got.equals(pinned.get(key))) {
                    wrong.add(key + ": pinned is " + pinned.get(key) + ", the answer was " + got);
                }
            });
        }
        System.out.printf("Bad input: %d cases %s, by kind %s%n", answers.size(), what,
                answers.keySet().stream().collect(Collectors.groupingBy(key -> key.split(";")[1], TreeMap::new, Collectors.counting())));
        if (!wrong.isEmpty()) {
            fail(wrong.size() + " cases:\n" + wrong.stream().limit(SHOWN).collect(Collectors.joining("\n")));
        }
    }

    private static Map<String, String> pinned() {
        Map<String, String> pinned = new TreeMap<>();
        try {
            for (String line : Files.exists(PINNED) ? Files.readAllLines(PINNED) : List.<String>of()) {
                String[] parts = line.split(";", -1);
                pinned.put(String.join(";", parts[0], parts[1], parts[2]), String.join(";", parts[3], parts[4], parts[5]));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return pinned;
    }

    private static void write(Map<String, String> pinned) {
        try {
            Files.write(PINNED, pinned.entrySet().stream().map(each -> each.getKey() + ";" + each.getValue()).toList());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Map<String, Long> resident() {
        Map<String, Long> resident = new TreeMap<>();
        for (String service : List.of("price-ingestion", "contract-registry", "settlement", "portal")) {
            try (Stream<String> status = Files.lines(Path.of("/proc/" + system.service(service).pid() + "/status"))) {
                resident.put(service, status.filter(line -> line.startsWith("VmRSS:")).map(line -> Long.parseLong(line.replaceAll("\\D", ""))).findFirst().orElse(0L));
            } catch (IOException noSuchFolder) {
                resident.put(service, 0L);
            }
        }
        return resident;
    }
}
