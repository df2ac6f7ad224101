package org.pricefloor.acceptance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.pricefloor.devstack.Service;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

/** The containers as far as they can be checked without an engine: none has run them where this was built. */
class ComposeTest {

    private static final Path ROOT = RunningSystem.ROOT;
    private static final Pattern COPY = Pattern.compile("(?m)^COPY (.+) \\S+$");
    private static final Pattern ASKED = Pattern.compile("\\$\\{(PRICEFLOOR_[A-Z_]+)");
    /** Asked for, and well at their default in a container. */
    private static final Set<String> OPTIONAL = Set.of("PRICEFLOOR_INSTANCE", "PRICEFLOOR_TEST_CLOCK_FILE");

    @Test
    void everyServiceOfTheStackIsDescribed() throws IOException {
        Map<?, ?> services = services();
        Service.ALL.forEach(service -> assertNotNull(services.get(service.name()), service.name()));
        for (Object service : services.values()) {
            for (Object needed : dependencies(service)) {
                assertTrue(services.containsKey(needed), "depends on " + needed + ", which is not described");
            }
        }
        System.out.println("Compose: docker-compose.yml parsed, " + services.size() + " containers; no engine ran it");
    }

    @Test
    void everyFileThatIsMountedOrBuiltFromExists() throws IOException {
        for (Map.Entry<?, ?> service : services().entrySet()) {
            if (field(service.getValue(), "build") instanceof Map<?, ?> build) {
                Path context = ROOT.resolve(String.valueOf(build.get("context"))).normalize();
                Path dockerfile = context.resolve(String.valueOf(build.get("dockerfile"))).normalize();
                assertTrue(Files.isRegularFile(dockerfile), service.getKey() + " is built from " + dockerfile);
                Matcher copy = COPY.matcher(Files.readString(dockerfile));
                int copied = 0;
                while (copy.find()) {
                    for (String source : copy.group(1).split(" ")) {
                        assertTrue(Files.exists(context.resolve(source)), service.getKey() + " copies " + source + ", which the build does not make");
                        copied++;
                    }
                }
                assertTrue(copied > 0, dockerfile + " copies nothing");
            }
            if (field(service.getValue(), "volumes") instanceof List<?> volumes) {
                volumes.stream().map(String::valueOf).filter(volume -> volume.startsWith("./"))
                        .forEach(volume -> assertTrue(Files.exists(ROOT.resolve(volume.substring(2, volume.indexOf(':')))), volume));
            }
        }
    }

    @Test
    void everyServiceIsGivenTheVariablesItAsksFor() throws IOException {
        for (Service service : Service.ALL) {
            Set<String> asked = new TreeSet<>();
            for (Path file : List.of(ROOT.resolve("services/" + service.name() + "/src/main/resources/application.properties"),
                    ROOT.resolve("services/front-door/src/main/resources/META-INF/microprofile-config.properties"))) {
                Matcher variable = ASKED.matcher(Files.readString(file));
                while (variable.find()) {
                    asked.add(variable.group(1));
                }
            }
            assertFalse(asked.isEmpty(), service.name());
            asked.removeAll(OPTIONAL);
            List<String> missing = new ArrayList<>(asked);
            missing.removeIf(((Map<?, ?>) field(services().get(service.name()), "environment")).keySet().stream().map(String::valueOf).toList()::contains);
            assertEquals(List.of(), missing, service.name() + " asks for these");
        }
    }

    @Test
    void everyPasswordHasALineInTheExample() throws IOException {
        String example = Files.readString(ROOT.resolve("deploy/docker/example.env"));
        Matcher variable = ASKED.matcher(Files.readString(ROOT.resolve("docker-compose.yml")));
        while (variable.find()) {
            String name = variable.group(1);
            assertTrue(example.contains(name + "="), name + " is asked for and has no line in deploy/docker/example.env");
        }
    }

    private static Map<?, ?> services() throws IOException {
        Map<?, ?> whole = new Yaml(new SafeConstructor(new LoaderOptions())).load(Files.readString(ROOT.resolve("docker-compose.yml")));
        return (Map<?, ?>) whole.get("services");
    }

    private static Object field(Object service, String name) {
        return ((Map<?, ?>) service).get(name);
    }

    private static Set<?> dependencies(Object service) {
        return field(service, "depends_on") instanceof Map<?, ?> needed ? needed.keySet() : Set.of();
    }
}
