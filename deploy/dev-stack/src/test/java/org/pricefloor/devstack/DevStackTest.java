package org.pricefloor.devstack;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Starts real processes. Nothing may be left of them after a test: {@link #nothingIsLeftRunning()}. */
class DevStackTest {

    @TempDir
    Path folder;

    private Path root;
    private Path state;

    @BeforeEach
    void aProjectWithOneService() throws IOException {
        root = StandInProject.make(folder.resolve("project"));
        state = folder.resolve("state");
    }

    @AfterEach
    void nothingIsLeftRunning() {
        Awaitility.await().atMost(Duration.ofSeconds(20)).until(this::processesOfThisTest, List::isEmpty);
    }

    @Test
    void whatWasStoredSurvivesARestartAndNotAFreshStart() throws Exception {
        Path note;
        try (DevStack stack = DevStack.start(options(), Progress.silent())) {
            assertEquals("settlement_service", stack.database("settlement").user());
            note = Files.writeString(state.resolve("note-of-the-test"), "kept");
            assertTrue(Files.exists(state.resolve("addresses.properties")));
        }
        assertFalse(Files.exists(state.resolve("addresses.properties")));
        String password;
        try (DevStack stack = DevStack.start(options(), Progress.silent())) {
            assertTrue(Files.exists(note));
            password = stack.database("settlement").userPassword();
            StartRefused refusal = assertThrows(StartRefused.class, () -> DevStack.start(options(), Progress.silent()));
            assertTrue(refusal.getMessage().startsWith("A stack already runs in " + state), refusal.getMessage());
        }
        try (DevStack stack = DevStack.start(options().fresh(true), Progress.silent())) {
            assertFalse(Files.exists(note));
            assertFalse(password.equals(stack.database("settlement").userPassword()));
        }
    }

    @Test
    void downStopsEveryChildAndAKilledStackIsTakenOverByTheNextStart() throws Exception {
        Launched first = launch();
        assertTrue(first.awaitReady(), first.output());
        assertEquals(4, processesOfThisTest().size(), () -> "broker, the database's JVM, its server and the service: " + processesOfThisTest());
        Process down = java(Down.class, state.toString()).start();
        assertTrue(down.waitFor(60, TimeUnit.SECONDS));
        assertEquals(0, down.exitValue());
        assertTrue(first.process.waitFor(5, TimeUnit.SECONDS));
        nothingIsLeftRunning();

        Launched second = launch();
        assertTrue(second.awaitReady(), second.output());
        second.process.destroyForcibly().waitFor();
        assertFalse(processesOfThisTest().isEmpty(), "the service outlives a killed launcher: that is what the next start has to cope with");

        Launched third = launch();
        assertTrue(third.awaitReady(), third.output());
        aServiceThatIsKilledIsStartedAgain();
        aDatabaseThatIsKilledEndsTheStack(third);
    }

    private void aServiceThatIsKilledIsStartedAgain() {
        ProcessHandle killed = process("-jar").orElseThrow();
        killed.destroyForcibly();
        Awaitility.await().atMost(Duration.ofSeconds(20)).until(() -> process("-jar").filter(next -> next.pid() != killed.pid()).isPresent());
    }

    private void aDatabaseThatIsKilledEndsTheStack(Launched launched) throws Exception {
        process("DatabaseMain").orElseThrow().destroyForcibly();
        assertTrue(launched.process.waitFor(60, TimeUnit.SECONDS));
        assertEquals(1, launched.process.exitValue());
        assertFalse(launched.awaitReady());
        assertTrue(launched.output().contains("PostgreSQL ended by itself. See " + state.resolve("database/log")), launched.output());
        // Its server is left behind, as after any SIGKILL: the next start stops it, and so does this.
        java(Down.class, state.toString()).start().waitFor();
    }

    @Test
    void aTakenPortIsNamedWithTheOptionThatChangesItAndNothingIsStarted() throws Exception {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
            Launched refused = launch("--port", "settlement=" + taken.getLocalPort());
            assertFalse(refused.awaitReady());
            assertEquals(2, refused.process.waitFor());
            assertTrue(refused.output().contains("Port " + taken.getLocalPort() + " (settlement) is in use by another program."), refused.output());
            assertTrue(refused.output().contains("--port settlement="), refused.output());
        }
    }

    @Test
    void aServiceThatDiesAtStartIsQuotedAndEverythingIsStopped() {
        StartRefused refusal = assertThrows(StartRefused.class, () -> DevStack.start(options().environment("STAND_IN_DIES", "yes"), Progress.silent()));
        assertTrue(refusal.getMessage().startsWith("settlement ended while it started (exit 1): ERROR the password of the database is wrong"), refusal.getMessage());
        assertTrue(refusal.getMessage().contains(state.resolve("logs/settlement.log").toString()), refusal.getMessage());
    }

    @Test
    void aFolderThatIsNotOursIsNeitherUsedNorEmptied() throws IOException {
        Files.createDirectories(state);
        Path thesis = Files.writeString(state.resolve("thesis.txt"), "years of work");
        StartRefused refusal = assertThrows(StartRefused.class, () -> DevStack.start(options().fresh(true), Progress.silent()));
        assertTrue(refusal.getMessage().contains("holds files that are not a state of this stack"), refusal.getMessage());
        assertTrue(Files.exists(thesis));
    }

    private Options options() {
        return Options.of(root).state(state).freePorts(true).samples(false).services(StandInProject.SERVICES);
    }

    private Launched launch(String... more) throws IOException {
        List<String> arguments = new ArrayList<>(List.of("--root", root.toString(), "--state", state.toString(), "--free-ports", "--no-samples"));
        arguments.addAll(List.of(more));
        return new Launched(java(Up.class, arguments.toArray(String[]::new)).redirectErrorStream(true).start());
    }

    private static ProcessBuilder java(Class<?> main, String... arguments) {
        List<String> command = new ArrayList<>(List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-cp", System.getProperty("java.class.path"), main.getName()));
        command.addAll(List.of(arguments));
        return new ProcessBuilder(command);
    }

    private Optional<ProcessHandle> process(String word) {
        return ProcessHandle.allProcesses().filter(ProcessHandle::isAlive)
                .filter(handle -> handle.info().commandLine().filter(line -> line.contains(folder.toString()) && line.contains(word) && !line.contains(Up.class.getName())).isPresent())
                .findFirst();
    }

    /** All but the launchers themselves: what has a path of this test's folder in its command line. */
    private List<String> processesOfThisTest() {
        return ProcessHandle.allProcesses().filter(ProcessHandle::isAlive).map(handle -> handle.info().commandLine().orElse(""))
                .filter(line -> line.contains(folder.toString()) && !line.contains(Up.class.getName()) && !line.contains(Down.class.getName())).toList();
    }

    /** A launcher in a process of its own, and what it said. */
    private static final class Launched {

        private final Process process;
        private final BufferedReader reader;
        private final StringBuilder said = new StringBuilder();

        Launched(Process process) {
            this.process = process;
            this.reader = new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
        }

        /** False when it ended instead. */
        boolean awaitReady() throws IOException {
            for (String line = reader.readLine(); line != null; line = reader.readLine()) {
                said.append(line).append('\n');
                if (line.contains("Pricefloor runs")) {
                    return true;
                }
            }
            return false;
        }

        String output() {
            return said.toString();
        }
    }
}
