package org.pricefloor.commandline;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The README's files and commands do what it says they do. */
class ReadmeTest {

    private static final Pattern FILE = Pattern.compile("```(?:json|csv) (\\S+)\\n(.*?)```", Pattern.DOTALL);
    private static final Pattern CONSOLE = Pattern.compile("```console\\n\\$ deploy/pricefloor ([^\\n]*)\\n(.*?)```", Pattern.DOTALL);

    @TempDir
    Path folder;

    @Test
    void everyCommandOfTheReadmePrintsWhatItShows() throws IOException {
        String readme = Files.readString(Path.of("README.md"));
        Matcher file = FILE.matcher(readme);
        while (file.find()) {
            Files.writeString(folder.resolve(file.group(1)), file.group(2));
        }
        Matcher console = CONSOLE.matcher(readme);
        int commands = 0;
        while (console.find()) {
            Object[] arguments = Arrays.stream(console.group(1).split(" "))
                    .map(word -> Files.exists(folder.resolve(word)) ? folder.resolve(word).toString() : word).toArray();
            CommandRun run = CommandRun.of(arguments);
            assertEquals(0, run.exitCode(), run.err());
            assertEquals(console.group(2), run.out().replace(System.lineSeparator(), "\n"), console.group(1));
            commands++;
        }
        assertTrue(commands >= 3, "commands in the README: " + commands);
    }
}
