package org.pricefloor.devstack;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import java.util.zip.ZipFile;

/**
 * A service that the stack runs.
 *
 * @param name as its folder under {@code services/} is called
 * @param defaultPort of its HTTP door
 */
public record Service(String name, int defaultPort) {

    /** In the order in which money moves through them; the portal last. */
    public static final List<Service> ALL = List.of(new Service("price-ingestion", 8081), new Service("contract-registry", 8082), new Service("settlement", 8083),
            new Service("portal", 8080));

    Path runner(Path root) {
        return application(root).resolve("quarkus-run.jar");
    }

    /** The jar that holds the service's migrations, if it has a database. */
    Optional<Path> migrations(Path root) {
        Path folder = application(root).resolve("app");
        if (!Files.isDirectory(folder)) {
            return Optional.empty();
        }
        try (Stream<Path> jars = Files.list(folder)) {
            return jars.filter(jar -> jar.getFileName().toString().endsWith(".jar")).filter(this::holdsMigrations).findFirst();
        } catch (IOException failure) {
            throw new StartRefused("The folder " + folder + " could not be read (" + failure.getMessage() + "). Build again: mvn -q -DskipTests package", failure);
        }
    }

    private Path application(Path root) {
        return root.resolve("services").resolve(name).resolve("target/quarkus-app");
    }

    private boolean holdsMigrations(Path jar) {
        try (ZipFile zip = new ZipFile(jar.toFile())) {
            return zip.stream().anyMatch(entry -> entry.getName().startsWith("db/" + name + "/"));
        } catch (IOException unreadable) {
            return false;
        }
    }
}
