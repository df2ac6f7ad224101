package org.pricefloor.houserules;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** What class files no longer show: package descriptions and Javadoc. Each check returns what is missing, one line each. */
final class SourceRules {

    private static final Pattern PUBLIC_TYPE = Pattern.compile(
            "^public (?:(?:final|sealed|non-sealed|abstract) )*(?:class|record|interface|enum|@interface) (\\w+)", Pattern.MULTILINE);

    private SourceRules() {
    }

    /** Packages with sources and without a {@code package-info.java} that says something. */
    static List<String> packagesWithoutADoor(Path sources) {
        List<String> missing = new ArrayList<>();
        for (Path folder : foldersWithSources(sources)) {
            Path door = folder.resolve("package-info.java");
            if (!Files.exists(door) || !read(door).contains("/**")) {
                missing.add(sources.relativize(folder) + " has no package-info.java: say what happens in this room, what comes in and goes out, the one thing to understand");
            }
        }
        return missing;
    }

    /** Public types of the kernel that say nothing about themselves. */
    static List<String> publicTypesWithoutJavadoc(Path sources) {
        List<String> missing = new ArrayList<>();
        for (Path file : sourcesUnder(sources)) {
            String source = read(file);
            Matcher type = PUBLIC_TYPE.matcher(source);
            if (type.find() && !describes(source.substring(0, type.start()))) {
                missing.add(sources.relativize(file) + ": " + type.group(1) + " has no Javadoc: give definition, formula, units, sign and rounding");
            }
        }
        return missing;
    }

    /** Annotations may stand between the Javadoc and the type. */
    private static boolean describes(String before) {
        String text = before.replaceAll("(?m)^@\\w+(\\([^)]*\\))?\\s*$", "").stripTrailing();
        return text.endsWith("*/") && text.lastIndexOf("/**") > text.lastIndexOf("import ");
    }

    private static List<Path> foldersWithSources(Path sources) {
        return sourcesUnder(sources).stream().map(Path::getParent).distinct().toList();
    }

    private static List<Path> sourcesUnder(Path sources) {
        if (!Files.isDirectory(sources)) {
            return List.of();
        }
        try (Stream<Path> files = Files.walk(sources)) {
            return files.filter(file -> file.toString().endsWith(".java")).sorted().toList();
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }
}
