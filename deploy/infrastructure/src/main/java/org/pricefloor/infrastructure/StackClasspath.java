package org.pricefloor.infrastructure;

import java.io.File;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.CodeSource;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Where the jars of broker, database and migrations lie: beside this module's own classes, built by Maven at {@code process-classes}. */
final class StackClasspath {

    /** Set by a launcher that runs this module's classes from somewhere else. */
    private static final String PROPERTY = "pricefloor.stack.classpath";
    private static final String FOLDER = "stack-classpath";

    private StackClasspath() {
    }

    /** The build folder of this module: state that may be thrown away with a {@code mvn clean} goes there too. */
    static Path buildFolder() {
        return folder().getParent();
    }

    /** The class path of a forked JVM: this module's classes and everything in the folder. */
    static String forForkedJvm() {
        Path folder = folder();
        return folder.resolveSibling("classes") + File.pathSeparator + folder + File.separator + "*";
    }

    private static Path folder() {
        String given = System.getProperty(PROPERTY);
        if (given != null) {
            return existing(Path.of(given).toAbsolutePath());
        }
        CodeSource source = StackClasspath.class.getProtectionDomain().getCodeSource();
        if (source != null && source.getLocation() != null && "file".equals(source.getLocation().getProtocol())) {
            try {
                Path beside = Path.of(source.getLocation().toURI()).toAbsolutePath().resolveSibling(FOLDER);
                if (Files.isDirectory(beside)) {
                    return beside;
                }
            } catch (URISyntaxException unreadable) {
                // A class loader that rewrites locations: the search below finds the folder from the working directory.
            }
        }
        for (Path above = Path.of("").toAbsolutePath(); above != null; above = above.getParent()) {
            Path inside = above.resolve("deploy/infrastructure/target").resolve(FOLDER);
            if (Files.isDirectory(inside)) {
                return inside;
            }
        }
        throw new InfrastructureFailure("The jars of the broker and the database were not built. Run: mvn -q -pl deploy/infrastructure package");
    }

    /** The version in the name of a jar, as 4.1.2 for kafka-clients; a question mark if there is no such jar. */
    static String versionOf(String artifact) {
        try (Stream<Path> jars = Files.list(folder())) {
            return jars.map(jar -> jar.getFileName().toString()).filter(name -> name.matches(Pattern.quote(artifact) + "-[0-9][0-9.]*\\.jar")).findFirst()
                    .map(name -> name.substring(artifact.length() + 1, name.length() - ".jar".length())).orElse("?");
        } catch (IOException unreadable) {
            return "?";
        }
    }

    private static Path existing(Path folder) {
        if (!Files.isDirectory(folder)) {
            throw new InfrastructureFailure("The folder " + folder + " named by " + PROPERTY + " does not exist. Build it: mvn -q -pl deploy/infrastructure package");
        }
        return folder;
    }
}
