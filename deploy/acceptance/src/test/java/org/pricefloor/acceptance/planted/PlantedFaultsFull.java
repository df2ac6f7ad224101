package org.pricefloor.acceptance.planted;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.pricefloor.devstack.Options;

/**
 * The full size: each fault is planted into a scratch copy, its module is built and the tests it names are run; every one of them has
 * to fail. Before, the same tests pass on the copy as it is, so that a broken test is no find.
 *
 * <p>Results stand in {@code target/full/planted.json} after each plant. What was found stays found while patch, changed sources and
 * tests are the same: a run that was cut short goes on where it stopped.
 *
 * <p>{@code -Dpricefloor.planted.maven=…} is the command that stands for {@code mvn -B -ntp -o}, {@code -Dpricefloor.planted.only=…} the
 * beginning of the names to plant.
 */
class PlantedFaultsFull {

    private static final Path ROOT = Options.rootAbove(Path.of("")).toAbsolutePath();
    private static final Path TARGET = ROOT.resolve("deploy/acceptance/target");
    private static final Path RESULTS = TARGET.resolve("full/planted.json");
    private static final ObjectMapper JSON = new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

    static final Path FOLDER = ROOT.resolve("deploy/acceptance/planted");

    private final List<String> maven = maven();
    private final ObjectNode results;
    private final ObjectNode cases;
    private ScratchCopy copy;

    PlantedFaultsFull() throws IOException {
        results = Files.exists(RESULTS) ? (ObjectNode) JSON.readTree(RESULTS.toFile()) : JSON.createObjectNode();
        results.put("part", "planted").put("machine", Runtime.getRuntime().availableProcessors() + " processors, Java " + Runtime.version().feature());
        cases = results.withObject("/cases");
    }

    @Test
    void everyPlantedFaultIsFound() throws IOException, InterruptedException {
        String only = System.getProperty("pricefloor.planted.only", "");
        List<PlantedFault> faults = PlantedFault.in(FOLDER).stream().filter(fault -> fault.name().startsWith(only)).toList();
        List<PlantedFault> open = new ArrayList<>();
        for (PlantedFault fault : faults) {
            if (!cases.path(fault.name()).path("sources").asText().equals(digest(fault)) || !cases.path(fault.name()).path("outcome").asText().equals("found")) {
                open.add(fault);
            }
        }
        if (!open.isEmpty()) {
            copy = ScratchCopy.of(ROOT, TARGET.resolve("planted/tree"));
            passUnpatched(open);
            for (PlantedFault fault : open) {
                tryOne(fault);
            }
        }
        List<String> notFound = faults.stream().filter(fault -> !cases.path(fault.name()).path("outcome").asText().equals("found"))
                .map(fault -> fault.name() + ": " + cases.path(fault.name()).path("outcome").asText() + " " + cases.path(fault.name()).path("said")).toList();
        System.out.printf("Planted faults: %d, found %d%n", faults.size(), faults.size() - notFound.size());
        assertEquals(List.of(), notFound);
    }

    private void passUnpatched(List<PlantedFault> faults) throws IOException, InterruptedException {
        Map<String, Set<String>> tests = new TreeMap<>();
        faults.forEach(fault -> tests.computeIfAbsent(fault.module(), unseen -> new LinkedHashSet<>()).addAll(fault.tests()));
        Trial trial = Trial.of(maven, copy.root(), tests, output("unpatched"));
        List<String> broken = tests.values().stream().flatMap(Set::stream).filter(test -> !trial.ran(test) || !trial.failuresOf(test).isEmpty())
                .map(test -> test + (trial.ran(test) ? " " + trial.failuresOf(test) : " did not run")).toList();
        results.put("unpatched", Instant.now() + " " + tests.values().stream().mapToInt(Set::size).sum() + " named tests, " + broken.size() + " of them not passed, "
                + trial.seconds() + " s");
        write();
        assertEquals(List.of(), broken, "without any plant; see " + trial.output());
    }

    private void tryOne(PlantedFault fault) throws IOException, InterruptedException {
        Trial trial;
        try {
            copy.plant(fault);
            trial = Trial.of(maven, copy.root(), Map.of(fault.module(), fault.tests()), output(fault.name()));
        } finally {
            copy.clear();
        }
        List<String> blind = fault.tests().stream().filter(test -> trial.failuresOf(test).isEmpty()).toList();
        List<String> said = fault.tests().stream().flatMap(test -> trial.failuresOf(test).stream()).toList();
        boolean started = said.stream().noneMatch(each -> each.contains("Failed to start quarkus"));
        String outcome = fault.tests().stream().noneMatch(trial::ran) ? "not built" : !started ? "not started" : blind.isEmpty() ? "found" : "not found by " + blind;
        ObjectNode result = cases.putObject(fault.name()).put("plants", fault.plants()).put("outcome", outcome).put("seconds", trial.seconds())
                .put("at", Instant.now().toString()).put("sources", digest(fault));
        said.forEach(result.putArray("said")::add);
        write();
        System.out.printf("%-45s %-10s %4d s%n", fault.name(), outcome, trial.seconds());
    }

    private static Path output(String name) throws IOException {
        return Files.createDirectories(TARGET.resolve("planted")).resolve(name + ".log");
    }

    private void write() throws IOException {
        Files.createDirectories(RESULTS.getParent());
        JSON.writeValue(RESULTS.toFile(), results);
    }

    /** Of the patch, the files it changes and the tests it names. */
    private static String digest(PlantedFault fault) throws IOException {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            digest.update(fault.toString().getBytes(StandardCharsets.UTF_8));
            for (String file : fault.diff().files().keySet()) {
                digest.update(Files.readAllBytes(ROOT.resolve(file)));
            }
            for (String test : fault.tests()) {
                digest.update(Files.readAllBytes(fault.sourceOf(ROOT, test)));
            }
            return HexFormat.of().formatHex(digest.digest());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }

    private static List<String> maven() {
        List<String> command = new ArrayList<>(List.of(System.getProperty("pricefloor.planted.maven", "mvn -B -ntp -o").split(" ")));
        // The build that started this one may have a repository of its own.
        String repository = System.getProperty("localRepository");
        if (repository != null) {
            command.add("-Dmaven.repo.local=" + repository);
        }
        return command;
    }
}
