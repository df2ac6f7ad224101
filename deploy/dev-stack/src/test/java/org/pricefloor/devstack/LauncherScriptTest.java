package org.pricefloor.devstack;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

import org.junit.jupiter.api.Test;

/** {@code deploy/up} itself, up to where Java takes over. */
class LauncherScriptTest {

    private static final Path UP = Options.rootAbove(Path.of("")).resolve("deploy/up");

    private record Said(int exit, String text) {
    }

    @Test
    void helpListsEveryOption() throws Exception {
        Said said = say("/usr/bin:/bin", "--help");
        assertEquals(0, said.exit());
        for (String option : List.of("--fresh", "--state", "--no-build", "--no-samples", "--port", "--free-ports", "--detach")) {
            assertTrue(said.text().contains(option), option);
        }
    }

    @Test
    void anUnknownOptionIsRefusedWithASentence() throws Exception {
        assertEquals(new Said(2, "\nThere is no option --quickly. deploy/up --help lists them.\n"), say("/usr/bin:/bin", "--quickly"));
    }

    @Test
    void aMissingJavaIsRefusedWithASentence() throws Exception {
        assertEquals(new Said(2, "\nJava was not found. Install a JDK, 17 or later, or set JAVA_HOME to one.\n"), say("/usr/bin:/bin", "--no-build", "JAVA_HOME=/nowhere"));
    }

    private static Said say(String path, String... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of("/bin/bash", UP.toString()));
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().put("PATH", path);
        for (String argument : arguments) {
            if (argument.startsWith("JAVA_HOME=")) {
                builder.environment().put("JAVA_HOME", argument.substring("JAVA_HOME=".length()));
            } else {
                command.add(argument);
            }
        }
        Process process = builder.command(command).start();
        String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        return new Said(process.waitFor(), text);
    }
}
