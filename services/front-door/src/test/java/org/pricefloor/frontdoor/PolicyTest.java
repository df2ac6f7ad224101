package org.pricefloor.frontdoor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.pricefloor.houserules.AccessPolicy;

/** The rule that holds annotations to the policy, shown rooms that break it: a rule that can not fail keeps nothing. */
class PolicyTest {

    private static final String HEADER = "service,method,path,nobody,office,producer,registrar";
    private static final List<String> RIGHT = List.of(HEADER,
            "front-door,GET,/parlour,-,all,own,-", "front-door,POST,/parlour,-,yes,-,-", "front-door,GET,/parlour/days/{day},-,yes,-,-",
            "front-door,GET,/parlour/unannotated,-,-,-,-", "front-door,GET,/parlour/fails/{how},-,yes,-,-");
    private static final JavaClasses ROOMS = new ClassFileImporter().importClasses(ParlourResource.class);

    @TempDir
    Path folder;

    @Test
    void annotationsThatSayWhatThePolicySaysAreLeftInPeace() {
        assertEquals(List.of(), contradictions(RIGHT));
    }

    @Test
    void anAddressWithoutARowIsNamed() {
        List<String> found = contradictions(RIGHT.subList(0, 5));
        assertEquals(1, found.size(), found::toString);
        assertTrue(found.get(0).startsWith("GET /parlour/fails/{how} has no row"), found::toString);
    }

    @Test
    void aRowWithoutAnAddressIsNamed() {
        assertTrue(contradictions(with("front-door,DELETE,/parlour,-,yes,-,-")).get(0).contains("DELETE /parlour, which front-door does not answer"));
        assertTrue(contradictions(with(RIGHT.get(1))).get(0).contains("stands twice"));
    }

    @Test
    void anotherRoleThanThePolicysIsNamed() {
        for (String row : List.of("front-door,GET,/parlour,-,all,-,-", "front-door,GET,/parlour,-,all,own,all", "front-door,GET,/parlour,yes,all,own,-")) {
            List<String> lines = new ArrayList<>(RIGHT);
            lines.set(1, row);
            assertTrue(contradictions(lines).get(0).startsWith("GET /parlour is annotated for [office, producer]"), row);
        }
    }

    @Test
    void whatNobodyAnnotatedIsForNoRole() {
        List<String> lines = new ArrayList<>(RIGHT);
        lines.set(4, "front-door,GET,/parlour/unannotated,-,yes,-,-");
        assertTrue(contradictions(lines).get(0).startsWith("GET /parlour/unannotated is annotated for []"));
    }

    @Test
    void aFileThatIsServedNeedsAnOpenRow() throws Exception {
        Path files = folder.resolve("src/main/resources/META-INF/resources/style");
        Files.createDirectories(files);
        Files.writeString(files.resolve("page.css"), "");
        assertTrue(contradictions(RIGHT).get(0).startsWith("GET /style/page.css is served to everybody"));
        assertEquals(List.of(), contradictions(with("front-door,GET,/style/page.css,yes,yes,yes,yes")));
    }

    @Test
    void aCellThatIsNoAnswerIsRefused() {
        assertThrows(IllegalStateException.class, () -> contradictions(with("front-door,GET,/x,-,perhaps,-,-")));
    }

    /** These addresses are the framework's: no annotation says who may, but the configuration that every service shares. */
    @Test
    void whatIsOpenBelowQIsWhatThePolicySays() throws IOException {
        Properties shared = properties(Path.of("src/main/resources/META-INF/microprofile-config.properties"));
        Set<String> open = new TreeSet<>(List.of(shared.getProperty("quarkus.http.auth.permission.alive.paths").split(",")));
        List<AccessPolicy.Row> below = AccessPolicy.read().of(AccessPolicy.EVERY_SERVICE);
        assertEquals(open, below.stream().filter(AccessPolicy.Row::isOpen).map(AccessPolicy.Row::path).collect(Collectors.toCollection(TreeSet::new)));
        assertEquals("/q/*", shared.getProperty("quarkus.http.auth.permission.inside.paths"));
        assertEquals("operator", shared.getProperty("quarkus.http.auth.policy." + shared.getProperty("quarkus.http.auth.permission.inside.policy") + ".roles-allowed"));
        below.stream().filter(row -> !row.isOpen()).forEach(row -> assertEquals(Set.of("operator"), row.roles(), row.path()));
        try (Stream<Path> services = Files.list(Path.of(".."))) {
            for (Path service : services.filter(folder -> Files.exists(folder.resolve("src/main/resources/application.properties"))).toList()) {
                Properties own = properties(service.resolve("src/main/resources/application.properties"));
                assertEquals(Set.of(), own.stringPropertyNames().stream().filter(name -> name.startsWith("quarkus.http.auth.")).collect(Collectors.toSet()), service::toString);
            }
        }
    }

    private static Properties properties(Path file) throws IOException {
        Properties properties = new Properties();
        try (Reader reader = Files.newBufferedReader(file)) {
            properties.load(reader);
        }
        return properties;
    }

    private List<String> contradictions(List<String> lines) {
        return AccessPolicy.of(lines).contradictions("front-door", ROOMS, folder);
    }

    private static List<String> with(String row) {
        List<String> lines = new ArrayList<>(RIGHT);
        lines.add(row);
        return lines;
    }
}
