package org.pricefloor.acceptance.faults;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.pricefloor.acceptance.RunningSystem;
import org.pricefloor.acceptance.faults.HaltPoints.Point;

/** The full size is not run every day: a method that was renamed since would be waited for in vain. */
class HaltPointsTest {

    @Test
    void everyPointIsAMethodOfTheSources() throws IOException {
        assertEquals(List.of(), HaltPoints.ALL.stream().filter(point -> !isThere(point)).map(point -> point.type() + "#" + point.method()).distinct().toList());
    }

    private static boolean isThere(Point point) {
        if (!point.type().startsWith("org.pricefloor.")) {
            return Stream.of(loaded(point.type()).getDeclaredMethods()).anyMatch(method -> method.getName().equals(point.method()));
        }
        String file = point.type().replaceAll("\\$.*", "").replace('.', '/') + ".java";
        Pattern declared = Pattern.compile("^ {4,8}(?!return|throw|new)\\w[\\w<>\\[\\], .]* " + point.method() + "\\(", Pattern.MULTILINE);
        try (Stream<Path> rooms = Files.list(RunningSystem.ROOT.resolve("services"))) {
            List<Path> found = rooms.map(room -> room.resolve("src/main/java").resolve(file)).filter(Files::exists).toList();
            return found.size() == 1 && declared.matcher(Files.readString(found.get(0))).find();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Class<?> loaded(String type) {
        try {
            return Class.forName(type);
        } catch (ClassNotFoundException e) {
            throw new IllegalStateException(e);
        }
    }
}
