package org.pricefloor.acceptance.planted;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.pricefloor.acceptance.faults.CaseRunner;
import org.pricefloor.acceptance.faults.FaultCase;
import org.pricefloor.acceptance.faults.Outcome;
import org.pricefloor.devstack.Options;

/**
 * The full size: each fault is planted into a scratch copy, its module is built and the tests it names are run; every one of them has to
 * fail. Before, the same tests pass on the copy as it is, so that a broken test is no find.
 *
 * <p>{@code -Dpricefloor.planted.maven=…} is the command that stands for {@code mvn -B -ntp -o}.
 */
public final class PlantedMill implements CaseRunner {

    static final Path ROOT = Options.rootAbove(Path.of("")).toAbsolutePath();
    static final Path FOLDER = ROOT.resolve("deploy/acceptance/planted");

    private static final Path WORK = ROOT.resolve("deploy/acceptance/target/planted");
    private static final String ROW = "planted";

    private final List<String> maven = maven();
    private final Map<String, PlantedFault> faults = new LinkedHashMap<>();
    private final ScratchCopy copy;
    private final Set<String> passUnpatched = new LinkedHashSet<>();

    public PlantedMill() throws IOException {
        PlantedFault.in(FOLDER).forEach(fault -> faults.put(fault.name(), fault));
        copy = ScratchCopy.of(ROOT, WORK.resolve("tree"));
    }

    /** The seed is made of patch, changed sources and tests: what was found is planted again when one of them has changed. */
    public static List<FaultCase> cases() {
        try {
            List<FaultCase> cases = new ArrayList<>();
            for (PlantedFault fault : PlantedFault.in(FOLDER)) {
                cases.add(new FaultCase(ROW, fault.name(), digest(fault), scene -> {
                    throw new IllegalStateException("runs on a PlantedMill");
                }));
            }
            return cases;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public Outcome run(FaultCase each) throws IOException, InterruptedException {
        PlantedFault fault = faults.get(each.name());
        String at = Instant.now().toString();
        List<String> violations = new ArrayList<>(unpatched(fault));
        Map<String, Long> counts = new TreeMap<>();
        double seconds = 0;
        if (violations.isEmpty()) {
            Trial trial = planted(fault);
            seconds = trial.seconds();
            for (String test : fault.tests()) {
                if (!trial.ran(test)) {
                    violations.add(test + " did not run: the plant does not build; see " + WORK.relativize(trial.output()));
                } else if (trial.failuresOf(test).isEmpty()) {
                    violations.add(test + " does not find it");
                }
            }
            List<String> said = fault.tests().stream().flatMap(test -> trial.failuresOf(test).stream()).toList();
            said.stream().filter(words -> words.contains("Failed to start quarkus")).forEach(words -> violations.add("The service did not start: that is no find"));
            said.forEach(words -> System.out.println("  " + fault.name() + ": " + words));
            counts.put("tests that found it", (long) said.size());
        }
        return new Outcome(each.row(), each.name(), each.seed(), violations.isEmpty(), counts, violations, seconds, at);
    }

    /** What keeps the tests of a plant from passing without it; the tests of the whole module are run once. */
    private List<String> unpatched(PlantedFault wanted) throws IOException, InterruptedException {
        if (!passUnpatched.containsAll(wanted.tests())) {
            Set<String> tests = new LinkedHashSet<>();
            faults.values().stream().filter(fault -> fault.module().equals(wanted.module())).forEach(fault -> tests.addAll(fault.tests()));
            Trial trial = Trial.of(maven, copy.root(), Map.of(wanted.module(), tests), output("unpatched-" + Path.of(wanted.module()).getFileName()));
            tests.stream().filter(test -> trial.ran(test) && trial.failuresOf(test).isEmpty()).forEach(passUnpatched::add);
        }
        return wanted.tests().stream().filter(test -> !passUnpatched.contains(test)).map(test -> test + " does not pass without any plant").toList();
    }

    private Trial planted(PlantedFault fault) throws IOException, InterruptedException {
        try {
            copy.plant(fault);
            return Trial.of(maven, copy.root(), Map.of(fault.module(), fault.tests()), output(fault.name()));
        } finally {
            copy.clear();
        }
    }

    private static Path output(String name) throws IOException {
        return Files.createDirectories(WORK).resolve(name + ".log");
    }

    private static long digest(PlantedFault fault) throws IOException {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            digest.update(fault.toString().getBytes(StandardCharsets.UTF_8));
            for (String file : fault.diff().files().keySet()) {
                digest.update(Files.readAllBytes(ROOT.resolve(file)));
            }
            for (String test : fault.tests()) {
                digest.update(Files.readAllBytes(fault.sourceOf(ROOT, test)));
            }
            return ByteBuffer.wrap(digest.digest()).getInt() & 0xffff_ffffL;
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

    @Override
    public void close() {
        // The copy stays: the next run builds only what has changed.
    }
}
