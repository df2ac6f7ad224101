package org.pricefloor.houserules;

import com.tngtech.archunit.core.domain.JavaAnnotation;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaMethod;
import com.tngtech.archunit.core.domain.properties.HasAnnotations;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Who may do what at which address: {@code contracts/policy.csv}, the one place where it is decided. A service's annotations are held to
 * it here; {@code deploy/acceptance} asks every row of the running services.
 *
 * <p>A cell says what a caller of that column gets:
 *
 * <pre>
 *   -      refused: 401 without a token, 403 with one
 *   yes    answered; no party's rows are concerned
 *   all    answered, with the rows of every party
 *   own    answered with the rows of the party of its token; another party's look like absent ones
 *   none   answered, without any party's rows
 * </pre>
 *
 * @param rows in the order of the file
 */
public record AccessPolicy(List<Row> rows) {

    /** The column of a caller without a token. */
    public static final String NOBODY = "nobody";
    /** In the column of the service: each of them. */
    public static final String EVERY_SERVICE = "*";

    private static final String FILE = "contracts/policy.csv";
    private static final int COLUMNS_BEFORE_CALLERS = 3;
    private static final Set<String> CELLS = Set.of("-", "yes", "all", "own", "none");
    private static final Path STATIC = Path.of("src", "main", "resources", "META-INF", "resources");
    private static final List<String> METHODS = List.of("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS");

    /**
     * An address and what each caller gets there.
     *
     * @param path    a template: {@code {name}} stands for one segment or part of it, {@code *} at the end for the rest
     * @param answers by caller: {@link #NOBODY}, or a role
     */
    public record Row(String service, String method, String path, Map<String, String> answers) {

        public boolean isOfEveryService() {
            return service.equals(EVERY_SERVICE);
        }

        /** Whether what it answers depends on whose rows they are. */
        public boolean concernsParties() {
            return answers.containsValue("own") || answers.containsValue("all");
        }

        /** The roles that are answered. */
        public Set<String> roles() {
            return answers.entrySet().stream().filter(cell -> !cell.getKey().equals(NOBODY) && !cell.getValue().equals("-")).map(Map.Entry::getKey)
                    .collect(Collectors.toCollection(TreeSet::new));
        }

        public boolean isOpen() {
            return !answers.get(NOBODY).equals("-");
        }

        public String address() {
            return method + " " + path;
        }
    }

    /** The policy of the project that holds the working directory. */
    public static AccessPolicy read() {
        for (Path above = Path.of("").toAbsolutePath(); above != null; above = above.getParent()) {
            if (Files.exists(above.resolve(FILE))) {
                return of(lines(above.resolve(FILE)));
            }
        }
        throw new IllegalStateException("There is no " + FILE + " above " + Path.of("").toAbsolutePath());
    }

    /** @param lines of a file, the header first */
    public static AccessPolicy of(List<String> lines) {
        List<String> callers = Arrays.asList(lines.get(0).split(",")).subList(COLUMNS_BEFORE_CALLERS, lines.get(0).split(",").length);
        List<Row> rows = new ArrayList<>();
        for (String line : lines.subList(1, lines.size())) {
            String[] cells = line.split(",", -1);
            Map<String, String> answers = new LinkedHashMap<>();
            for (int i = 0; i < callers.size(); i++) {
                String cell = cells[COLUMNS_BEFORE_CALLERS + i];
                if (!CELLS.contains(cell)) {
                    throw new IllegalStateException(FILE + ": '" + cell + "' is no answer, in: " + line);
                }
                answers.put(callers.get(i), cell);
            }
            rows.add(new Row(cells[0], cells[1], cells[2], answers));
        }
        return new AccessPolicy(List.copyOf(rows));
    }

    /** The callers of the file: nobody and each role. */
    public Set<String> callers() {
        return rows.get(0).answers().keySet();
    }

    /** The rows of a service, those of every service left out. */
    public List<Row> of(String service) {
        return rows.stream().filter(row -> row.service().equals(service)).toList();
    }

    /**
     * Where a service's annotations and static files say something else than the policy.
     *
     * @return a line each; empty when they agree
     */
    public List<String> contradictions(String service, JavaClasses module, Path folder) {
        Map<String, Row> written = new TreeMap<>();
        List<String> found = new ArrayList<>();
        for (Row row : of(service)) {
            if (written.put(row.address(), row) != null) {
                found.add(row.address() + " stands twice in " + FILE);
            }
        }
        Map<String, Optional<Set<String>>> annotated = annotated(module);
        annotated.forEach((address, roles) -> {
            Row row = written.get(address);
            if (row == null) {
                found.add(address + " has no row in " + FILE + ": decide who may, and write it there");
            } else if (roles.isEmpty()) {
                if (!row.isOpen() || !row.roles().equals(rolesOf(row))) {
                    found.add(address + " is open to everybody, and " + FILE + " says otherwise");
                }
            } else if (row.isOpen() || !row.roles().equals(rolesOf(row, roles.get()))) {
                found.add(address + " is annotated for " + roles.get() + " and " + FILE + " says " + (row.isOpen() ? "everybody" : row.roles()));
            }
        });
        Set<String> files = staticFiles(folder);
        files.stream().filter(file -> !written.containsKey(file) || !written.get(file).isOpen())
                .forEach(file -> found.add(file + " is served to everybody and has no open row in " + FILE));
        written.keySet().stream().filter(address -> !annotated.containsKey(address) && !files.contains(address))
                .forEach(address -> found.add(FILE + " has a row for " + address + ", which " + service + " does not answer: remove it"));
        return found;
    }

    private static Set<String> rolesOf(Row row) {
        return row.answers().keySet().stream().filter(caller -> !caller.equals(NOBODY)).collect(Collectors.toCollection(TreeSet::new));
    }

    /** {@code *}: whoever has a valid token. */
    private static Set<String> rolesOf(Row row, Set<String> annotated) {
        return annotated.equals(Set.of("*")) ? rolesOf(row) : annotated;
    }

    /** Each address of the module with its roles; without a value: everybody. A method that nobody annotated is for no role. */
    private static Map<String, Optional<Set<String>>> annotated(JavaClasses module) {
        Map<String, Optional<Set<String>>> addresses = new TreeMap<>();
        for (JavaClass resource : module) {
            if (!resource.isAnnotatedWith("jakarta.ws.rs.Path")) {
                continue;
            }
            for (JavaMethod method : resource.getMethods()) {
                METHODS.stream().filter(verb -> method.isAnnotatedWith("jakarta.ws.rs." + verb)).forEach(verb ->
                        addresses.put(verb + " " + path(resource, method), roles(method).orElseGet(() -> roles(resource).orElse(Optional.of(Set.of())))));
            }
        }
        return addresses;
    }

    private static String path(JavaClass resource, JavaMethod method) {
        String whole = value(resource, "jakarta.ws.rs.Path").orElse("") + "/" + value(method, "jakarta.ws.rs.Path").orElse("");
        String plain = whole.replaceAll("\\{(\\w+)\\s*:[^}]*}", "{$1}").replaceAll("/{2,}", "/");
        return plain.length() > 1 && plain.endsWith("/") ? plain.substring(0, plain.length() - 1) : plain;
    }

    private static Optional<String> value(HasAnnotations<?> annotated, String annotation) {
        return annotated.tryGetAnnotationOfType(annotation).flatMap(found -> found.get("value")).map(Object::toString);
    }

    private static Optional<Optional<Set<String>>> roles(HasAnnotations<?> annotated) {
        if (annotated.isAnnotatedWith("jakarta.annotation.security.PermitAll")) {
            return Optional.of(Optional.empty());
        }
        if (annotated.isAnnotatedWith("io.quarkus.security.Authenticated")) {
            return Optional.of(Optional.of(Set.of("*")));
        }
        Optional<? extends JavaAnnotation<?>> allowed = annotated.tryGetAnnotationOfType("jakarta.annotation.security.RolesAllowed");
        return allowed.flatMap(found -> found.get("value")).map(value -> Optional.of(
                Arrays.stream((Object[]) value).map(Object::toString).collect(Collectors.toCollection(TreeSet::new))));
    }

    private static Set<String> staticFiles(Path folder) {
        Path root = folder.resolve(STATIC);
        if (!Files.isDirectory(root)) {
            return Set.of();
        }
        try (Stream<Path> files = Files.walk(root)) {
            return files.filter(Files::isRegularFile).map(file -> "GET /" + root.relativize(file).toString().replace('\\', '/')).collect(Collectors.toSet());
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    private static List<String> lines(Path file) {
        try {
            return Files.readAllLines(file);
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }
}
